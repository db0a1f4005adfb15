"""The use case of leaving."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import say_reason
from abdi.auth import Principal
from personnel.appointments.models import AppointmentRecord
from personnel.appointments.service import end_appointments
from personnel.delegations.changing import end_delegations_of_leaver
from personnel.employees.changing import employee_in_service, must_have_happened, must_pass
from personnel.employees.service import enter_status
from personnel.histories.models import OfEmployee
from personnel.histories.queries import list_history
from personnel.identifiers.rules import warnings_of
from personnel.policy import WRITE_EMPLOYEES
from personnel.positions.models import Position
from personnel.ranks.models import RankRecord
from personnel.roles.changing import end_roles_of_leaver
from personnel.separations.rules import check_leaving, check_nobody_below, status_after
from personnel.separations.schemas import SeparationCreate, SeparationRead
from personnel.superiors.models import SuperiorRecord
from personnel.superiors.queries import count_subordinates

HELD: Final[tuple[type[OfEmployee], ...]] = (RankRecord, AppointmentRecord, SuperiorRecord)


async def separate_employee(
    session: AsyncSession, principal: Principal, *, employee_id: UUID, new: SeparationCreate
) -> SeparationRead:
    """End service: the position falls empty, roles and delegations end, the histories stay.

    Raises NotFound, NotInService, RuleBroken: a day in the future, before service, before something held.
    """
    employee = await employee_in_service(session, principal, WRITE_EMPLOYEES, employee_id=employee_id)
    must_have_happened(session, new.effective_on, since=employee.appointed_on + timedelta(days=1))
    say_reason(session, new.note or new.kind)
    for model in HELD:
        starts = [record.valid_from for record in await list_history(session, model, employee.id)]
        must_pass(check_leaving(new.effective_on, starts))
    held = (await session.scalars(select(Position.id).where(Position.holder_id == employee.id))).all()
    await end_appointments(session, employee, on=new.effective_on, reason=new.kind)
    employee.left_on = new.effective_on
    await enter_status(
        session, employee, status_after(new.kind), reason=new.note or new.kind, on=new.effective_on
    )
    warnings = await end_roles_of_leaver(session, employee, on=new.effective_on)
    await end_delegations_of_leaver(session, employee, on=new.effective_on)
    subordinates = await count_subordinates(session, employee.id)
    return SeparationRead(
        employee_id=employee.id,
        status=employee.status,
        left_on=new.effective_on,
        vacated_position_ids=list(held),
        subordinates=subordinates,
        warnings=[*warnings, *warnings_of([check_nobody_below(subordinates)])],
    )
