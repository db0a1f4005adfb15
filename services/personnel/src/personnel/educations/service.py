"""Use cases about education."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.messaging import publish
from personnel.educations.models import EducationRecord
from personnel.educations.schemas import EducationCorrection, EducationCreate
from personnel.employees.changing import employee_in_service, must_have_begun, today_of, touch
from personnel.employees.events import EducationChanged
from personnel.employees.histories import correct_entry
from personnel.employees.state import state_of
from personnel.histories.rules import Span
from personnel.histories.service import enter


async def add_education(
    session: AsyncSession, principal: Principal, *, employee_id: UUID, new: EducationCreate
) -> EducationRecord:
    """Enter a recognised education; the highest one counts."""
    employee = await employee_in_service(session, principal, employee_id)
    must_have_begun(session, new.effective_on)
    facts = new.model_dump(exclude={"effective_on"})
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
    """Correct an education entry."""
    return await correct_entry(
        session, principal, employee_id, model=EducationRecord, record_id=record_id, correction=correction
    )
