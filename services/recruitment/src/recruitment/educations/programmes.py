"""Reads the list of educations once, when it is first asked for; it changes with a release only."""

import csv
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import Final

from recruitment.candidates.rules import EducationLevel

_LEVELS: Final[dict[str, EducationLevel]] = {
    "05": "SD",
    "10": "SMP",
    "12": "SMP_KEJURUAN",
    "15": "SMA",
    "17": "SMA",
    "18": "SMA",
    "20": "D1",
    "25": "D2",
    "30": "D3",
    "35": "D4",
    "40": "S1",
    "42": "PROFESI",
    "45": "S2",
    "47": "PROFESI",
    "49": "PROFESI",
    "50": "S3",
}
"""BKN's id of a level -> ours. 17 and 18 are vocational schools of senior high level; 42, 47 and 49 are
professional degrees: the first one, specialists and sub-specialists."""
EQUAL: Final[dict[str, frozenset[str]]] = {"S1": frozenset({"S1", "D4"}), "D4": frozenset({"S1", "D4"})}
"""Levels for which one formation may ask together: both are level 6 of Perpres 8/2012 (KKNI)."""


@dataclass(frozen=True, slots=True)
class Programme:
    """A study programme or kind of school, by its code at BKN."""

    code: str
    name: str
    level: EducationLevel
    folded: str
    """Code and name without case, for the search."""


@cache
def programmes() -> dict[str, Programme]:
    """Every programme of the list by its code, in the order of the file."""
    text = files("recruitment.educations").joinpath("data", "pendidikan.csv").read_text(encoding="utf-8-sig")
    found = {}
    for row in csv.DictReader(StringIO(text, newline="")):
        code, name = row["id"], " ".join(row["nama"].split())
        level = _LEVELS[row["tingkatPendidikanId"]]
        found[code] = Programme(code, name, level, f"{code} {name}".casefold())
    return found


def fits(programme: Programme, level: str) -> bool:
    """Whether a formation of this level may ask for the programme."""
    return programme.level in EQUAL.get(level, frozenset({level}))


def names_of(codes: Collection[str]) -> dict[str, str]:
    """The names of those codes that the list knows."""
    known = programmes()
    return {code: known[code].name for code in codes if code in known}
