"""Interleaved rounds: the machine drifts, so ours and the floor take turns, and the median counts."""

from collections.abc import Callable, Mapping
from statistics import median
from typing import TypeVar

T = TypeVar("T")


def in_turns(number: int, runs: Mapping[str, Callable[[], T]]) -> dict[str, list[T]]:
    """What each run gave in `number` rounds; every second round goes backwards."""
    given: dict[str, list[T]] = {name: [] for name in runs}
    for place in range(number):
        names = list(runs) if place % 2 == 0 else list(runs)[::-1]
        for name in names:
            given[name].append(runs[name]())
    return given


def middle(values: list[T], of: Callable[[T], float]) -> float:
    """The median of one number of all rounds."""
    return median(of(value) for value in values)


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of them lie; the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]
