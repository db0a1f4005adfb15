"""Use cases about positions held."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.problems import Conflict, NotFound
from personnel.appointments.models import AppointmentRecord
from personnel.appointments.schemas import AppointmentCorrection, AppointmentCreate
from personnel.employees.changing import employee_in_service, must_have_begun, today_of, touch
from personnel.employees.events import PositionChanged
from personnel.employees.histories import correct_entry
from personnel.employees.models import Employee
from personnel.employees.queries import get_employee_to_change
from personnel.employees.state import state_of
from personnel.histories.queries import get_record, list_history
from personnel.histories.rules import Span
from personnel.histories.service import current_on, end, enter
from personnel.positions.holding import is_taken, lock_positions, settle_holders
from personnel.positions.models import Position

MOVED = "moved"
CORRECTED = "corrected"


class PositionHeld(Conflict):
    """Somebody else holds the position in that time."""

    code = "position-held"
    title = Text("Jabatan sudah terisi", "The position is held by somebody else")


async def appoint_to_position(
    session: AsyncSession, principal: Principal, *, employee_id: UUID, new: AppointmentCreate
) -> AppointmentRecord:
    """Appoint the employee; the position held before falls empty. Raises NotFound, PositionHeld."""
    employee = await employee_in_service(session, principal, employee_id)
    must_have_begun(session, new.effective_on)
    positions = await _lock_for(session, employee, [new.position_id])
    await _must_be_free(session, employee, new.position_id, since=new.effective_on)
    before = current_on(await list_history(session, AppointmentRecord, employee.id), new.effective_on)
    facts = new.model_dump(exclude={"effective_on"})
    made = await enter(session, AppointmentRecord, employee.id, span=Span(new.effective_on), facts=facts)
    await settle_holders(session, positions, reason=MOVED, vacated_on=new.effective_on)
    await touch(session, employee)
    publish(
        session,
        PositionChanged(
            agency=employee.agency_code,
            employee_id=employee.id,
            state=await state_of(session, employee, on=today_of(session)),
            previous_position_id=before.position_id if before else None,
            position_id=new.position_id,
            effective_on=new.effective_on,
        ),
    )
    return made


async def correct_appointment(
    session: AsyncSession,
    principal: Principal,
    employee_id: UUID,
    *,
    record_id: UUID,
    correction: AppointmentCorrection,
) -> AppointmentRecord:
    """Correct an appointment and settle anew who holds the positions. Raises NotFound, PositionHeld."""
    employee = await get_employee_to_change(session, principal, employee_id)
    wrong = await get_record(session, AppointmentRecord, subject_id=employee.id, record_id=record_id)
    right = correction.position_id or wrong.position_id
    positions = await _lock_for(session, employee, {wrong.position_id, right})
    since = correction.valid_from or wrong.valid_from
    await _must_be_free(session, employee, right, since=since)
    made = await correct_entry(
        session, principal, employee_id, model=AppointmentRecord, record_id=record_id, correction=correction
    )
    await session.flush()
    await settle_holders(session, positions, reason=CORRECTED, vacated_on=made.valid_to or since)
    return made


async def end_appointments(session: AsyncSession, employee: Employee, *, on: date, reason: str) -> None:
    """End what the locked employee holds on `on` or later; the positions fall empty."""
    positions = await _lock_for(session, employee, [])
    for record in await list_history(session, AppointmentRecord, employee.id):
        if record.valid_to is None or record.valid_to > on:
            await end(session, record, on)
    await session.flush()
    await settle_holders(session, positions, reason=reason, vacated_on=on)


async def _lock_for(
    session: AsyncSession, employee: Employee, position_ids: Collection[UUID]
) -> Sequence[Position]:
    held = await session.scalars(select(Position.id).where(Position.holder_id == employee.id))
    positions = await lock_positions(session, {*position_ids, *held})
    known = {position.id for position in positions if position.agency_code == employee.agency_code}
    if not set(position_ids) <= known:
        raise NotFound(Text("Jabatan tidak ditemukan", "The position was not found"))
    return positions


async def _must_be_free(session: AsyncSession, employee: Employee, position_id: UUID, *, since: date) -> None:
    if await is_taken(session, position_id, since=since, by_other_than=employee.id):
        raise PositionHeld(current_state="held", allowed=["vacant"])
