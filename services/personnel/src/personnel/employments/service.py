"""Use cases about employment types."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.messaging import publish
from personnel.employees.changing import (
    Rules,
    check_bounds,
    employee_in_service,
    keeping,
    must_pass,
    today_of,
    touch,
)
from personnel.employees.events import StatusChanged
from personnel.employees.histories import correct_entry
from personnel.employees.models import Employee
from personnel.employees.queries import get_employee_to
from personnel.employees.state import state_of
from personnel.employments.models import EmploymentRecord
from personnel.employments.rules import Employment, check_employment_change, check_employments
from personnel.employments.schemas import EmploymentChange, EmploymentCorrection
from personnel.histories.rules import Span
from personnel.histories.service import enter, span_of
from personnel.identifiers.rules import Check
from personnel.policy import WRITE_EMPLOYEES

APPOINTED = "appointed as PNS"


async def change_employment(
    session: AsyncSession, principal: Principal, *, employee_id: UUID, new: EmploymentChange
) -> EmploymentRecord:
    """Appoint a CPNS as PNS. Raises NotInService, RuleBroken for others and within probation, NotFound."""
    employee = await employee_in_service(session, principal, WRITE_EMPLOYEES, employee_id=employee_id)
    must_pass([check_employment_change(employee.employment_type)])
    facts = new.model_dump(exclude={"effective_on"})
    async with keeping(session, employee, EmploymentRecord, rules=_rules_of(session, employee)):
        await _enter_first(session, employee)
        made = await enter(session, EmploymentRecord, employee.id, span=Span(new.effective_on), facts=facts)
    previous, employee.employment_type = employee.employment_type, new.employment_type
    await touch(session, employee)
    publish(
        session,
        StatusChanged(
            agency=employee.agency_code,
            employee_id=employee.id,
            state=await state_of(session, employee, on=today_of(session)),
            previous_status=employee.status,
            status=employee.status,
            previous_employment_type=previous,
            reason=APPOINTED,
            effective_on=new.effective_on,
        ),
    )
    return made


async def correct_employment(
    session: AsyncSession,
    principal: Principal,
    employee_id: UUID,
    *,
    record_id: UUID,
    correction: EmploymentCorrection,
) -> EmploymentRecord:
    """Correct the day or the decree. Raises NotFound, EntryOverlaps, PeriodEmpty, RuleBroken."""
    employee = await get_employee_to(session, principal, WRITE_EMPLOYEES, employee_id=employee_id)
    rules = _rules_of(session, employee)
    return await correct_entry(
        session, employee, model=EmploymentRecord, record_id=record_id, correction=correction, rules=rules
    )


async def _enter_first(session: AsyncSession, employee: Employee) -> None:
    # What the registration said is an entry only from now on, and was known since then.
    first = await enter(
        session,
        EmploymentRecord,
        employee.id,
        span=Span(employee.appointed_on),
        facts={"employment_type": employee.employment_type},
    )
    first.recorded_at = employee.created_at
    await session.flush()


def _rules_of(session: AsyncSession, employee: Employee) -> Rules[EmploymentRecord]:
    async def rules(records: Sequence[EmploymentRecord]) -> list[Check]:
        entries = [Employment(record.employment_type, span_of(record)) for record in records]
        return check_bounds(session, employee, records, earliest=None) + check_employments(
            entries, appointed_on=employee.appointed_on, today=today_of(session)
        )

    return rules
