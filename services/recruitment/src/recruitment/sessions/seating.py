"""Seating the participants of a test, all at once or one again."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import record_bulk, say_reason
from abdi.auth import Principal
from abdi.db.context import context_of
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.problems import Conflict, NotFound, RuleBroken
from recruitment.participants.service import must_be_under_way
from recruitment.policy import PREPARE_SESSION
from recruitment.selections.models import Selection
from recruitment.selections.queries import get_selection_for
from recruitment.selections.rules.standard import CpnsSelection
from recruitment.selections.standards import standard_of
from recruitment.sessions.events import ParticipantsSeated, SeatMoved
from recruitment.sessions.models import ExamSession, Seat
from recruitment.sessions.queries import (
    clear_seats,
    count_seats,
    find_skd_list,
    get_session,
    list_seats_to_change,
    list_waiting,
    lock_rooms,
    write_seats,
)
from recruitment.sessions.rules import Seating, check_seats, minutes_more, seat_everybody
from recruitment.sessions.schemas import SeatingCreate, SeatMove
from recruitment.sessions.service import must_be_to_come


class SkdNotPublished(Conflict):
    """Who takes part in SKB is known once the result of SKD is published."""

    code = "skd-not-published"
    title = Text("Hasil SKD belum diumumkan", "The result of SKD is not published")


class OtherTest(Conflict):
    """A participant moves between the sessions of one test."""

    code = "other-test"
    title = Text("Sesi itu untuk tes lain", "That session is of another test")


@dataclass(frozen=True)
class Seated:
    """How many got a seat, and how many seats are left."""

    selection_id: UUID
    seated: int
    longer: int
    free: int
    given_up: int


async def seat_participants(
    session: AsyncSession, principal: Principal, *, selection_id: UUID, wanted: SeatingCreate
) -> Seated:
    """Give everybody of a test who has no seat one, in the sessions to come; who has one keeps it.

    Raises NotFound, SelectionNotUnderWay, SkdNotPublished, and RuleBroken when there are too few seats.
    """
    selection = await get_selection_for(session, principal, PREPARE_SESSION, selection_id=selection_id)
    must_be_under_way(selection)
    _, standard = await standard_of(session, intake=selection.intake, version=selection.rule_set)
    of_test: dict[str, Any] = {"test": wanted.test, "component": wanted.component}
    now = context_of(session).clock.now()
    rooms = await lock_rooms(session, selection_id, now=now, **of_test)
    given_up = 0
    if wanted.is_fresh:
        given_up = await clear_seats(session, [room.session_id for room in rooms])
        rooms = await lock_rooms(session, selection_id, now=now, **of_test)
    goes_on = await _goes_on(session, selection, standard) if wanted.test == "skb" else None
    waiting = await list_waiting(session, selection_id, goes_on=goes_on, **of_test)
    free = sum(len(room.free) for room in rooms)
    enough = check_seats(len(waiting), free)
    if not enough.passed:
        raise RuleBroken(reasons=[enough])
    seatings = list(seat_everybody(waiting, rooms, longer_by=minutes_more(standard)))
    if seatings:
        await write_seats(session, seatings, of=selection, **of_test)
        _say(session, selection, seatings, wanted=wanted, given_up=given_up)
    longer = sum(one.participant.needs_longer for one in seatings)
    return Seated(selection_id, len(seatings), longer, free - len(seatings), given_up)


async def move_seat(session: AsyncSession, principal: Principal, *, seat_id: UUID, move: SeatMove) -> Seat:
    """Another session of the same test for one participant, or longer time in the present one.

    Raises NotFound, SessionOver, OtherTest, and RuleBroken when the session is full.
    """
    known = await list_seats_to_change(session, principal, PREPARE_SESSION, seat_ids=[seat_id])
    if seat_id not in known:
        raise NotFound
    seat, before = known[seat_id]
    must_be_to_come(session, before)
    to = await get_session(session, principal, PREPARE_SESSION, session_id=move.session_id, is_locked=True)
    must_be_to_come(session, to)
    if (to.selection_id, to.test, to.component) != (seat.selection_id, seat.test, seat.component):
        raise OtherTest(current_state=seat.test, allowed=[])
    if to.id != seat.session_id:
        seat.number = await _free_number(session, to)
        seat.session_id = to.id
    if move.has_longer_time is not None:
        seat.has_longer_time = move.has_longer_time
    seat.minutes = to.minutes + (await _more(session, seat) if seat.has_longer_time else 0)
    say_reason(session, move.reason)
    publish(session, _moved(seat, move.reason))
    await session.flush()
    return seat


async def _goes_on(session: AsyncSession, selection: Selection, standard: CpnsSelection) -> str:
    if await find_skd_list(session, selection.id) is None:
        raise SkdNotPublished(current_state="skd", allowed=["publish-skd"])
    return standard.results.skd.goes_on


async def _free_number(session: AsyncSession, to: ExamSession) -> int:
    """The number behind the last; the first gap of a session that is full to its end."""
    taken, largest = await count_seats(session, to.id)
    enough = check_seats(taken + 1, to.capacity)
    if not enough.passed:
        raise RuleBroken(reasons=[enough])
    if largest < to.capacity:
        return largest + 1
    rooms = await lock_rooms(
        session,
        to.selection_id,
        test=to.test,
        component=to.component,
        now=context_of(session).clock.now(),
    )
    return next(room.free[0] for room in rooms if room.session_id == to.id)


async def _more(session: AsyncSession, seat: Seat) -> int:
    selection = await session.get_one(Selection, seat.selection_id)
    _, standard = await standard_of(session, intake=selection.intake, version=selection.rule_set)
    return minutes_more(standard)


def _moved(seat: Seat, reason: str) -> SeatMoved:
    names = ("agency", "application_id", "session_id", "number", "has_longer_time")
    facts: dict[str, Any] = {name: getattr(seat, name) for name in names}
    return SeatMoved(seat_id=seat.id, reason=reason, **facts)


def _say(
    session: AsyncSession,
    selection: Selection,
    seatings: list[Seating],
    *,
    wanted: SeatingCreate,
    given_up: int,
) -> None:
    lines = sorted(f"{one.participant.application_id} {one.session_id} {one.number}\n" for one in seatings)
    fact = ParticipantsSeated(
        agency=selection.agency,
        selection_id=selection.id,
        test=wanted.test,
        component=wanted.component,
        seated=len(seatings),
        given_up=given_up,
        sha256=sha256("".join(lines).encode()).hexdigest(),
    )
    publish(session, fact)
    record_bulk(session, "sessions.seat", fact.model_dump(mode="json"))
