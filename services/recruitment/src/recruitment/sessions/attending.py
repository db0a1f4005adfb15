"""Who was there: said at the door, one by one or of many, and complete with the closing of a session."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import String, cast, func, literal, null, select, text, union_all, update
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import record_bulk, say_reason
from abdi.auth import Principal
from abdi.bulk.batch import judge_each
from abdi.db.context import context_of
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.problems import Conflict, NotFound, Problem
from recruitment.examinations.models import SkbScore, SkdSitting
from recruitment.policy import RECORD_ATTENDANCE
from recruitment.selections.models import SkbTest
from recruitment.sessions.events import AttendanceMarked, SessionClosed
from recruitment.sessions.models import ExamSession, Seat
from recruitment.sessions.queries import get_session, list_seats_to_change
from recruitment.sessions.rules import may_enter
from recruitment.sessions.schemas import SeatAttendance

# Absent (TH) is a result: it stands where scores stand, and goes when the person was there after all.
_ABSENT_FROM_SKD: Final = text("""
    INSERT INTO skd_sitting
        (id, application_id, applicant_id, agency, exam_year, standing, recorded_at, version)
    SELECT gen_random_uuid(), seat.application_id, seat.applicant_id, seat.agency, application.intake,
        'absent', :now, 1
    FROM exam_seat AS seat JOIN application ON application.id = seat.application_id
    WHERE seat.id = ANY (CAST(:seats AS uuid[])) AND seat.test = 'skd' AND seat.is_present = false
    ON CONFLICT (application_id) DO NOTHING
""")
_ABSENT_FROM_SKB: Final = text("""
    INSERT INTO skb_score (application_id, test_id, applicant_id, agency, standing, recorded_at, version)
    SELECT seat.application_id, test.id, seat.applicant_id, seat.agency, 'absent', :now, 1
    FROM exam_seat AS seat
        JOIN application ON application.id = seat.application_id
        JOIN skb_test AS test ON test.selection_id = seat.selection_id AND test.kind = seat.component
            AND test.formation_id IS NOT DISTINCT FROM (
                SELECT own.formation_id FROM skb_test AS own
                WHERE own.selection_id = seat.selection_id AND own.formation_id = application.formation_id
                LIMIT 1)
    WHERE seat.id = ANY (CAST(:seats AS uuid[])) AND seat.test = 'skb' AND seat.is_present = false
    ON CONFLICT (application_id, test_id) DO NOTHING
""")
_CAME_TO_SKD: Final = text("""
    DELETE FROM skd_sitting AS known USING exam_seat AS seat
    WHERE seat.id = ANY (CAST(:seats AS uuid[])) AND seat.test = 'skd' AND seat.is_present
        AND known.application_id = seat.application_id AND known.standing = 'absent'
""")
_BY_SQL: Final = {"synchronize_session": False}
_CAME_TO_SKB: Final = text("""
    DELETE FROM skb_score AS known USING exam_seat AS seat, skb_test AS test
    WHERE seat.id = ANY (CAST(:seats AS uuid[])) AND seat.test = 'skb' AND seat.is_present
        AND known.application_id = seat.application_id AND known.standing = 'absent'
        AND test.id = known.test_id AND test.kind = seat.component
