"""Use cases about positions held."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.problems import Conflict, NotFound
from personnel.appointments.models import AppointmentRecord
from personnel.appointments.rules import check_existing, check_free
from personnel.appointments.schemas import AppointmentCorrection, AppointmentCreate
from personnel.employees.changing import (
    Rules,
    check_bounds,
    employee_in_service,
    keeping,
    must_pass,
    today_of,
    touch,
)
from personnel.employees.events import PositionChanged
from personnel.employees.histories import correct_entry
from personnel.employees.models import Employee
from personnel.employees.queries import get_employee_to
from personnel.employees.state import state_of
from personnel.histories.queries import list_history
from personnel.histories.rules import Span
from personnel.histories.service import current_on, end, enter, span_of
from personnel.identifiers.rules import Check
from personnel.policy import WRITE_EMPLOYEES
from personnel.positions.holding import find_other_holder, lock_positions, settle_holders
from personnel.positions.models import Position

MOVED = "moved"
CORRECTED = "corrected"


class PositionHeld(Conflict):
    """Somebody else holds the position in that time."""

    code = "position-held"
    title = Text("Jabatan sudah terisi", "The position is held by somebody else")

    def __init__(self, check: Check) -> None:
        super().__init__(current_state="held", allowed=["vacant"], reasons=[check.reason])


async def appoint_to_position(
    session: AsyncSession, principal: Principal, *, employee_id: UUID, new: AppointmentCreate
) -> AppointmentRecord:
    """Appoint the employee; the position held before falls empty.

    Raises NotFound, PositionHeld, EntryOverlaps, RuleBroken.
    """
    employee = await employee_in_service(session, principal, WRITE_EMPLOYEES, employee_id=employee_id)
    history = await list_history(session, AppointmentRecord, employee.id)
    positions = await _lock_for(session, employee, history, wanted=new.position_id)
    before = current_on(history, new.effective_on)
    facts = new.model_dump(exclude={"effective_on"})
    async with keeping(session, employee, AppointmentRecord, rules=_rules_of(session, employee)):
        made = await enter(session, AppointmentRecord, employee.id, span=Span(new.effective_on), facts=facts)
    await _must_be_free(session, employee, besides=history, positions=positions)
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
    """Correct an appointment and settle anew who holds the positions.

    Raises NotFound, PositionHeld, EntryOverlaps, PeriodEmpty, RuleBroken.
    """
    employee = await get_employee_to(session, principal, WRITE_EMPLOYEES, employee_id=employee_id)
    history = await list_history(session, AppointmentRecord, employee.id)
    positions = await _lock_for(session, employee, history, wanted=correction.position_id)
    starts = {record.id: record.valid_from for record in history}
    made = await correct_entry(
        session,
        employee,
        model=AppointmentRecord,
        record_id=record_id,
        correction=correction,
        rules=_rules_of(session, employee),
    )
    await _must_be_free(session, employee, besides=history, positions=positions)
    await settle_holders(session, positions, reason=CORRECTED, vacated_on=starts[record_id])
    return made


async def end_appointments(session: AsyncSession, employee: Employee, *, on: date, reason: str) -> None:
    """End what the locked employee holds on `on` or later; the positions fall empty."""
    history = await list_history(session, AppointmentRecord, employee.id)
    positions = await _lock_for(session, employee, history, wanted=None)
    for record in history:
        if record.valid_to is None or record.valid_to > on:
            await end(session, record, on)
    await session.flush()
    await settle_holders(session, positions, reason=reason, vacated_on=on)


async def _lock_for(
    session: AsyncSession,
    employee: Employee,
    history: Sequence[AppointmentRecord],
    *,
    wanted: UUID | None,
) -> Sequence[Position]:
    held = {record.position_id for record in history}
    positions = await lock_positions(session, held | ({wanted} if wanted else set()))
    known = {position.id for position in positions if position.agency_code == employee.agency_code}
    if wanted is not None and wanted not in known:
        raise NotFound(Text("Jabatan tidak ditemukan", "The position was not found"))
    return positions


async def _must_be_free(
    session: AsyncSession,
    employee: Employee,
    *,
    besides: Sequence[AppointmentRecord],
    positions: Sequence[Position],
) -> None:
    # Also of a neighbour of the changed entry that now lasts longer.
    earlier = {record.id for record in besides}
    abolished = {position.id: position.abolished_on for position in positions}
    for record in await list_history(session, AppointmentRecord, employee.id):
        if record.id in earlier:
            continue
        must_pass([check_existing(span_of(record), abolished[record.position_id])])
        other = await find_other_holder(
            session, record.position_id, span=span_of(record), by_other_than=employee.id
        )
        if other is not None:
            raise PositionHeld(check_free(span_of(record), span_of(other)))


def _rules_of(session: AsyncSession, employee: Employee) -> Rules[AppointmentRecord]:
    async def rules(records: Sequence[AppointmentRecord]) -> list[Check]:
        return check_bounds(
            session, employee, records, earliest=employee.appointed_on, ends_with_service=True
        )

    return rules
