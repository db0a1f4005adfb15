"""Who sits where: deterministic, near the chosen location first, never beyond the capacity; pure."""

from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from abdi.i18n import Text
from abdi.reasons import Reason
from recruitment.selections.rules.standard import CpnsSelection

TestName = Literal["skd", "skb"]
DOORS_OPEN: Final = timedelta(hours=2)
"""How long before a session somebody may be let in."""


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody to be seated; `location` is the code of the place that was chosen, or applied for."""

    application_id: UUID
    applicant_id: UUID
    number: str
    location: str | None
    needs_longer: bool


@dataclass(frozen=True, slots=True)
class Room:
    """A session with the seats in it that are taken."""

    session_id: UUID
    place: str
    room: str
    location: str | None
    starts_at: datetime
    minutes: int
    capacity: int
    taken: frozenset[int]

    @property
    def free(self) -> list[int]:
        """The numbers of the free seats, ascending."""
        return [number for number in range(1, self.capacity + 1) if number not in self.taken]


@dataclass(frozen=True, slots=True)
class Seating:
    """A participant on a seat."""

    participant: Participant
    session_id: UUID
    number: int
    minutes: int


def seat_everybody(
    participants: Sequence[Participant], rooms: Sequence[Room], *, longer_by: int
) -> Iterator[Seating]:
    """A seat for each participant, as long as there are seats.

    In: those without a seat and the sessions of the test; `longer_by`: minutes more for who needs them.
    Out: first, by participant number, those for whom a session at their location has room, by time, place and
    room; then the others, by participant number, on what is left. The same input gives the same seats.
    """
    free: dict[str | None, deque[tuple[Room, int]]] = defaultdict(deque)
    for room in sorted(rooms, key=_in_order):
        free[room.location].extend((room, number) for number in room.free)
    left = []
    for participant in sorted(participants, key=lambda one: one.number):
        near = free.get(participant.location) if participant.location is not None else None
        if near:
            yield _seating(participant, *near.popleft(), longer_by=longer_by)
        else:
            left.append(participant)
    seats = sorted((seat for seats in free.values() for seat in seats), key=_by_room_and_number)
    for participant, (room, number) in zip(left, seats, strict=False):
        yield _seating(participant, room, number, longer_by=longer_by)


def _in_order(room: Room) -> tuple[datetime, str, str, str]:
    return room.starts_at, room.place, room.room, str(room.session_id)


def _by_room_and_number(seat: tuple[Room, int]) -> tuple[datetime, str, str, str, int]:
    room, number = seat
    return *_in_order(room), number


def _seating(participant: Participant, room: Room, number: int, *, longer_by: int) -> Seating:
    minutes = room.minutes + (longer_by if participant.needs_longer else 0)
    return Seating(participant, room.session_id, number, minutes)


def minutes_more(standard: CpnsSelection) -> int:
    """The minutes that participants with visual impairment have more. Source: the intake's paper of SKD."""
    return standard.paper.minutes_visually_impaired - standard.paper.minutes


def check_location(code: str | None, offered: Collection[str]) -> Reason:
    """Whether applicants could choose the location of a session, if they could choose at all.

    In: the session's code, None for none; the codes that the selection offers. Out: `sessions.location`.
    """
    passed = code is None or not offered or code in offered
    return Reason(
        rule="sessions.location",
        article="PermenPANRB 6/2024 art. 22",
        required=sorted(offered),
        found=code,
        passed=passed,
        message=Text(
            "Titik lokasi sesi adalah salah satu yang ditawarkan kepada pelamar.",
            "The location of a session is one of those that applicants could choose.",
        ),
        remedy=None if passed else Text("Perbaiki kode lokasi.", "Mend the code of the location."),
    )


def check_seats(wanted: int, free: int) -> Reason:
    """Whether there is a seat for everybody. In: people and free seats. Out: `sessions.seats`."""
    passed = wanted <= free
    return Reason(
        rule="sessions.seats",
        article="KepmenPANRB 320/2024",
        passed=passed,
        required=wanted,
        found=free,
        message=Text(
            f"{wanted} peserta memerlukan tempat duduk; tersedia {free}.",
            f"{wanted} participants need a seat; {free} are free.",
        ),
        remedy=None
        if passed
        else Text(
            f"Tambahkan sesi untuk {wanted - free} peserta.",
            f"Add sessions for {wanted - free} participants.",
        ),
    )


def _more_sessions(lacking: int) -> Text:
    return Text(f"Tambahkan sesi untuk {lacking} peserta.", f"Add sessions for {lacking} participants.")


def may_enter(starts_at: datetime, now: datetime) -> bool:
    """Whether the doors of a session are open, or were: from two hours before its beginning."""
    return now >= starts_at - DOORS_OPEN