""")


class DoorsClosed(Conflict):
    """Nobody is let in before the day and hour of a session."""

    code = "doors-closed"
    title = Text("Sesi ini belum dibuka", "The doors of this session are not open yet")


class SessionIsClosed(Conflict):
    """The list of attendance is complete; a change needs a reason."""

    code = "session-closed"
    title = Text("Daftar hadir sesi ini sudah ditutup", "The attendance of this session is complete")


class HasScore(Conflict):
    """Who has a score was there."""

    code = "has-score"
    title = Text("Peserta ini sudah mempunyai nilai", "This participant has a score")


@dataclass(frozen=True)
class Closed:
    """A session with the numbers of its complete attendance."""

    session_id: UUID
    present: int
    absent: int


async def mark_attendance(
    session: AsyncSession, principal: Principal, wanted: Sequence[SeatAttendance]
) -> list[Seat | Problem]:
    """Say of each seat whether the participant was there; an outcome for each, in order.

    A refused one is NotFound, DoorsClosed, SessionIsClosed (a change needs a reason then) or HasScore.
    """
    ids = [one.seat_id for one in wanted]
    known = await list_seats_to_change(session, principal, RECORD_ATTENDANCE, seat_ids=ids)
    graded = await _graded(session, known.values())
    now = context_of(session).clock.now()

    def mark(one: SeatAttendance) -> Seat:
        if one.seat_id not in known:
            raise NotFound
        seat, of = known[one.seat_id]
        _must_be_open(seat, of, one, now=now)
        if not one.is_present and (seat.application_id, seat.test, seat.component) in graded:
            raise HasScore(current_state="graded", allowed=[])
        if seat.is_present is not one.is_present:
            seat.is_present, seat.marked_at = one.is_present, now
            publish(session, _marked(seat))
        return seat

    outcomes = judge_each(wanted, mark)
    reasons = sorted({one.reason for one in wanted if one.reason})
    if reasons:
        say_reason(session, "; ".join(reasons))
    await session.flush()
    await _settle(session, [one.id for one in outcomes if isinstance(one, Seat)])
    return outcomes


async def close_session(session: AsyncSession, principal: Principal, session_id: UUID) -> Closed:
    """Complete the attendance of a session: who was not marked present was absent (TH).

    Raises NotFound, DoorsClosed. Asked again it changes nothing.
    """
    found = await get_session(session, principal, RECORD_ATTENDANCE, session_id=session_id, is_locked=True)
    now = context_of(session).clock.now()
    if found.starts_at > now:
        raise DoorsClosed(current_state="to_come", allowed=[])
    if found.closed_at is None:
        absent = (
            update(Seat)
            .where(Seat.session_id == session_id, Seat.is_present.is_(None))
            .values(is_present=False, marked_at=now, version=Seat.version + 1, updated_at=func.now())
        )
        ids = (await session.scalars(absent.returning(Seat.id), execution_options=_BY_SQL)).all()
        await _settle(session, ids)
        found.closed_at = now
        closed = await _count(session, session_id)
        facts = {name: getattr(found, name) for name in ("agency", "selection_id", "test", "component")}
        fact = SessionClosed(session_id=session_id, present=closed.present, absent=closed.absent, **facts)
        publish(session, fact)
        record_bulk(session, "sessions.close", fact.model_dump(mode="json"))
        await session.flush()
        return closed
    return await _count(session, session_id)


async def _count(session: AsyncSession, session_id: UUID) -> Closed:
    counted = select(
        func.count().filter(Seat.is_present.is_(True)), func.count().filter(Seat.is_present.is_(False))
    ).where(Seat.session_id == session_id)
    present, absent = (await session.execute(counted)).one()
    return Closed(session_id, present, absent)


async def _settle(session: AsyncSession, seat_ids: Sequence[UUID]) -> None:
    """Let the results say who was absent, and no longer who was there after all."""
    if not seat_ids:
        return
    seats = {"seats": [str(seat_id) for seat_id in seat_ids]}
    now = {"now": context_of(session).clock.now()}
    for statement in (_ABSENT_FROM_SKD, _ABSENT_FROM_SKB):
        await session.execute(statement, seats | now)
    for statement in (_CAME_TO_SKD, _CAME_TO_SKB):
        await session.execute(statement, seats)


async def _graded(
    session: AsyncSession, seats: Collection[tuple[Seat, ExamSession]]
) -> set[tuple[UUID, str, str | None]]:
    """Which of these participants have a score in the test of their seat."""
    people = [seat.application_id for seat, _ in seats]
    skd = select(SkdSitting.application_id, literal("skd"), cast(null(), String)).where(
        SkdSitting.application_id.in_(people), SkdSitting.twk.is_not(None)
    )
    skb = (
        select(SkbScore.application_id, literal("skb"), SkbTest.kind)
        .join(SkbTest, SkbTest.id == SkbScore.test_id)
        .where(SkbScore.application_id.in_(people), SkbScore.score.is_not(None))
    )
    return {(row[0], row[1], row[2]) for row in await session.execute(union_all(skd, skb))}


def _must_be_open(seat: Seat, of: ExamSession, one: SeatAttendance, *, now: Any) -> None:
    if not may_enter(of.starts_at, now):
        raise DoorsClosed(current_state="to_come", allowed=[])
    is_change = seat.is_present is not one.is_present
    if of.closed_at is not None and is_change and one.reason is None:
        raise SessionIsClosed(current_state="closed", allowed=["with-reason"])


def _marked(seat: Seat) -> AttendanceMarked:
    return AttendanceMarked(
        agency=seat.agency,
        seat_id=seat.id,
        application_id=seat.application_id,
        is_present=bool(seat.is_present),
    )
