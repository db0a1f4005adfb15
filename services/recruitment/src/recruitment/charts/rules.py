"""Shares and impact ratios, and which numbers are too small to show; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

SMALLEST: Final = 5
"""Fewer people than this could be recognised; in public views their number is hidden."""
_TENTH_OF_PERCENT: Final = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a group got so far, and how that compares with the group that did best (1 = equal)."""

    rate: Decimal | None
    impact_ratio: Decimal | None


def impact_of(reached: Mapping[str, int], of: Mapping[str, int]) -> dict[str, Share]:
    """The share of each group and its impact ratio: the own share by the highest share of a group.

    In: people by group who got so far, of how many. Out: three decimals, half up; None where nobody was.
    A ratio under 0.8 is the usual sign to look closer (the four-fifths rule of selection practice).
    """
    rates = {group: Decimal(reached.get(group, 0)) / count for group, count in of.items() if count}
    best = max(rates.values(), default=Decimal(0))
    return {
        group: Share(
            rate=_rounded(rates[group]) if group in rates else None,
            impact_ratio=_rounded(rates[group] / best) if group in rates and best else None,
        )
        for group in of
    }


def without_small(counts: Sequence[int]) -> list[int | None]:
    """The counts as the public sees them: small ones hidden, and one more where the rest would tell it.

    Zero is shown: it is about nobody. When a single cell is hidden, its neighbour with the lowest number goes
    with it, since whoever knows the sum could subtract.
    """
    hidden = {place for place, count in enumerate(counts) if 0 < count < SMALLEST}
    others = [place for place, count in enumerate(counts) if place not in hidden and count > 0]
    if len(hidden) == 1 and others:
        hidden.add(min(others, key=lambda place: counts[place]))
    return [None if place in hidden else count for place, count in enumerate(counts)]


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_TENTH_OF_PERCENT, ROUND_HALF_UP)
