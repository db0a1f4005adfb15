"""`formations.csv`: the openings, each with those who are ranked together for it."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Final

from recruitment.publications.differences import Difference, NotVerified
from recruitment.publications.selection_files import PLAIN, SelectionFile, StageFacts
from recruitment.selections.rules.facts import Formation
from recruitment.selections.rules.standard import GENERAL, CpnsSelection

OPENINGS_FILE: Final = "formations.csv"
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
_WORD: Final = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_COUNT: Final = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
_TEXT: Final = re.compile(PLAIN + "{1,4000}")


@dataclass(frozen=True, slots=True)
class Opening:
    """Openings of one post, education and placement for one need.

    `post`, `education` and `placement` are texts: who has the same is alike where empty openings are filled.
    `general_category` is the threshold of the general need for this post; `tests` names the set of SKB tests
    in selection.json, empty in an SKD list.
    """

    id: str
    post: str
    education: str
    placement: str
    need: str
    count: int
    general_category: str
    tests: str = ""

    @property
    def category(self) -> str:
        """The threshold of those who apply: that of the special need, or else the general one of the post."""
        return self.general_category if self.need == GENERAL else self.need

    def formation(self) -> Formation:
        """The opening as the rules know it."""
        return Formation(
            self.id,
            self.post,
            self.education,
            self.placement,
            self.count,
            need=self.need,
            general_category=self.general_category,
        )


COLUMNS: Final = tuple(field.name for field in fields(Opening))
_FORMS: Final = (_ID, _TEXT, _TEXT, _TEXT, _WORD, _COUNT, _WORD, _ID)
HEADER: Final = ",".join(COLUMNS)


def opening_lines(openings: Iterable[Opening]) -> Iterator[str]:
    """Header and lines without their ends; openings in order of id. Raises ValueError for wrong ones."""
    yield HEADER
    before = ""
    for opening in openings:
        cells = [str(getattr(opening, name)) for name in COLUMNS]
        if wrong := _wrong(cells):
            raise ValueError(f"opening {opening.id}: {wrong} is not of the form")
        if opening.id <= before:
            raise ValueError(f"opening {opening.id} does not follow {before}")
        before = opening.id
        yield _line(cells)


def _wrong(cells: list[str]) -> str | None:
    for name, form, cell in zip(COLUMNS, _FORMS, cells, strict=True):
        if form.fullmatch(cell) is None and not (name == "tests" and cell == ""):
            return name
    return None


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def read_openings(
    lines: Iterable[bytes], selection: SelectionFile, standard: CpnsSelection
) -> dict[str, Opening]:
    """The openings by id. Raises NotVerified for what is not of the form or contradicts the other files."""
    openings: dict[str, Opening] = {}
    before = ""
    for number, raw in enumerate(lines, 1):
        if number == 1:
            if raw != HEADER.encode():
                raise NotVerified(Difference(OPENINGS_FILE, "the header is another one", 1))
            continue
        opening = _read(raw, number)
        if opening.id <= before:
            raise _differs("does not follow the opening before", number, "id")
        if wrong := _contradiction(opening, selection, standard):
            raise _differs("the selection or its rules know no such value", number, wrong)
        openings[opening.id] = opening
        before = opening.id
    return openings


def _read(raw: bytes, number: int) -> Opening:
    try:
        line = raw.decode()
        (cells,) = csv.reader([line], strict=True)
    except (UnicodeDecodeError, ValueError, csv.Error):
        raise _differs("is no line of CSV in UTF-8", number) from None
    if len(cells) != len(COLUMNS):
        raise _differs(f"has {len(cells)} fields, not {len(COLUMNS)}", number)
    if wrong := _wrong(cells):
        raise _differs("is not of the form", number, wrong)
    if _line(cells) != line:
        raise _differs("is not in its one form", number)
    named = dict(zip(COLUMNS, cells, strict=True))
    return Opening(**named | {"count": int(named["count"])})  # type: ignore[arg-type]  # the count is a number


def _contradiction(opening: Opening, facts: StageFacts, standard: CpnsSelection) -> str | None:
    if opening.need not in {GENERAL, *standard.special_needs}:
        return "need"
    if opening.general_category not in standard.thresholds:
        return "general_category"
    known = {one.id for one in facts.skb} or {""}
    return None if opening.tests in known else "tests"


def _differs(what: str, line: int, field: str | None = None) -> NotVerified:
    return NotVerified(Difference(OPENINGS_FILE, what, line, field=field))
