"""Every outcome of a publication computed again from its scores, openings and rules."""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from recruitment.publications.ages import expected_orders, tie_of
from recruitment.publications.differences import Difference
from recruitment.publications.openings import Opening
from recruitment.publications.rows import ROWS_FILE, Row, RowForm
from recruitment.publications.selection_files import SelectionFile
from recruitment.selections.rules.facts import Applicant, Finalist, FinalStanding, SkdScores, SkdStanding
from recruitment.selections.rules.filling import FinalOutcome, final_outcomes
from recruitment.selections.rules.ranking import rank_finalists
from recruitment.selections.rules.shortlisting import skd_outcomes
from recruitment.selections.rules.standard import CpnsSelection

_YEAR_ONE: Final = date(1900, 1, 1).toordinal()
_WHY: Final = "the rules give another outcome"
Numbered = tuple[int, Row]
Outcome = tuple[tuple[str, Any], ...]
"""Fields of one row with the values that the rules give, in order of the columns."""


@dataclass
class Recomputation:
    """Rows of one publication gathered by those who compete with each other, then judged group by group.

    In an SKD list people compete within an opening, in a final list within a post and education, since
    empty openings are filled among those. Lines are kept as they are, some 300 bytes each.
    """

    selection: SelectionFile
    standard: CpnsSelection
    openings: dict[str, Opening]
    form: RowForm
    _groups: defaultdict[Hashable, list[tuple[int, bytes]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, line: int, raw: bytes, row: Row) -> None:
        """Take in a row that was found in order by itself."""
        self._groups[self._group_of(self.openings[row.opening])].append((line, raw))

    def first_difference(self) -> Difference | None:
        """The first row, in order of the file, whose outcome is not what the rules give."""
        members: defaultdict[Hashable, list[Opening]] = defaultdict(list)
        for opening in self.openings.values():
            members[self._group_of(opening)].append(opening)
        first: Difference | None = None
        for group, lines in self._groups.items():
            rows = [(number, self.form.read(raw.decode("ascii"))) for number, raw in lines]
            found = self._judged(members[group], rows)
            if found is not None and (first is None or (found.line or 0) < (first.line or 0)):
                first = found
        return first

    def _group_of(self, opening: Opening) -> Hashable:
        return opening.id if self.selection.stage == "skd" else (opening.post, opening.education)

    def _judged(self, openings: list[Opening], rows: list[Numbered]) -> Difference | None:
        if self.selection.stage == "skd":
            outcomes = self._skd(openings[0], rows)
        else:
            if (wrong := self._wrong_age_order(rows)) is not None:
                return wrong
            outcomes = self._final(openings, rows)
        for line, row in rows:
            for name, expected in outcomes[row.participant]:
                if (found := getattr(row, name)) != expected:
                    return _difference(line, row, name, expected=expected, found=found)
        return None

    def _skd(self, opening: Opening, rows: list[Numbered]) -> dict[str, Outcome]:
        people = [
            Applicant(row.participant, _scores(row), row.category, cast("SkdStanding", row.standing))
            for _, row in rows
        ]
        outcomes = skd_outcomes(people, opening.count, self.standard)
        return {one.id: (("place", one.place), ("code", one.code)) for one in outcomes}

    def _final(self, openings: list[Opening], rows: list[Numbered]) -> dict[str, Outcome]:
        finalists: defaultdict[str, list[Finalist]] = defaultdict(list)
        for _, row in rows:
            finalists[row.opening].append(_finalist(row))
        outcomes = final_outcomes(
            [opening.formation() for opening in openings],
            finalists,
            self.standard,
            agency=self.selection.agency_kind,
        )
        decided = dict(self._decisions(finalists))
        return {one.id: _outcome(one, decided.get(one.id)) for one in outcomes}

    def _decisions(self, finalists: dict[str, list[Finalist]]) -> Iterator[tuple[str, str | None]]:
        for people in finalists.values():
            taking_part = [one for one in people if one.standing == "taking_part"]
            for placed in rank_finalists(taking_part, self.standard):
                yield placed.finalist.id, placed.decided_by

    def _wrong_age_order(self, rows: list[Numbered]) -> Difference | None:
        """The first row whose age order is no order of its tie group, or which must have none."""
        ties: defaultdict[Hashable, dict[str, int | None]] = defaultdict(dict)
        for _, row in rows:
            tie = tie_of(row, self.openings[row.opening], self.standard)
            ties[row.participant if tie is None else tie][row.participant] = row.age_order
        expected: dict[str, int | None] = {}
        for orders in ties.values():
            expected |= expected_orders(orders)
        for line, row in rows:
            if row.age_order != expected[row.participant]:
                what = "is no order from 1 among those whom only age tells apart"
                order = expected[row.participant]
                return _difference(line, row, "age_order", expected=order, found=row.age_order, what=what)
        return None


def _scores(row: Row) -> SkdScores | None:
    if row.twk is None or row.tiu is None or row.tkp is None:
        return None
    return SkdScores(row.twk, row.tiu, row.tkp)


def _finalist(row: Row) -> Finalist:
    return Finalist(
        row.participant,
        cast("SkdScores", _scores(row)),
        row.skb if row.skb is not None else Decimal(0),
        gpa=row.gpa,
        birth_date=None if row.age_order is None else date.fromordinal(_YEAR_ONE + row.age_order),
        standing=cast("FinalStanding", row.standing),
    )


def _outcome(one: FinalOutcome, decided_by: str | None) -> Outcome:
    """A made-up day stands for every age order; no outcome shows it."""
    return (
        ("place", one.rank),
        ("decided_by", decided_by),
        ("code", one.code),
        ("seat", one.seat),
        ("step", one.step),
    )


def _difference(line: int, row: Row, name: str, *, expected: Any, found: Any, what: str = _WHY) -> Difference:
    told = ["" if value is None else str(value) for value in (expected, found)]
    return Difference(ROWS_FILE, what, line, row.participant, name, *told)
