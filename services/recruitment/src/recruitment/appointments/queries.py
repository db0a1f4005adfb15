"""Reads of appointments, and the statements that make many."""

from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Row, Select, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from abdi.auth import Principal
from abdi.directory import scope
from abdi.paging import ListQuery, Page, paginate
from abdi.problems import NotFound
from recruitment.applicants.models import Applicant
from recruitment.applications.models import Application
from recruitment.appointments.models import Appointment
from recruitment.appointments.permissions import APPOINTMENT_COLUMNS, READ_APPOINTMENT
from recruitment.appointments.rules import Contender
from recruitment.appointments.schemas import AppointmentFilters
from recruitment.candidates.models import Candidate
from recruitment.formations.models import Formation, Opening
from recruitment.rankings.models import Ranking
from recruitment.selections.models import Selection, Stage

# One statement for everybody with a seat; who was invited before stays as they are.
_INVITE: Final = text("""
    INSERT INTO appointment (id, agency, applicant_id, selection_id, application_id, ranking_id, seat_id,
        step, place, final_score, reasons, state, state_since, version)
    SELECT uuidv7(), row.agency, row.applicant_id, :selection_id, row.application_id, row.ranking_id,
        row.seat_id, row.step, row.place, row.final_score, '[]', 'invited', :now, 1
    FROM ranking_row AS row JOIN application ON application.id = row.application_id
    WHERE row.ranking_id = :ranking_id AND row.seat_id IS NOT NULL AND application.state = 'eligible'
        AND NOT EXISTS (
            SELECT FROM appointment AS known
            WHERE known.application_id = row.application_id AND known.selection_id = :selection_id)
    ORDER BY row.seat_id, row.place
    RETURNING applicant_id
""")
# Those who were ranked for the opening and have no seat anywhere: in this ranking, or by moving up since.
_CONTENDERS: Final = text("""
    SELECT row.application_id, row.place
    FROM ranking_row AS row JOIN application ON application.id = row.application_id
    WHERE row.ranking_id = :ranking_id AND row.opening_id = :opening_id AND row.seat_id IS NULL
        AND row.place IS NOT NULL AND row.code = :code AND application.state = 'eligible'
        AND NOT EXISTS (
            SELECT FROM appointment AS known
            WHERE known.application_id = row.application_id AND known.selection_id = :selection_id)
    ORDER BY row.place, row.application_id
""")
_successor = aliased(Appointment)


class Chain(NamedTuple):
    """An appointment with what stands before and behind it."""

    appointment: Appointment
    participant_number: str | None
    candidate: Candidate | None
    replaced_by_id: UUID | None


class Appointee(NamedTuple):
    """Everything that the record of a candidate is made of."""

    appointment: Appointment
    application: Application
    applicant: Applicant
    selection: Selection
    formation: Formation
    seats: int


def _chains() -> Select[Any, Any, Any, Any]:
    return (
        select(Appointment, Application.participant_number, Candidate, _successor.id)
        .join(Application, Application.id == Appointment.application_id)
        .outerjoin(Candidate, Candidate.id == Appointment.candidate_id)
        .outerjoin(_successor, _successor.replaces_id == Appointment.id)
    )


async def get_chain(session: AsyncSession, principal: Principal, appointment_id: UUID) -> Chain:
    """An appointment that the principal may see, with its chain. Raises NotFound."""
    visible = scope(principal, READ_APPOINTMENT, APPOINTMENT_COLUMNS)
    found = (await session.execute(_chains().where(Appointment.id == appointment_id, visible))).one_or_none()
    if found is None:
        raise NotFound
    return Chain(*found)


async def list_chains(
    session: AsyncSession, principal: Principal, *, filters: AppointmentFilters, query: ListQuery
) -> Page[Any]:
    """A page of appointments, the oldest first."""
    wanted = _chains().where(scope(principal, READ_APPOINTMENT, APPOINTMENT_COLUMNS))
    for name in ("selection_id", "state", "application_id", "candidate_id", "seat_id"):
        value = getattr(filters, name)
        if value is not None:
            wanted = wanted.where(getattr(Appointment, name) == value)
    if filters.employee_id is not None:
        wanted = wanted.where(Candidate.employee_id == filters.employee_id)
    return await paginate(
        session, wanted, query=query, keys=[Appointment.id], row=lambda row: Chain(*row[:4])
    )


async def get_appointment(session: AsyncSession, principal: Principal, appointment_id: UUID) -> Appointment:
    """An appointment that the principal may see, locked. Raises NotFound."""
    visible = scope(principal, READ_APPOINTMENT, APPOINTMENT_COLUMNS)
    wanted = select(Appointment).where(Appointment.id == appointment_id, visible)
    found = await session.scalar(wanted.with_for_update(of=Appointment))
    if found is None:
        raise NotFound
    return found


async def list_locked(session: AsyncSession, selection_id: UUID, *, state: str) -> Sequence[Appointment]:
    """The appointments of a selection in one state, locked in one order."""
    wanted = select(Appointment).where(Appointment.selection_id == selection_id, Appointment.state == state)
    return (await session.scalars(wanted.order_by(Appointment.id).with_for_update())).all()


async def find_stage(session: AsyncSession, selection_id: UUID, code: str) -> Stage | None:
    """A stage of the present schedule."""
    wanted = select(Stage).where(Stage.selection_id == selection_id, Stage.code == code)
    return await session.scalar(wanted)


async def find_final_ranking(session: AsyncSession, selection_id: UUID) -> Ranking | None:
    """The last published final ranking of a selection."""
    wanted = select(Ranking).where(
        Ranking.selection_id == selection_id, Ranking.stage == "final", Ranking.state == "published"
    )
    return await session.scalar(wanted.order_by(Ranking.number.desc()).limit(1))


async def invite_seated(session: AsyncSession, ranking: Ranking, now: Any) -> Sequence[UUID]:
    """Make an appointment for everybody with a seat who has none; gives the applicants."""
    asked = {"selection_id": ranking.selection_id, "ranking_id": ranking.id, "now": now}
    return [row.applicant_id for row in await session.execute(_INVITE, asked)]


async def list_contenders(session: AsyncSession, ended: Appointment, *, code: str) -> list[Contender]:
    """Who could take the seat of an appointment that ended; `code` is that of people without a seat."""
    asked = {
        "ranking_id": ended.ranking_id,
        "opening_id": ended.seat_id,
        "selection_id": ended.selection_id,
        "code": code,
    }
    rows: Sequence[Row[Any]] = (await session.execute(_CONTENDERS, asked)).all()
    return [Contender(row.application_id, row.place) for row in rows]


async def list_appointees(
    session: AsyncSession, principal: Principal, appointment_ids: Collection[UUID]
) -> dict[UUID, Appointee]:
    """Those that the principal may see, by id, locked; asked past the fence for the applicant's numbers."""
    visible = scope(principal, READ_APPOINTMENT, APPOINTMENT_COLUMNS)
    wanted = (
        select(Appointment, Application, Applicant, Selection, Formation, Opening.count)
        .join(Application, Application.id == Appointment.application_id)
        .join(Applicant, Applicant.id == Appointment.applicant_id)
        .join(Selection, Selection.id == Appointment.selection_id)
        .join(Opening, Opening.id == Appointment.seat_id)
        .join(Formation, Formation.id == Opening.formation_id)
        .where(Appointment.id.in_(appointment_ids), visible)
        .order_by(Appointment.id)
        .with_for_update(of=[Appointment, Application])
    )
    return {row[0].id: Appointee(*row) for row in await session.execute(wanted)}
