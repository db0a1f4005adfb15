"""What one row of a publication must say by itself: possible scores, their sum, SKB and the final score."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any, Final, get_args

from recruitment.publications.differences import Difference
from recruitment.publications.openings import Opening
from recruitment.publications.rows import ROWS_FILE, Row
from recruitment.publications.selection_files import SelectionFile, SkbTestFacts
from recruitment.selections.rules.facts import FinalStanding, SkdStanding
from recruitment.selections.rules.final_scores import final_score
from recruitment.selections.rules.standard import WHOLE, CpnsSelection, PartName

STANDINGS: Final = {"skd": frozenset(get_args(SkdStanding)), "final": frozenset(get_args(FinalStanding))}
PARTS: Final[tuple[PartName, ...]] = ("twk", "tiu", "tkp")
Finding = tuple[str, str, Any, Any]
"""Field, what is wrong, expected, found."""


def combined_skb(
    scores: Mapping[str, Decimal | None], tests: tuple[SkbTestFacts, ...], standard: CpnsSelection
) -> Decimal:
    """SKB on 0 to 100: the weighted sum of its tests, rounded half up once, to the decimals of the rule set.

    In: scores on 0 to 100 by kind; a test without weight adds nothing. Raises KeyError without a score.
    """
    parts = (scores[test.kind] for test in tests if test.weight)
    weights = (test.weight for test in tests if test.weight)
    total = sum((_known(s) * w for s, w in zip(parts, weights, strict=True)), Decimal(0)) / WHOLE
    return total.quantize(Decimal(1).scaleb(-standard.skb.decimals), ROUND_HALF_UP)


def _known(score: Decimal | None) -> Decimal:
    if score is None:
        raise KeyError("a test with a weight has no score")
    return score


@dataclass(frozen=True)
class RowChecks:
    """The checks of single rows of one publication."""

    selection: SelectionFile
    standard: CpnsSelection
    openings: Mapping[str, Opening]

    @cached_property
    def _possible(self) -> dict[PartName, frozenset[int]]:
        parts = self.standard.paper.parts
        return {name: frozenset(range(0, part.maximum + 1, part.step)) for name, part in parts.items()}

    @cached_property
    def _tests(self) -> dict[str, tuple[SkbTestFacts, ...]]:
        return {one.id: one.tests for one in self.selection.skb}

    @cached_property
    def _is_final(self) -> bool:
        return self.selection.stage == "final"

    def first(self, row: Row, line: int) -> Difference | None:
        """The first thing in `row` that is wrong, if any."""
        for field, what, expected, found in self._findings(row):
            return Difference(
                ROWS_FILE,
                what,
                line,
                row.participant,
                field,
                None if expected is None else str(expected),
                "" if found is None else str(found),
            )
        return None

    def _findings(self, row: Row) -> Iterator[Finding]:
        opening = self.openings.get(row.opening)
        if opening is None:
            yield "opening", "formations.csv has no such opening", "one of formations.csv", row.opening
            return
        if row.category != opening.category:
            yield "category", "is not that of the opening", opening.category, row.category
        if row.standing not in STANDINGS[self.selection.stage]:
            known = " or ".join(sorted(STANDINGS[self.selection.stage]))
            yield "standing", "this stage knows no such standing", known, row.standing
        yield from self._skd(row)
        if self._is_final:
            yield from self._final(row, opening)

    def _skd(self, row: Row) -> Iterator[Finding]:
        given = [getattr(row, name) for name in PARTS]
        if not self._is_final and row.standing != "taking_part" and given == [None, None, None]:
            if row.skd_total is not None:
                yield "skd_total", "there are no parts", "", row.skd_total
            return
        for name, value in zip(PARTS, given, strict=True):
            if value not in self._possible[name]:
                part = self.standard.paper.parts[name]
                yield name, "no paper gives this", f"0 to {part.maximum} in steps of {part.step}", value
                return
        if sum(given) != row.skd_total:
            yield "skd_total", "is not the sum of the parts", sum(given), row.skd_total

    def _final(self, row: Row, opening: Opening) -> Iterator[Finding]:
        tests = self._tests[opening.tests]
        kinds = {test.kind for test in tests}
        takes_part = row.standing == "taking_part"
        needed = {test.kind for test in tests if test.weight and takes_part}
        for kind, score in row.tests.items():
            if score is None and kind in needed:
                yield f"skb_{kind}", "a test with a weight has no score", "a score", ""
                return
            if score is not None and kind not in kinds:
                yield f"skb_{kind}", "the SKB of this opening has no such test", "", score
            if score is not None and score > self.standard.skb.maximum:
                yield f"skb_{kind}", "is beyond the scale", f"at most {self.standard.skb.maximum}", score
        skb = combined_skb(row.tests, tests, self.standard) if takes_part else None
        if row.skb != skb:
            yield "skb", "is not what tests and weights make", _told(skb), _told(row.skb)
        score = final_score(row.skd_total or 0, skb, self.standard) if skb is not None else None
        if row.final_score != score:
            yield "final_score", "is not what SKD and SKB make", _told(score), _told(row.final_score)
        if (row.age_order is None) != (row.birth_date_commitment is None):
            field = "birth_date_commitment" if row.birth_date_commitment is None else "age_order"
            yield field, "age order and commitment belong together", "a value", ""


def _told(score: Decimal | None) -> str:
    return "" if score is None else str(score)
