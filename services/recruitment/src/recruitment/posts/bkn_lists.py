"""Reads BKN's lists of functional posts and of agencies once, when they are first asked for."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import Final

from recruitment.posts.rules import FUNCTIONAL
from recruitment.selections.rules.standard import AgencyKind

_AGENCIES: Final[dict[str, AgencyKind]] = {"P": "central", "D": "regional"}
_IN_FORCE: Final = "N"
_LEVELS: Final = ("pemula", "terampil", "mahir", "penyelia", "pertama", "muda", "madya", "utama")


@dataclass(frozen=True, slots=True)
class FunctionalPost:
    """A functional post of the list: its group and the retirement age that the list gives, if any."""

    group: str | None
    retirement_age: int | None


@cache
def functional_posts() -> dict[str, FunctionalPost]:
    """Functional posts by title without case; of a title that is there twice, the one in force."""
    groups = {row["id"]: _name(row) for row in _rows("kelas-jabatan")}
    found: dict[str, FunctionalPost] = {}
    for row in sorted(_rows("jabatan-fungsional"), key=lambda row: row["status"] == _IN_FORCE):
        age = int(row["usiaBup"] or 0) or None
        found[_name(row).casefold()] = FunctionalPost(groups.get(row["kelompokJabatanId"]), age)
    return found


@cache
def agency_kinds() -> dict[str, AgencyKind]:
    """BKN code of an agency -> central or regional."""
    listed = {row["kodeCepat"]: _AGENCIES.get(row["jenis"]) for row in _rows("instansi")}
    return {code: kind for code, kind in listed.items() if kind is not None}


def field_of(title: str, kind: str) -> str:
    """The occupational field of a post: the group of a functional post, else its kind.

    A functional post that the list does not name is its own field, without its level.
    """
    if kind != FUNCTIONAL:
        return kind
    known = functional_posts().get(" ".join(title.split()).casefold())
    if known is not None and known.group is not None:
        return known.group
    words = title.split()
    while words and words[-1].casefold() in {*_LEVELS, "ahli"}:
        words.pop()
    return " ".join(words) or title


def named_retirement_age(title: str, kind: str) -> int | None:
    """The age that the list gives for a functional post of this title."""
    known = functional_posts().get(" ".join(title.split()).casefold()) if kind == FUNCTIONAL else None
    return known.retirement_age if known else None


def _name(row: dict[str, str]) -> str:
    return " ".join(row["nama"].split())


def _rows(name: str) -> list[dict[str, str]]:
    text = files("recruitment.posts").joinpath("data", f"{name}.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))
