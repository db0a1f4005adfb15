"""`rows.csv`: one line for each participant, numbers and codes only, in exactly one form.

No field needs a quote: the line is split at its commas. An empty field says that there is no such value.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Any, Final

from recruitment.publications.differences import Difference, NotVerified
from recruitment.publications.selection_files import Stage
from recruitment.selections.rules.standard import CpnsSelection

ROWS_FILE: Final = "rows.csv"
_PATTERNS: Final = {
    "id": r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
    "word": r"[a-z][a-z0-9_]{0,39}",
    "code": r"[A-Za-z0-9][A-Za-z0-9/_.-]{0,19}",
    "count": r"0|[1-9][0-9]{0,8}",
    "hash": r"[0-9a-f]{64}",
}
PARTICIPANT: Final = re.compile(_PATTERNS["id"], re.ASCII)
"""The form of a participant number."""
_FIRST: Final = (("participant", "id"), ("opening", "id"), ("category", "word"), ("standing", "word"))
_SKD: Final = (("twk", "count"), ("tiu", "count"), ("tkp", "count"), ("skd_total", "count"))
_TEST: Final = "skb_"
_NEEDED: Final = 4
"""The first columns are never empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The published outcome of one participant; None where there is no such value.

    `tests` are the scores of SKB by kind, `skb` what they make together, both on 0 to 100. `age_order`
    counts from 1, the oldest, among those whom only age can tell apart; `birth_date_commitment` is the
    salted commitment (64 hex digits) to the date behind it. `place` counts within the opening applied for.
    `seat` is the opening that somebody gets, `step` the filling step where it is another one. What only a
    final list has is None in an SKD list.
    """

    participant: str
    opening: str
    category: str
    standing: str
    twk: int | None
    tiu: int | None
    tkp: int | None
    skd_total: int | None
    tests: Mapping[str, Decimal | None] = field(default_factory=dict)
    skb: Decimal | None = None
    gpa: Decimal | None = None
    age_order: int | None = None
    birth_date_commitment: str | None = None
    final_score: Decimal | None = None
    place: int | None
    decided_by: str | None = None
    code: str | None
    seat: str | None = None
    step: str | None = None


@dataclass(frozen=True)
class RowForm:
    """The columns of one stage and how each is written."""

    stage: Stage
    kinds: tuple[str, ...]
    skb_decimals: int
    final_decimals: int

    @classmethod
    def of(cls, stage: Stage, kinds: tuple[str, ...], standard: CpnsSelection) -> "RowForm":
        """The columns for these kinds of SKB test (in order) by these rules."""
        return cls(stage, kinds, standard.skb.decimals, standard.final_score.decimals)

    @cached_property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Names and patterns of the columns, in order."""
        if self.stage == "skd":
            return (*_FIRST, *_SKD, ("place", "count"), ("code", "code"))
        score = f"score:{self.skb_decimals}"
        return (
            *_FIRST,
            *_SKD,
            *((_TEST + kind, score) for kind in self.kinds),
            ("skb", score),
            ("gpa", "score:2"),
            ("age_order", "count"),
            ("birth_date_commitment", "hash"),
            ("final_score", f"score:{self.final_decimals}"),
            ("place", "count"),
            ("decided_by", "word"),
            ("code", "code"),
            ("seat", "id"),
            ("step", "code"),
        )

    @cached_property
    def header(self) -> str:
        """The first line."""
        return ",".join(name for name, _ in self.columns)

    @cached_property
    def _line(self) -> re.Pattern[str]:
        parts = [f"({_pattern(kind)})" for _, kind in self.columns]
        optional = [f"{part}?" for part in parts[_NEEDED:]]
        return re.compile(",".join(parts[:_NEEDED] + optional), re.ASCII)

    @cached_property
    def _writers(self) -> tuple[Callable[[Row], str], ...]:
        return tuple(_writer(name, kind) for name, kind in self.columns)

    @cached_property
    def _readers(self) -> tuple[Callable[[str], Any], ...]:
        kinds = {"count": int}
        return tuple(
            kinds.get(kind, Decimal if kind.startswith("score") else str) for _, kind in self.columns
        )

    def write(self, row: Row) -> str:
        """The line of `row`, without its end. Raises ValueError for what cannot be written exactly."""
        if strange := sorted(set(row.tests) - set(self.kinds)):
            raise ValueError(f"the row of participant {row.participant} has a score of {strange[0]}")
        line = ",".join([write(row) for write in self._writers])
        if self._line.fullmatch(line) is None:
            raise ValueError(f"the row of participant {row.participant} cannot be written: {line}")
        return line

    def read(self, line: str) -> Row:
        """The row of a line in which every field is in its form, as `check` finds out."""
        match = self._line.fullmatch(line)
        if match is None:
            raise ValueError("the line is not of the form")
        cells = match.groups()
        return self._row([r(c) if c is not None else None for r, c in zip(self._readers, cells, strict=True)])

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.columns)

    def _row(self, values: list[Any]) -> Row:
        named = dict(zip(self._names, values, strict=True))
        tests = {kind: named.pop(_TEST + kind) for kind in self.kinds}
        return Row(tests=tests, **named)

    def check(self, raw: bytes, number: int) -> Row:
        """The row in line `number` of the file. Raises NotVerified, which names the field."""
        try:
            return self.read(raw.decode("ascii"))
        except ValueError:
            raise NotVerified(self._complaint(raw, number)) from None

    def _complaint(self, raw: bytes, number: int) -> Difference:
        cells = raw.decode("ascii", "backslashreplace").split(",")
        if len(cells) != len(self.columns):
            what = f"has {len(cells)} fields, not the {len(self.columns)} of the header"
            return Difference(ROWS_FILE, what, number)
        participant = cells[0] if re.fullmatch(_PATTERNS["id"], cells[0]) else None
        for place, ((name, kind), cell) in enumerate(zip(self.columns, cells, strict=True)):
            is_empty = cell == "" and place >= _NEEDED
            if not is_empty and re.fullmatch(_pattern(kind), cell, re.ASCII) is None:
                what = f"{cell[:100]!r} is not of the form {_pattern(kind)}"
                return Difference(ROWS_FILE, what, number, participant, name)
        return Difference(ROWS_FILE, "is not of the form", number, participant)


def _pattern(kind: str) -> str:
    if kind in _PATTERNS:
        return _PATTERNS[kind]
    decimals = int(kind.partition(":")[2])
    return r"(?:0|[1-9][0-9]{0,2})" + (rf"\.[0-9]{{{decimals}}}" if decimals else "")


def _writer(name: str, kind: str) -> Callable[[Row], str]:
    get: Callable[[Row], Any]
    if name.startswith(_TEST) and name != "skd_total":
        get = _of_test(name.removeprefix(_TEST))
    else:
        get = attrgetter(name)
    form = f".{kind.partition(':')[2]}f" if kind.startswith("score") else None

    def write(row: Row) -> str:
        value = get(row)
        if value is None:
            return ""
        written = str(value) if form is None else format(value, form)
        if form is not None and Decimal(written) != value:
            raise ValueError(f"{name} of participant {row.participant} has more decimals than {written}")
        return written

    return write


def _of_test(kind: str) -> Callable[[Row], Any]:
    return lambda row: row.tests.get(kind)
