"""The small copies of the reference lists that the generator draws from."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Agency:
    """A government that employs; `slot` is its number among all, from 1, and marks its people's serials."""

    code: str
    name: str
    kind: str
    time_zone: str
    nik_place: str
    place: str
    slot: int


@dataclass(frozen=True, slots=True)
class Office:
    name: str
    kind: str
    field: str
    divisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """A functional family as one field of work uses it."""

    name: str
    skilled_percent: int
    expert_entry: str
    study: str
    female_percent: int


@dataclass(frozen=True, slots=True)
class Title:
    """A post as the reference list names it."""

    name: str
    code: str
    level: str
    retirement_age: int


@dataclass(frozen=True, slots=True)
class Program:
    code: str
    name: str
    degree: str


def _rows(name: str) -> list[dict[str, str]]:
    text = files("abdi_demo").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def agencies() -> dict[str, Agency]:
    """Every provincial, regency and city government by its BKN code, the two of the demo first."""
    return {row["code"]: Agency(**row, slot=slot) for slot, row in enumerate(_rows("agencies.csv"), start=1)}


@cache
def offices_of(agency: str) -> tuple[Office, ...]:
    """The offices of `agency`, the ordinary ones of a local government when it has no list of its own."""
    rows = _rows("offices.csv")
    own = [row for row in rows if row["agency"] == agency] or [row for row in rows if row["agency"] == "*"]
    return tuple(
        Office(row["name"], row["kind"], row["field"], tuple(row["divisions"].split("|"))) for row in own
    )


@cache
def families_of(field: str) -> tuple[tuple[float, Family], ...]:
    """(cumulative weight, functional family) for a field of work, those of any office when it has none."""
    rows = _rows("families.csv")
    own = [row for row in rows if row["field"] == field] or [row for row in rows if row["field"] == "general"]
    total = 0
    choices = []
    for row in own:
        total += int(row["weight"])
        family = Family(
            row["family"],
            int(row["skilled_percent"]),
            row["expert_entry"],
            row["study"],
            int(row["female_percent"]),
        )
        choices.append((float(total), family))
    return tuple(choices)


@cache
def functional_title(family: str, level: str) -> Title:
    """The post of `family` at `level`, or at the nearest lower level that the list has (else the lowest)."""
    titles = {row["level"]: row for row in _rows("functional.csv") if row["family"] == family}
    ladder = ("PM", "TR", "MH", "PY") if level in {"PM", "TR", "MH", "PY"} else ("PT", "MU", "MA")
    held = [step for step in ladder if step in titles]
    fitting = [step for step in held if ladder.index(step) <= ladder.index(level)]
    row = titles[fitting[-1] if fitting else held[0]]
    return Title(row["title"], row["code"], row["level"], int(row["retirement_age"]))


@cache
def general_titles(tier: str) -> tuple[Title, ...]:
    """The pelaksana posts for a tier of education: basic, secondary, diploma or bachelor."""
    return tuple(
        Title(row["title"], row["code"], "", 58) for row in _rows("pelaksana.csv") if row["tier"] == tier
    )


@cache
def programs(level: str, study: str) -> tuple[Program, ...]:
    """What was studied: programmes of `level` in `study`, general ones when there is none."""
    rows = [row for row in _rows("programs.csv") if row["level"] == level]
    own = [row for row in rows if row["field"] == study] or [row for row in rows if row["field"] == "general"]
    return tuple(Program(row["code"], row["name"], row["degree"]) for row in own)


@cache
def names(part: str) -> tuple[str, ...]:
    """Parts of names: male, female, female_second, family."""
    return tuple(row["name"] for row in _rows("names.csv") if row["part"] == part)
