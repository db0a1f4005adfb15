"""A final list held against the SKD list before it: the same openings, and exactly those who went on."""

from collections.abc import Iterator
from typing import Final

from recruitment.publications.differences import Difference, NotVerified, differs
from recruitment.publications.openings import COLUMNS, OPENINGS_FILE
from recruitment.publications.rows import ROWS_FILE, RowForm
from recruitment.publications.selection_files import SELECTION_FILE
from recruitment.publications.verification import Say, Verified

_SAME: Final = ("selection", "agency", "agency_kind", "intake", "rules", "log")
_CARRIED: Final = ("opening", "category", "twk", "tiu", "tkp", "skd_total")
Cells = dict[str, str]


def check_after(final: Verified, skd: Verified, *, say: Say) -> None:
    """Check that `final` takes up where `skd` ends; both were verified. Raises NotVerified.

    Everybody with the code for going on is in the final list, nobody else is, and opening and SKD scores are
    the same.
    """
    _check_selection(final, skd)
    _check_openings(final, skd)
    goes_on = skd.standard.results.skd.goes_on
    waiting = {one["participant"]: one for one in _cells(skd) if one["code"] == goes_on}
    for line, row in enumerate(_cells(final), 2):
        number = row["participant"]
        before = waiting.pop(number, None)
        if before is None:
            raise NotVerified(Difference(ROWS_FILE, "did not go on by the SKD list", line, number))
        for name in _CARRIED:
            if row[name] != before[name]:
                what = "the SKD list has another value"
                found = Difference(ROWS_FILE, what, line, number, name, before[name], row[name])
                raise NotVerified(found)
    if waiting:
        what = "went on by the SKD list and is missing"
        raise NotVerified(Difference(ROWS_FILE, what, participant=min(waiting)))
    version = skd.signed.selection.version
    say(f"succession  exactly those who went on by version {version} of the SKD list, with the same scores")


def _check_selection(final: Verified, skd: Verified) -> None:
    later, earlier = final.signed.selection, skd.signed.selection
    if (later.stage, earlier.stage) != ("final", "skd"):
        raise differs(SELECTION_FILE, "a final list is held against an SKD list, nothing else")
    for name in _SAME:
        wanted, found = getattr(earlier, name), getattr(later, name)
        if wanted != found:
            what = "the SKD list has another value"
            told = Difference(SELECTION_FILE, what, field=name, expected=str(wanted), found=str(found))
            raise NotVerified(told)


def _check_openings(final: Verified, skd: Verified) -> None:
    for id_ in sorted(final.openings.keys() | skd.openings.keys()):
        later, earlier = final.openings.get(id_), skd.openings.get(id_)
        if later is None or earlier is None:
            where = "the final list" if later is None else "the SKD list"
            raise differs(OPENINGS_FILE, f"opening {id_} is missing in {where}")
        for name in COLUMNS:
            wanted, found = getattr(earlier, name), getattr(later, name)
            if name != "tests" and wanted != found:
                what = f"opening {id_} has another value in the SKD list"
                told = Difference(OPENINGS_FILE, what, field=name, expected=str(wanted), found=str(found))
                raise NotVerified(told)


def _cells(verified: Verified) -> Iterator[Cells]:
    facts = verified.signed.selection
    form = RowForm.of(facts.stage, facts.kinds, verified.standard)
    names = [name for name, _ in form.columns]
    lines = verified.signed.container.lines(ROWS_FILE)
    next(lines)
    for raw in lines:
        yield dict(zip(names, raw.decode("ascii").split(","), strict=True))
