"""The use case of leaving."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from personnel.appointments.service import end_appointments
from personnel.employees.changing import employee_in_service, must_have_begun
from personnel.employees.service import enter_status
from personnel.positions.models import Position
from personnel.separations.rules import status_after
from personnel.separations.schemas import SeparationCreate, SeparationRead
from personnel.superiors.queries import count_subordinates


async def separate_employee(
    session: AsyncSession, principal: Principal, *, employee_id: UUID, new: SeparationCreate
) -> SeparationRead:
    """End service: the position falls empty, the histories stay, also those of subordinates.

    Raises NotFound, NotInService, RuleBroken for a day in the future.
    """
    employee = await employee_in_service(session, principal, employee_id)
    must_have_begun(session, new.effective_on)
    held = (await session.scalars(select(Position.id).where(Position.holder_id == employee.id))).all()
    await end_appointments(session, employee, on=new.effective_on, reason=new.kind)
    employee.left_on = new.effective_on
    await enter_status(
        session, employee, status_after(new.kind), reason=new.note or new.kind, on=new.effective_on
    )
    return SeparationRead(
        employee_id=employee.id,
        status=employee.status,
        left_on=new.effective_on,
        vacated_position_ids=list(held),
        subordinates=await count_subordinates(session, employee.id),
    )
