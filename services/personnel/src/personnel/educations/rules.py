"""Levels of education and their order."""

from collections.abc import Sequence
from typing import Literal

EducationLevel = Literal[
    "SD",
    "SMP",
    "SMP_KEJURUAN",
    "SMA",
    "D1",
    "D2",
    "SGPLB",
    "D3",
    "D4",
    "S1",
    "PROFESI",
    "S2",
    "S3",
]
LEVELS: tuple[EducationLevel, ...] = (
    *("SD", "SMP", "SMP_KEJURUAN", "SMA", "D1", "D2", "SGPLB", "D3", "D4", "S1", "PROFESI", "S2", "S3"),
)
_HEIGHT: dict[str, int] = {level: height for height, level in enumerate(LEVELS)}


def height(level: str) -> int:
    """How high a level stands, from 0 (SD). Raises KeyError for an unknown level.

    The order is that of the starting ranks; D4 before S1 and PROFESI (doctor, pharmacist) before S2 only
    break ties between levels with the same rank. Source: PP 99/2000 jo. PP 12/2002, Kepka BKN 12/2002.
    """
    return _HEIGHT[level]


def highest(levels: Sequence[str]) -> str | None:
    """The highest of `levels`, None of none."""
    return max(levels, key=height, default=None)
