"""Use cases about appointments until the NIP: invite, file, step back, lapse, propose."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import say_reason
from abdi.audit.changes import record_bulk
from abdi.auth import Principal
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.notify import notify_all
from abdi.policy import Resource, decide, permitted
from abdi.problems import Conflict, RuleBroken
from abdi.reasons import Reason
from recruitment.appointments import telling
from recruitment.appointments.events import AppointmentsOpened, NipProposed
from recruitment.appointments.models import Appointment
from recruitment.appointments.permissions import (
    CONDUCT_APPOINTMENT,
    FILE_APPOINTMENT,
    RESIGN_APPOINTMENT,
)
from recruitment.appointments.queries import (
    find_final_ranking,
    find_stage,
    get_appointment,
    invite_seated,
    list_locked,
)
from recruitment.appointments.rules import ARTICLE, STEPS, AppointmentState
from recruitment.appointments.schemas import Filing
from recruitment.appointments.succeeding import end_appointment
from recruitment.appointments.vault import FilingVault
from recruitment.selections.models import Selection
from recruitment.selections.queries import get_selection_for
from recruitment.selections.rules.stages import StageCode


class AppointmentNotInState(Conflict):
    """The appointment is in a state that does not allow this."""

    code = "appointment-not-in-state"
    title = Text("Status pengangkatan tidak mengizinkan ini", "The appointment's state does not allow this")


class NoPublishedRanking(Conflict):
    """There is no published final ranking yet."""

    code = "no-published-ranking"
    title = Text("Hasil akhir belum diumumkan", "The final result is not published yet")


@dataclass(frozen=True)
class Invited:
    """How many were invited this time, and by which ranking."""

    ranking_id: UUID
    count: int


async def open_appointments(session: AsyncSession, principal: Principal, selection_id: UUID) -> Invited:
    """Invite everybody with a seat in the published final ranking; safe to repeat.

    Raises NotFound, NoPublishedRanking, RuleBroken while objections may still be made.
    """
    selection = await get_selection_for(session, principal, CONDUCT_APPOINTMENT, selection_id=selection_id)
    ranking = await find_final_ranking(session, selection_id)
    if ranking is None:
        raise NoPublishedRanking(current_state=selection.state, allowed=[])
    await _check_day(session, selection, StageCode.FINAL_OBJECTION, rule="appointment.after_objections")
    applicants = await invite_seated(session, ranking, context_of(session).clock.now())
    if applicants:
        await notify_all(session, [telling.invited(one, selection.agency) for one in applicants])
        count = {"selection_id": selection.id, "ranking_id": ranking.id, "count": len(applicants)}
        record_bulk(session, "appointments.opened", count)
        publish(session, AppointmentsOpened(agency=selection.agency, **count))
    return Invited(ranking.id, len(applicants))


async def file_particulars(
    session: AsyncSession, principal: Principal, appointment_id: UUID, *, filing: Filing, vault: FilingVault
) -> Appointment:
    """Take the person's particulars; until the proposal to BKN they can be filed again.

    Raises NotFound, Forbidden, AppointmentNotInState, RuleBroken for an untrue declaration or a late day.
    """
    appointment = await _to_change(session, principal, appointment_id, step="filing")
    permitted(decide(principal, FILE_APPOINTMENT, Resource(appointment.agency, appointment.applicant_id)))
    if not filing.is_truthful:
        raise RuleBroken(reasons=[_not_declared()])
    await _check_filing_day(session, appointment)
    appointment.filing_sealed = vault.seal(appointment.id, filing)
    appointment.filed_at = context_of(session).clock.now()
    if appointment.state == AppointmentState.INVITED:
        appointment.state, appointment.state_since = AppointmentState.FILED, appointment.filed_at
    await session.flush()
    return appointment


async def resign_appointment(
    session: AsyncSession, principal: Principal, appointment_id: UUID, *, reason: str
) -> Appointment:
    """Step back (APS); the next in rank moves up. Raises NotFound, Forbidden, AppointmentNotInState."""
    appointment = await _to_change(session, principal, appointment_id, step="resignation")
    permitted(decide(principal, RESIGN_APPOINTMENT, Resource(appointment.agency, appointment.applicant_id)))
    say_reason(session, reason)
    await end_appointment(session, appointment, state=AppointmentState.RESIGNED, reason=reason)
    return appointment


async def lapse_appointments(
    session: AsyncSession, principal: Principal, selection_id: UUID
) -> tuple[int, int]:
    """End the appointments of those who did not file in time: how many, and how many moved up.

    Raises NotFound, RuleBroken while there is time to file.
    """
    selection = await get_selection_for(session, principal, CONDUCT_APPOINTMENT, selection_id=selection_id)
    await _check_day(session, selection, StageCode.FILING, rule="appointment.filing_is_over")
    late = await list_locked(session, selection_id, state=AppointmentState.INVITED)
    # Who moves up today has not had a day to file yet, and is not among the late.
    successors = [
        await end_appointment(session, one, state=AppointmentState.LAPSED, reason="tidak mengisi DRH")
        for one in late
    ]
    return len(late), sum(one is not None for one in successors)


async def propose_nips(session: AsyncSession, principal: Principal, selection_id: UUID) -> NipProposed:
    """Propose everybody who filed to BKN, as one proposal. Raises NotFound, AppointmentNotInState."""
    selection = await get_selection_for(session, principal, CONDUCT_APPOINTMENT, selection_id=selection_id)
    filed = await list_locked(session, selection_id, state=AppointmentState.FILED)
    if not filed:
        raise AppointmentNotInState(current_state="nobody-filed", allowed=["filing"])
    now = context_of(session).clock.now()
    for appointment in filed:
        appointment.state, appointment.state_since = AppointmentState.PROPOSED, now
    lines = "".join(f"{appointment.id}\n" for appointment in filed)
    made = NipProposed(
        agency=selection.agency,
        proposal_id=new_id(),
        selection_id=selection.id,
        count=len(filed),
        sha256=sha256(lines.encode()).hexdigest(),
    )
    record_bulk(session, "nip_proposal.made", made.model_dump(mode="json"))
    publish(session, made)
    await session.flush()
    return made


async def _to_change(
    session: AsyncSession, principal: Principal, appointment_id: UUID, *, step: str
) -> Appointment:
    appointment = await get_appointment(session, principal, appointment_id)
    allowed = STEPS[AppointmentState(appointment.state)]
    if step not in allowed:
        raise AppointmentNotInState(current_state=appointment.state, allowed=sorted(allowed))
    return appointment


async def _check_day(session: AsyncSession, selection: Selection, code: StageCode, *, rule: str) -> None:
    stage = await find_stage(session, selection.id, code)
    today = context_of(session).clock.today(selection.time_zone)
    if stage is not None and today <= stage.ends_on:
        raise RuleBroken(reasons=[_too_early(rule, stage.ends_on, today)])


async def _check_filing_day(session: AsyncSession, appointment: Appointment) -> None:
    """Whoever moved up after the days of filing still files; others file in time."""
    stage = await find_stage(session, appointment.selection_id, StageCode.FILING)
    if stage is None or appointment.replaces_id is not None:
        return
    selection = await session.get_one(Selection, appointment.selection_id)
    today = context_of(session).clock.today(selection.time_zone)
    if not stage.starts_on <= today <= stage.ends_on:
        raise RuleBroken(reasons=[_not_in_time(stage.starts_on, stage.ends_on, today)])


def _too_early(rule: str, until: date, today: date) -> Reason:
    return Reason(
        rule=rule,
        article=ARTICLE,
        passed=False,
        required={"after": until.isoformat()},
        found=today.isoformat(),
        message=Text(
            f"Baru dapat dilakukan setelah {until.isoformat()}.", f"Only possible after {until.isoformat()}."
        ),
        turns_on=until,
    )


def _not_in_time(first: date, last: date, today: date) -> Reason:
    return Reason(
        rule="appointment.filing_days",
        article=ARTICLE,
        passed=False,
        required={"from": first.isoformat(), "until": last.isoformat()},
        found=today.isoformat(),
        message=Text("DRH diisi dalam jangka waktu pengisian.", "Particulars are filed within their days."),
    )


def _not_declared() -> Reason:
    return Reason(
        rule="appointment.truthful",
        article=ARTICLE,
        passed=False,
        required=True,
        found=False,
        message=Text("Nyatakan bahwa isian benar.", "Declare that what you file is true."),
    )
