"""Creating and changing sessions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import say_reason
from abdi.auth import Principal
from abdi.bulk.batch import judge_each
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.directory import Columns, scope
from abdi.http import check_version
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.policy import Resource, decide, permitted
from abdi.problems import AlreadyExists, Conflict, NotFound, Problem, RuleBroken
from recruitment.participants.service import must_be_under_way
from recruitment.policy import PREPARE_SESSION
from recruitment.selections.models import Selection
from recruitment.selections.rules.standard import CpnsSelection
from recruitment.selections.standards import standard_of
from recruitment.sessions.events import SessionScheduled
from recruitment.sessions.models import ExamSession
from recruitment.sessions.queries import count_seats, get_session
from recruitment.sessions.rules import check_location, check_seats
from recruitment.sessions.schemas import SessionCreate, SessionUpdate

Slot = tuple[UUID, str, str, datetime]


class RoomTaken(AlreadyExists):
    """There is a session of the selection in this room at this time."""

    code = "room-taken"
    title = Text("Ruang ini sudah dipakai pada waktu itu", "The room is taken at this time")


class SessionOver(Conflict):
    """The session has begun, or its attendance is complete."""

    code = "session-over"
    title = Text("Sesi ini sudah dimulai atau selesai", "This session has begun or is over")


class SessionInThePast(Conflict):
    """A session is prepared before it begins."""

    code = "session-in-the-past"
    title = Text("Waktu sesi sudah lewat", "The time of this session is over")


async def create_sessions(
    session: AsyncSession, principal: Principal, wanted: Sequence[SessionCreate]
) -> list[ExamSession | Problem]:
    """Create sessions; an outcome for each, in order.

    A refused one is NotFound for a selection out of reach, SelectionNotUnderWay, SessionInThePast, RoomTaken,
    RuleBroken for a location that nobody could choose.
    """
    selections = await _selections(session, principal, {one.selection_id for one in wanted})
    standards = await _standards(session, selections)
    taken = await _taken(session, [_slot_of(one) for one in wanted])
    now = context_of(session).clock.now()

    def create(one: SessionCreate) -> ExamSession:
        selection = selections.get(one.selection_id)
        if selection is None:
            raise NotFound
        permitted(decide(principal, PREPARE_SESSION, Resource(selection.agency)))
        must_be_under_way(selection)
        if one.starts_at <= now:
            raise SessionInThePast(current_state="past", allowed=[])
        _must_be_offered(one, selection)
        if (known := taken.get(_slot_of(one))) is not None:
            raise RoomTaken(session_id=known)
        minutes = one.minutes or standards[selection.id].paper.minutes
        facts = one.model_dump() | {"minutes": minutes, "agency": selection.agency}
        made = ExamSession(id=new_id(), **facts)
        session.add(made)
        taken[_slot_of(one)] = made.id
        publish(session, scheduled(made))
        return made

    outcomes = judge_each(wanted, create)
    await session.flush()
    return outcomes


async def change_session(
    session: AsyncSession,
    principal: Principal,
    *,
    session_id: UUID,
    update: SessionUpdate,
    seen_version: int,
) -> ExamSession:
    """Another room, time or capacity, for a reason, as long as the session has not begun.

    Raises NotFound, PreconditionFailed, SessionOver, SessionInThePast, RoomTaken, RuleBroken.
    """
    found = await get_session(session, principal, PREPARE_SESSION, session_id=session_id, is_locked=True)
    check_version(found, seen_version)
    must_be_to_come(session, found)
    for name, value in update.changes.items():
        setattr(found, name, value)
    if found.starts_at <= context_of(session).clock.now():
        raise SessionInThePast(current_state="past", allowed=[])
    with session.no_autoflush:
        known = await _taken(session, [_slot(found)])
        _, largest = await count_seats(session, found.id)
    if known.get(_slot(found), found.id) != found.id:
        raise RoomTaken(session_id=known[_slot(found)])
    seats = check_seats(largest, found.capacity)
    if not seats.passed:
        raise RuleBroken(reasons=[seats])
    say_reason(session, update.reason)
    publish(session, scheduled(found))
    await session.flush()
    return found


def _must_be_offered(wanted: SessionCreate, selection: Selection) -> None:
    """Only SKD: where to sit SKB nobody was asked."""
    if wanted.test != "skd":
        return
    reason = check_location(wanted.location_code, {one["code"] for one in selection.test_locations})
    if not reason.passed:
        raise RuleBroken(reasons=[reason])


def must_be_to_come(session: AsyncSession, found: ExamSession) -> None:
    """Raises SessionOver for a session that has begun or is closed."""
    if found.closed_at is not None:
        raise SessionOver(current_state="closed", allowed=[])
    if found.starts_at <= context_of(session).clock.now():
        raise SessionOver(current_state="begun", allowed=["attendance", "closing"])


def scheduled(made: ExamSession) -> SessionScheduled:
    """The fact that a session is as it is."""
    names = ("agency", "selection_id", "test", "component", "place", "room", "minutes", "capacity")
    facts = {name: getattr(made, name) for name in (*names, "starts_at")}
    return SessionScheduled(session_id=made.id, **facts)


async def _selections(session: AsyncSession, principal: Principal, ids: set[UUID]) -> dict[UUID, Selection]:
    within = scope(principal, PREPARE_SESSION, Columns(Selection.agency))
    found = await session.scalars(select(Selection).where(Selection.id.in_(ids), within))
    return {one.id: one for one in found}


async def _standards(
    session: AsyncSession, selections: Mapping[UUID, Selection]
) -> dict[UUID, CpnsSelection]:
    found = {}
    for one in selections.values():
        if one.rule_set is not None:
            _, found[one.id] = await standard_of(session, intake=one.intake, version=one.rule_set)
    return found


async def _taken(session: AsyncSession, slots: Sequence[Slot]) -> dict[Slot, UUID]:
    columns = (ExamSession.selection_id, ExamSession.place, ExamSession.room, ExamSession.starts_at)
    wanted = select(*columns, ExamSession.id).where(tuple_(*columns).in_(slots))
    return {(row[0], row[1], row[2], row[3]): row.id for row in await session.execute(wanted)}


def _slot_of(one: SessionCreate) -> Slot:
    return one.selection_id, one.place, one.room, one.starts_at


def _slot(one: ExamSession) -> Slot:
    return one.selection_id, one.place, one.room, one.starts_at
