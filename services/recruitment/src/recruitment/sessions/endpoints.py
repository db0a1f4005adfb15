"""Sessions, seats and attendance over HTTP."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from abdi.audit import note_read
from abdi.auth import Principal, requires
from abdi.bulk.batch import BatchAnswer, BatchRead, only
from abdi.http import DbSession, IfMatch, ServiceRouter, set_etag
from abdi.paging import ListQuery, Page
from abdi.policy import others
from recruitment.policy import PREPARE_SESSION, READ_SESSION, RECORD_ATTENDANCE
from recruitment.sessions import queries, service
from recruitment.sessions.attending import close_session, mark_attendance
from recruitment.sessions.models import ExamSession, Seat
from recruitment.sessions.records import seat_read
from recruitment.sessions.schemas import (
    Attendance,
    AttendanceBatch,
    ClosingRead,
    SeatAttendance,
    SeatFilters,
    SeatingCreate,
    SeatingRead,
    SeatMove,
    SeatRead,
    SessionBatch,
    SessionCreate,
    SessionFilters,
    SessionRead,
    SessionUpdate,
)
from recruitment.sessions.seating import move_seat, seat_participants

router = ServiceRouter(prefix="/v1", tags=["tests"])
Reader = Annotated[Principal, requires(READ_SESSION)]
Preparer = Annotated[Principal, requires(PREPARE_SESSION)]
Doorkeeper = Annotated[Principal, requires(RECORD_ATTENDANCE)]


@router.post("/sessions", status_code=201, name="create_session")
async def post_session(
    body: SessionCreate, response: Response, *, session: DbSession, principal: Preparer
) -> SessionRead:
    """Create a session (sesi) of a test in a room."""
    made = only(await service.create_sessions(session, principal, [body]))
    response.headers["Location"] = f"/v1/sessions/{made.id}"
    return _session(made, 0, response)


@router.post("/sessions:batch", name="create_sessions")
async def post_sessions(
    body: SessionBatch, *, session: DbSession, principal: Preparer, answer: BatchAnswer
) -> BatchRead:
    """Create up to 500 sessions at once, as those of all rooms and days; an outcome for each."""
    return answer.of(await service.create_sessions(session, principal, body.items))


@router.get("/sessions", name="list_sessions")
async def read_sessions(
    *,
    session: DbSession,
    principal: Reader,
    filters: Annotated[SessionFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[SessionRead]:
    """Sessions by time, with the number of seats taken. Applicants find their own at `/v1/seats`."""
    page = await queries.list_sessions(session, principal, filters=filters, query=query)
    return Page[SessionRead](data=[_session(*row) for row in page.data], page=page.page)


@router.get("/sessions/{session_id}", name="get_session")
async def read_session(
    session_id: UUID, response: Response, *, session: DbSession, principal: Reader
) -> SessionRead:
    """One session."""
    found = await queries.get_session(session, principal, READ_SESSION, session_id=session_id)
    taken, _ = await queries.count_seats(session, session_id)
    return _session(found, taken, response)


@router.patch("/sessions/{session_id}", name="change_session")
async def patch_session(
    session_id: UUID,
    body: SessionUpdate,
    response: Response,
    *,
    session: DbSession,
    principal: Preparer,
    if_match: IfMatch,
) -> SessionRead:
    """Another room, time or capacity of a session that has not begun, for a reason."""
    changed = await service.change_session(
        session, principal, session_id=session_id, update=body, seen_version=if_match
    )
    taken, _ = await queries.count_seats(session, session_id)
    return _session(changed, taken, response)


@router.post("/sessions/{session_id}/closing", name="close_session")
async def post_closing(session_id: UUID, *, session: DbSession, principal: Doorkeeper) -> ClosingRead:
    """Complete the attendance: everybody who was not marked present was absent (TH)."""
    return ClosingRead.model_validate(await close_session(session, principal, session_id))


@router.post("/selections/{selection_id}/seating", name="seat_participants")
async def post_seating(
    selection_id: UUID, body: SeatingCreate, *, session: DbSession, principal: Preparer
) -> SeatingRead:
    """Give all participants of a test their seats: near the location they chose first, never too many.

    Who has a seat keeps it. When seats lack, nobody gets one, and the answer says how many lack.
    """
    seated = await seat_participants(session, principal, selection_id=selection_id, wanted=body)
    return SeatingRead.model_validate(seated)


@router.get("/seats", name="list_seats")
async def read_seats(
    request: Request,
    *,
    session: DbSession,
    principal: Reader,
    filters: Annotated[SeatFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[SeatRead]:
    """Who sits where and when; an applicant sees the own seats."""
    page = await queries.list_seats(session, principal, filters=filters, query=query)
    _note(request, principal, "seat.list", seats=(row[0] for row in page.data))
    return Page[SeatRead](data=[seat_read(*row[:3], name=row[3]) for row in page.data], page=page.page)


@router.post("/seats/attendances:batch", name="mark_attendances")
async def post_attendances(
    body: AttendanceBatch, *, session: DbSession, principal: Doorkeeper, answer: BatchAnswer
) -> BatchRead:
    """Say of up to 500 seats whether the participant was there; an outcome for each."""
    return answer.of(await mark_attendance(session, principal, body.items))


@router.post("/seats/{seat_id}/attendance", name="mark_attendance")
async def post_attendance(
    seat_id: UUID, body: Attendance, response: Response, *, session: DbSession, principal: Doorkeeper
) -> SeatRead:
    """Say whether one participant was there; of who was absent the result is TH."""
    wanted = SeatAttendance(seat_id=seat_id, is_present=body.is_present, reason=body.reason)
    only(await mark_attendance(session, principal, [wanted]))
    return await _seat_of(session, principal, seat_id, response=response)


@router.post("/seats/{seat_id}/move", name="move_seat")
async def post_move(
    seat_id: UUID, body: SeatMove, response: Response, *, session: DbSession, principal: Preparer
) -> SeatRead:
    """Another session of the same test for one participant, or longer time, for a reason."""
    await move_seat(session, principal, seat_id=seat_id, move=body)
    return await _seat_of(session, principal, seat_id, response=response)


def _session(found: ExamSession, taken: int, response: Response | None = None) -> SessionRead:
    if response is not None:
        set_etag(response, found.version)
    plain = {key: getattr(found, key) for key in SessionRead.model_fields if key != "taken"}
    return SessionRead(**plain, taken=taken)


async def _seat_of(
    session: DbSession, principal: Principal, seat_id: UUID, *, response: Response
) -> SeatRead:
    row = await queries.get_seat(session, principal, READ_SESSION, seat_id=seat_id)
    set_etag(response, row[0].version)
    return seat_read(*row[:3], name=row[3])


def _note(request: Request, principal: Principal, action: str, *, seats: Iterable[Seat]) -> None:
    seen = [one for one in seats if others(principal, [one.applicant_id])]
    note_read(request, action, (id_ for one in seen for id_ in (one.application_id, one.applicant_id)))
