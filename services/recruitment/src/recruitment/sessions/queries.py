"""Finding sessions, seats, and those who need one."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import delete, exists, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from abdi.auth import Principal
from abdi.clock import new_id
from abdi.directory import scope
from abdi.paging import ListQuery, Page, paginate
from abdi.policy import Permission
from abdi.problems import NotFound
from recruitment.applications.models import Application
from recruitment.examinations.models import SkdReuse
from recruitment.formations.models import Formation
from recruitment.policy import READ_SESSION, SEATS, SESSIONS
from recruitment.rankings.models import Ranking, RankingRow
from recruitment.sessions.models import ExamSession, Seat
from recruitment.sessions.rules import Participant, Room, Seating
from recruitment.sessions.schemas import SeatFilters, SessionFilters

_SEAT: Final = text("""
    INSERT INTO exam_seat (id, session_id, application_id, applicant_id, agency, selection_id, test,
        component, number, has_longer_time, minutes, version)
    SELECT id, session_id, application_id, applicant_id, :agency, :selection_id, :test, :component,
        number, has_longer_time, minutes, 1
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(id uuid, session_id uuid, application_id uuid,
        applicant_id uuid, number int, has_longer_time boolean, minutes int)
""")


async def get_session(
    session: AsyncSession,
    principal: Principal,
    permission: Permission,
    *,
    session_id: UUID,
    is_locked: bool = False,
) -> ExamSession:
    """A session to which `permission` extends. Raises NotFound."""
    wanted = select(ExamSession).where(ExamSession.id == session_id, scope(principal, permission, SESSIONS))
    found = await session.scalar(wanted.with_for_update(of=ExamSession) if is_locked else wanted)
    if found is None:
        raise NotFound
    return found


async def list_sessions(
    session: AsyncSession, principal: Principal, *, filters: SessionFilters, query: ListQuery
) -> Page[Any]:
    """A page of sessions with the number of seats taken, by time."""
    taken = select(func.count()).where(Seat.session_id == ExamSession.id).scalar_subquery()
    wanted: Any = select(ExamSession, taken).where(scope(principal, READ_SESSION, SESSIONS))
    for name, value in filters.model_dump(exclude_none=True).items():
        wanted = wanted.where(getattr(ExamSession, name) == value)
    keys: list[Any] = [ExamSession.starts_at, ExamSession.id]
    return await paginate(session, wanted, query=query, keys=keys, row=lambda found: tuple(found[:2]))


async def count_seats(session: AsyncSession, session_id: UUID) -> tuple[int, int]:
    """How many seats of a session are taken, and the largest number among them."""
    wanted = select(func.count(), func.coalesce(func.max(Seat.number), 0)).where(
        Seat.session_id == session_id
    )
    taken, largest = (await session.execute(wanted)).one()
    return taken, largest


async def lock_rooms(
    session: AsyncSession, selection_id: UUID, *, test: str, component: str | None, now: datetime
) -> list[Room]:
    """The sessions of a test that are still to come, locked, with the seats taken in each."""
    of_test = (
        ExamSession.selection_id == selection_id,
        ExamSession.test == test,
        ExamSession.component.is_not_distinct_from(component),
        ExamSession.starts_at > now,
        ExamSession.closed_at.is_(None),
    )
    locked = select(ExamSession).where(*of_test).order_by(ExamSession.id).with_for_update()
    found = (await session.scalars(locked)).all()
    numbers = select(Seat.session_id, func.array_agg(Seat.number)).where(
        Seat.session_id.in_([one.id for one in found])
    )
    taken = {row[0]: frozenset(row[1]) for row in await session.execute(numbers.group_by(Seat.session_id))}
    return [
        Room(
            one.id,
            one.place,
            one.room,
            one.location_code,
            one.starts_at,
            one.minutes,
            one.capacity,
            taken.get(one.id, frozenset()),
        )
        for one in found
    ]


async def list_waiting(
    session: AsyncSession, selection_id: UUID, *, test: str, component: str | None, goes_on: str | None
) -> list[Participant]:
    """Those who take part in a test and have no seat.

    `goes_on` is the code of those of the last published SKD list who take part in SKB; None for SKD, which
    nobody sits again who uses an earlier score.
    """
    seated = exists().where(
        Seat.application_id == Application.id,
        Seat.test == test,
        Seat.component.is_not_distinct_from(component),
    )
    takes_part = (
        ~exists().where(SkdReuse.application_id == Application.id)
        if goes_on is None
        else exists().where(
            RankingRow.application_id == Application.id,
            RankingRow.code == goes_on,
            RankingRow.ranking_id == _last_list(selection_id),
        )
    )
    wanted = (
        select(
            Application.id,
            Application.applicant_id,
            Application.participant_number,
            Application.need,
            Application.test_location,
            Application.has_visual_impairment,
            Formation.placement_code,
        )
        .join(Formation, Formation.id == Application.formation_id)
        .where(
            Application.selection_id == selection_id,
            Application.state == "eligible",
            Application.participant_number.is_not(None),
            takes_part,
            ~seated,
        )
    )
    return [_participant(row) for row in await session.execute(wanted)]


async def find_skd_list(session: AsyncSession, selection_id: UUID) -> UUID | None:
    """The last published result of SKD of a selection."""
    found: UUID | None = await session.scalar(select(_last_list(selection_id)))
    return found


def _last_list(selection_id: UUID) -> Any:
    ranking = aliased(Ranking)
    return (
        select(ranking.id)
        .where(ranking.selection_id == selection_id, ranking.stage == "skd", ranking.state == "published")
        .order_by(ranking.number.desc())
        .limit(1)
        .scalar_subquery()
    )


def _participant(row: Any) -> Participant:
    return Participant(
        application_id=row.id,
        applicant_id=row.applicant_id,
        number=row.participant_number,
        location=row.test_location or row.placement_code,
        needs_longer=row.need == "disability" and row.has_visual_impairment,
    )


async def write_seats(
    session: AsyncSession,
    seatings: Sequence[Seating],
    *,
    of: ExamSession | Any,
    test: str,
    component: str | None,
) -> None:
    """Write all `seatings` of a selection (`of` has its agency and id) in one statement."""
    rows = [
        {
            "id": new_id(),
            "session_id": one.session_id,
            "application_id": one.participant.application_id,
            "applicant_id": one.participant.applicant_id,
            "number": one.number,
            "has_longer_time": one.participant.needs_longer,
            "minutes": one.minutes,
        }
        for one in seatings
    ]
    told = {"agency": of.agency, "selection_id": of.id, "test": test, "component": component}
    await session.execute(_SEAT, told | {"rows": orjson.dumps(rows, default=str).decode()})


async def clear_seats(session: AsyncSession, session_ids: Collection[UUID]) -> int:
    """Give up the seats of these sessions on which nobody was marked. Returns how many."""
    gone = delete(Seat).where(Seat.session_id.in_(session_ids), Seat.is_present.is_(None))
    return len((await session.scalars(gone.returning(Seat.id))).all())


def _seats(principal: Principal, permission: Permission) -> Any:
    return (
        select(Seat, ExamSession, Application.participant_number, Application.name)
        .join(ExamSession, ExamSession.id == Seat.session_id)
        .join(Application, Application.id == Seat.application_id)
        .where(scope(principal, permission, SEATS))
    )


async def list_seats(
    session: AsyncSession, principal: Principal, *, filters: SeatFilters, query: ListQuery
) -> Page[Any]:
    """A page of seats with their session and participant."""
    wanted = _seats(principal, READ_SESSION)
    for name, value in filters.model_dump(exclude_none=True).items():
        column = Application.participant_number if name == "participant_number" else getattr(Seat, name)
        wanted = wanted.where(column == value)
    keys: list[Any] = [Seat.session_id, Seat.number] if filters.session_id else [Seat.id]
    return await paginate(session, wanted, query=query, keys=keys, row=lambda found: tuple(found[:4]))


async def list_cards(
    session: AsyncSession, principal: Principal, *conditions: Any, permission: Permission = READ_SESSION
) -> Sequence[Any]:
    """Seats with their session and participant, those of one participant together."""
    wanted = _seats(principal, permission).where(*conditions)
    ordered = wanted.order_by(Application.participant_number, ExamSession.starts_at, Seat.id)
    return (await session.execute(ordered)).all()


async def get_seat(
    session: AsyncSession, principal: Principal, permission: Permission, *, seat_id: UUID
) -> Any:
    """A seat to which `permission` extends, with session and participant. Raises NotFound."""
    found = (await session.execute(_seats(principal, permission).where(Seat.id == seat_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


async def list_seats_to_change(
    session: AsyncSession, principal: Principal, permission: Permission, *, seat_ids: Collection[UUID]
) -> dict[UUID, tuple[Seat, ExamSession]]:
    """Those of these seats to which `permission` extends, with their sessions, locked in one order."""
    wanted = (
        select(Seat, ExamSession)
        .join(ExamSession, ExamSession.id == Seat.session_id)
        .where(Seat.id.in_(seat_ids), scope(principal, permission, SEATS))
        .order_by(Seat.id)
    )
    return {seat.id: (seat, of) for seat, of in await session.execute(wanted.with_for_update(of=Seat))}
