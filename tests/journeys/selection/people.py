"""The applicants: synthetic people, each with the fate that the play has for them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal

from tests.journeys.selection.figures import Size
from tests.journeys.selection.posts import DISABILITY, GENERAL, Post

_FIRST: Final = ("Adi", "Bunga", "Citra", "Dewi", "Eko", "Fajar", "Gita", "Hadi", "Indah", "Joko", "Kartika")
_LAST: Final = ("Contoh", "Khatulistiwa", "Kapuas", "Landak", "Tambelan", "Siantan", "Sintang")
_YOUNGEST: Final = 24
_OLDEST: Final = 33
_POPULAR_SHARE: Final = 20
_LEAST_POPULAR: Final = 8
_DISABILITY_SHARE: Final = 200
Objection = Literal["accepted", "rejected"]


@dataclass(frozen=True)
class Target:
    """An opening that people apply for."""

    post: Post
    post_number: int
    opening_id: str
    need: str
    count: int


@dataclass
class Person:
    """An applicant, and what is known of the person so far."""

    number: int
    name: str
    nik: str
    birth_date: date
    sex: Literal["male", "female"]
    address: str
    target: Target
    is_star: bool = False
    """Among those who are equal at the cut of the most wanted opening; never refused, never absent."""
    is_refused: bool = False
    """At the first announcement."""
    objects: Objection | None = None
    token: str = field(default="", repr=False)
    application_id: str = ""
    participant_number: str = ""
    seat_id: str = ""
    is_absent: bool = False
    points: tuple[int, int, int] | None = None

    @property
    def is_eligible(self) -> bool:
        """Whether the person goes on after the objections."""
        return not self.is_refused or self.objects == "accepted"

    @property
    def has_disability(self) -> bool:
        """Whether the person applies for an opening that asks for it."""
        return self.target.need == DISABILITY


def applicants_of(
    size: Size, targets: Sequence[Target], *, run: str, today: date, luck: random.Random
) -> list[Person]:
    """Everybody who applies, with the fates of the administrative selection dealt out."""
    places = list(_places(size, targets))
    niks: set[str] = set()
    people = [
        _person(number, target, run=run, today=today, niks=niks) for number, target in enumerate(places)
    ]
    popular = targets[0]
    stars = [person for person in people if person.target is popular][: 3 * popular.count + 1]
    for person in stars:
        person.is_star = True
    others = [person for person in people if not person.is_star]
    assert len(others) > size.refused, "too few people to refuse"
    refused = luck.sample(others, size.refused)
    for place, person in enumerate(refused):
        person.is_refused = True
        if place < 2 * size.accepted:
            person.objects = "accepted" if place < size.accepted else "rejected"
    return people


def _places(size: Size, targets: Sequence[Target]) -> Iterator[Target]:
    """For which opening each applies: many for the first, some for the special ones, the rest for all."""
    popular = max(_LEAST_POPULAR, size.applicants // _POPULAR_SHARE, 6 * targets[0].count)
    yield from [targets[0]] * popular
    left = size.applicants - popular
    special = [target for target in targets if target.need != GENERAL]
    for target in special:
        wanted = max(2, size.applicants // _DISABILITY_SHARE)
        yield from [target] * wanted
        left -= wanted
    common = [target for target in targets[1:] if target.need == GENERAL for _ in range(target.count)]
    yield from (common[place % len(common)] for place in range(left))


def _person(number: int, target: Target, *, run: str, today: date, niks: set[str]) -> Person:
    luck = random.SystemRandom()
    sex: Literal["male", "female"] = luck.choice(("male", "female"))
    age = luck.randint(_YOUNGEST, _OLDEST)
    birth = today - timedelta(days=365 * age + luck.randrange(330))
    return Person(
        number=number,
        name=f"{luck.choice(_FIRST)} {luck.choice(_LAST)} {number + 1}",
        nik=_nik(birth, sex, luck, niks),
        birth_date=birth,
        sex=sex,
        address=f"pelamar.{run}.{number + 1}@contoh.id",
        target=target,
    )


def _nik(birth: date, sex: str, luck: random.Random, niks: set[str]) -> str:
    day = birth.day + (40 if sex == "female" else 0)
    while True:
        nik = f"6171{luck.randint(1, 6):02d}{day:02d}{birth:%m%y}{luck.randint(1, 9999):04d}"
        if nik not in niks:
            niks.add(nik)
            return nik
