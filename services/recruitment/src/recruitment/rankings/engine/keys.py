"""Several criteria in one whole number, so that one sort of one column puts people in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl
from polars.expr.whenthen import ChainedThen, Then

from recruitment.selections.rules.standard import WHOLE, CpnsSelection, Criterion

PARTS: Final = ("twk", "tiu", "tkp")
_BITS: Final = 64


class TooManyOpenings(ValueError):  # noqa: N818 - errors are named by the fact
    """Openings and criteria together do not fit one whole number; rank fewer openings at a time."""


class ImpossibleScore(ValueError):  # noqa: N818
    """Somebody has less than nothing, or more than the whole."""


@dataclass(frozen=True)
class SortKey:
    """Criteria that everybody has, packed by their order: the best is the smallest number.

    A criterion that the earlier ones determine (the third part of a total) takes no place.
    """

    criteria: tuple[Criterion, ...]
    widths: tuple[int, ...]

    @property
    def bits(self) -> int:
        """How many bits the criteria take."""
        return sum(self.widths)

    def packed(self, people: pl.DataFrame, within: str) -> pl.Series:
        """The number of each person, led by the column `within`. Raises TooManyOpenings, ImpossibleScore."""
        self._check(people, within)
        value = pl.col(within).cast(pl.UInt64)
        for name, width in zip(self.criteria, self.widths, strict=True):
            value = value * (1 << width) + ((1 << width) - 1 - points(name).cast(pl.UInt64))
        return people.select(value.alias("key")).to_series()

    def _check(self, people: pl.DataFrame, within: str) -> None:
        if people.is_empty():
            return
        most = people[within].max()
        if not isinstance(most, int) or most.bit_length() + self.bits > _BITS:
            raise TooManyOpenings
        held = [
            points(name).is_between(0, (1 << width) - 1).all()
            for name, width in zip(self.criteria, self.widths, strict=True)
        ]
        if held and not people.select(pl.all_horizontal(*held)).item():
            raise ImpossibleScore

    def first_difference(self, different: pl.Expr) -> pl.Expr:
        """The criterion in which two neighbours differ first, by the exclusive or of their numbers.

        Null for neighbours who are not ranked together, and for no neighbour.
        """
        told: Then | ChainedThen = pl.when(different >= pl.lit(1 << self.bits, pl.UInt64)).then(None)
        left = self.bits
        for name, width in zip(self.criteria, self.widths, strict=True):
            left -= width
            told = told.when(different >= pl.lit(1 << left, pl.UInt64)).then(pl.lit(name))
        return told.otherwise(pl.lit(None, pl.String))


def sort_key(order: Sequence[Criterion], standard: CpnsSelection) -> SortKey:
    """The key of these criteria, none of which may be unknown of somebody."""
    maxima = {"skd_total": standard.paper.maximum, "final_score": WHOLE * 10**standard.final_score.decimals}
    maxima |= {name: part.maximum for name, part in standard.paper.parts.items()}
    kept: list[Criterion] = []
    for name in order:
        if len({*PARTS, "skd_total"} - {*kept}) > 1 or name not in {*PARTS, "skd_total"}:
            kept.append(name)
    # The parts are rounded up one by one, so the score of somebody perfect may lie a little above the whole.
    return SortKey(tuple(kept), tuple((maxima[name] + 1).bit_length() for name in kept))


def points(name: Criterion) -> pl.Expr:
    """The criterion of each person as a column says it; more is better."""
    if name == "skd_total":
        return sum((pl.col(part).cast(pl.Int32) for part in PARTS), pl.lit(0, pl.Int32))
    return pl.col(name)
