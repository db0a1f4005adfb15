"""Seats that stayed empty, filled step by step; the people of a post and education stand in one line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from recruitment.selections.rules.standard import GENERAL, FillingStep

_NOBODY: Final = -1


@dataclass(frozen=True, slots=True)
class Vacancy:
    """An opening with seats left; `category` is the general threshold of its post."""

    opening: int
    need: str
    location: int
    category: str


@dataclass(slots=True)
class Line:
    """People without a seat who applied for one post and education, best first by what is known of all.

    Columns, one entry each. `key` is equal for those whom only the further criteria tell apart, which
    `further` has in their order, None when unknown; more is better.
    """

    opening: Sequence[int]
    need: Sequence[str]
    location: Sequence[int]
    key: Sequence[int]
    further: Sequence[tuple[int | None, ...]]
    meets: Mapping[str, Sequence[bool]]
    """By category, whether somebody reaches its threshold."""
    is_free: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.is_free = [True] * len(self.key)


@dataclass(slots=True)
class Filling:
    """The fillings of one post and education; `seats` and `contested` tell of places in the line."""

    line: Line
    vacancies: Sequence[Vacancy]
    empty: dict[int, int]
    """Seats left by opening."""
    seats: dict[int, tuple[int, FillingStep]] = field(default_factory=dict)
    contested: set[int] = field(default_factory=set)

    def fill(self, step: FillingStep) -> None:
        """Let the vacancies of the step, in the order of the openings, take the best of whom it offers."""
        offered = _Offered(self.line, step)
        for vacancy in self.vacancies:
            kind = "general" if vacancy.need == GENERAL else "special"
            if kind == step.vacancy and self.empty[vacancy.opening] > 0:
                self._seat(vacancy, step, offered.to(vacancy))

    def _seat(self, vacancy: Vacancy, step: FillingStep, pool: Iterator[int]) -> None:
        room, key = self.empty[vacancy.opening], self.line.key.__getitem__
        for _, alike in groupby(pool, key=key):
            for equals in tiers(list(alike), self.line.further):
                if room == 0:
                    break
                is_enough = len(equals) <= room
                for place in equals:
                    self.line.is_free[place] = False
                    if is_enough:
                        self.seats[place] = (vacancy.opening, step)
                    else:
                        self.contested.add(place)
                room = room - len(equals) if is_enough else 0
            if room == 0:
                break
        self.empty[vacancy.opening] = room


class _Offered:
    """Whom a step offers: found by place where it asks for the same one, else from the head of the line."""

    def __init__(self, line: Line, step: FillingStep) -> None:
        self._line, self._step = line, step
        self._waiting = [place for place, free in enumerate(line.is_free) if free and self._may(place)]
        self._at: dict[int, list[int]] = {}
        if step.place == "same":
            for place in self._waiting:
                self._at.setdefault(line.location[place], []).append(place)
        self._head = 0

    def to(self, vacancy: Vacancy) -> Iterator[int]:
        line, step = self._line, self._step
        meets = line.meets[vacancy.category]
        for place in self._in_line(vacancy):
            if (
                line.is_free[place]
                and meets[place]
                and line.opening[place] != vacancy.opening
                and (line.location[place] == vacancy.location) == (step.place == "same")
                and _relation(line.need[place], vacancy.need) in step.people
            ):
                yield place

    def _may(self, place: int) -> bool:
        return self._line.need[place] != GENERAL or "general" in self._step.people

    def _in_line(self, vacancy: Vacancy) -> Iterator[int]:
        if self._step.place == "same":
            yield from self._at.get(vacancy.location, ())
            return
        while self._head < len(self._waiting) and not self._line.is_free[self._waiting[self._head]]:
            self._head += 1
        for index in range(self._head, len(self._waiting)):
            yield self._waiting[index]


def _relation(applied_for: str, vacancy: str) -> str:
    if applied_for == GENERAL:
        return "general"
    return "same_special" if applied_for == vacancy else "other_special"


def tiers(
    alike: list[int], further: Sequence[tuple[int | None, ...]], criterion: int = 0
) -> Iterator[list[int]]:
    """People of one key by the further criteria, best first; equal ones together.

    So are those of whom nothing can be said because one of them lacks the criterion.
    """
    if len(alike) == 1 or not further or criterion == len(further[alike[0]]):
        yield alike
        return
    worth = {place: further[place][criterion] for place in alike}
    known = {place: value for place, value in worth.items() if value is not None}
    if len(known) < len(alike):
        yield alike
        return
    by_worth = sorted(alike, key=lambda place: -known[place])
    for _, equals in groupby(by_worth, key=known.__getitem__):
        yield from tiers(list(equals), further, criterion + 1)
