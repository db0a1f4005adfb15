"""Seeded draws that give the same values on every machine and Python version."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


class Draw:
    """Picks, all made of `Random.random()`, the one method whose sequence Python promises to keep."""

    __slots__ = ("fraction",)

    def __init__(self, *seed: object) -> None:
        text = "/".join(str(part) for part in seed)
        self.fraction = Random(text).random  # noqa: S311 - must be repeatable; nothing secret is made of it

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1; 0 when `limit` is not positive."""
        return int(self.fraction() * limit) if limit > 0 else 0

    def chance(self, percent: float) -> bool:
        return self.fraction() * 100 < percent

    def pick(self, items: Sequence[Item]) -> Item:
        return items[int(self.fraction() * len(items))]

    def weighted(self, choices: Sequence[tuple[float, Item]]) -> Item:
        """One of (cumulative weight, item), the last weight being the total."""
        point = self.fraction() * choices[-1][0]
        return next(item for limit, item in choices if point < limit)
