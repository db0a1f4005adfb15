"""Use cases about education."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.messaging import publish
from personnel.educations.models import EducationRecord
from personnel.educations.schemas import EducationCorrection, EducationCreate
from personnel.employees.changing import Rules, check_bounds, employee_in_service, keeping, today_of, touch
from personnel.employees.events import EducationChanged
from personnel.employees.histories import correct_entry
from personnel.employees.models import Employee
from personnel.employees.queries import get_employee_to
from personnel.employees.state import state_of
from personnel.histories.rules import Span
from personnel.histories.service import enter
from personnel.identifiers.rules import Check
from personnel.policy import ENTER_EDUCATIONS, WRITE_EMPLOYEES


async def add_education(
    session: AsyncSession, principal: Principal, *, employee_id: UUID, new: EducationCreate
) -> EducationRecord:
    """Enter a recognised education; the highest one counts. Raises RuleBroken for an impossible day."""
    employee = await employee_in_service(session, principal, ENTER_EDUCATIONS, employee_id=employee_id)
    facts = new.model_dump(exclude={"effective_on"})
    async with keeping(session, employee, EducationRecord, rules=_rules_of(session, employee)):
        made = await enter(session, EducationRecord, employee.id, span=Span(new.effective_on), facts=facts)
    await touch(session, employee)
    publish(
        session,
        EducationChanged(
            agency=employee.agency_code,
            employee_id=employee.id,
            state=await state_of(session, employee, on=today_of(session)),
            level=new.level,
            effective_on=new.effective_on,
        ),
    )
    return made


async def correct_education(
    session: AsyncSession,
    principal: Principal,
    employee_id: UUID,
    *,
    record_id: UUID,
    correction: EducationCorrection,
) -> EducationRecord:
    """Correct an education entry. Raises NotFound, PeriodEmpty, RuleBroken."""
    employee = await get_employee_to(session, principal, WRITE_EMPLOYEES, employee_id=employee_id)
    rules = _rules_of(session, employee)
    return await correct_entry(
        session, employee, model=EducationRecord, record_id=record_id, correction=correction, rules=rules
    )


def _rules_of(session: AsyncSession, employee: Employee) -> Rules[EducationRecord]:
    async def rules(records: Sequence[EducationRecord]) -> list[Check]:
        return check_bounds(session, employee, records, earliest=employee.birth_date)

    return rules
