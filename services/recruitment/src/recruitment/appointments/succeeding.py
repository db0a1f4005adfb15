"""What happens to a seat when its person steps back or does not file."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.db.fence import beyond_fence
from abdi.messaging import publish
from abdi.notify import notify
from recruitment.applications.models import Application
from recruitment.appointments import telling
from recruitment.appointments.events import AppointmentResigned
from recruitment.appointments.models import Appointment
from recruitment.appointments.queries import list_contenders
from recruitment.appointments.rules import AppointmentState, Succession, next_in_rank
from recruitment.formations.models import Opening
from recruitment.rankings.models import Ranking, RankingRow
from recruitment.selections.standards import standard_of


async def end_appointment(
    session: AsyncSession, appointment: Appointment, *, state: AppointmentState, reason: str
) -> Appointment | None:
    """End an appointment; the appointment of the next in rank, or None when the seat stays empty."""
    now = context_of(session).clock.now()
    appointment.state, appointment.state_since, appointment.resignation_reason = state, now, reason
    # An applicant who steps back sees nobody else's rows, and yet somebody else moves up.
    async with beyond_fence(session):
        await _mark_application(session, appointment)
        succession = await _succession(session, appointment)
        successor = await _seat(session, appointment, succession)
        if successor is None:
            appointment.reasons = [*appointment.reasons, succession.reason.model_dump(mode="json")]
        await session.flush()
    await notify(session, telling.ended(appointment.applicant_id, appointment.agency))
    if successor is not None:
        await notify(session, telling.moved_up(successor.applicant_id, successor.agency))
    publish(
        session,
        AppointmentResigned(
            agency=appointment.agency,
            appointment_id=appointment.id,
            selection_id=appointment.selection_id,
            seat_id=appointment.seat_id,
            has_lapsed=state is AppointmentState.LAPSED,
            replaced_by=successor.id if successor else None,
        ),
    )
    return successor


async def _mark_application(session: AsyncSession, appointment: Appointment) -> None:
    application = await session.get_one(Application, appointment.application_id, with_for_update=True)
    application.state, application.state_since = "resigned", appointment.state_since


async def _succession(session: AsyncSession, appointment: Appointment) -> Succession:
    # Two who step back from one opening at once: the second looks after the first is done.
    await session.execute(select(Opening.id).where(Opening.id == appointment.seat_id).with_for_update())
    ranking = await session.get_one(Ranking, appointment.ranking_id)
    _, standard = await standard_of(session, version=ranking.rule_set)
    code = standard.results.final.not_placed
    return next_in_rank(await list_contenders(session, appointment, code=code))


async def _seat(session: AsyncSession, ended: Appointment, succession: Succession) -> Appointment | None:
    if succession.successor is None:
        return None
    wanted = select(RankingRow).where(
        RankingRow.ranking_id == ended.ranking_id,
        RankingRow.application_id == succession.successor.application_id,
    )
    row = (await session.scalars(wanted)).one()
    successor = Appointment(
        id=new_id(),
        agency=row.agency,
        applicant_id=row.applicant_id,
        selection_id=ended.selection_id,
        application_id=row.application_id,
        ranking_id=ended.ranking_id,
        seat_id=ended.seat_id,
        place=row.place,
        final_score=row.final_score,
        replaces_id=ended.id,
        reasons=[succession.reason.model_dump(mode="json")],
        state=AppointmentState.INVITED,
        state_since=ended.state_since,
    )
    session.add(successor)
    return successor
