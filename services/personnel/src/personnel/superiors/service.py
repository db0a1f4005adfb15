"""Use cases about superiors."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.problems import Conflict, NotFound
from personnel.employees.changing import employee_in_service, must_have_begun, today_of, touch
from personnel.employees.events import SuperiorChanged
from personnel.employees.histories import correct_entry
from personnel.employees.models import Employee
from personnel.employees.queries import get_employee_to_change
from personnel.employees.state import state_of
from personnel.histories.queries import list_history
from personnel.histories.rules import Span
from personnel.histories.service import current_on, enter
from personnel.superiors.models import SuperiorRecord
from personnel.superiors.queries import is_above
from personnel.superiors.schemas import SuperiorCorrection, SuperiorCreate


class SuperiorUnsuitable(Conflict):
    """The person cannot be the superior: the employee itself, somebody below, or somebody who left."""

    code = "superior-unsuitable"
    title = Text("Atasan tidak sesuai", "This person cannot be the superior")


async def change_superior(
    session: AsyncSession, principal: Principal, *, employee_id: UUID, new: SuperiorCreate
) -> SuperiorRecord:
    """Say who the employee reports to. Raises NotFound, SuperiorUnsuitable."""
    employee = await employee_in_service(session, principal, employee_id)
    must_have_begun(session, new.effective_on)
    await _must_suit(session, employee, new.superior_id)
    before = current_on(await list_history(session, SuperiorRecord, employee.id), new.effective_on)
    facts = new.model_dump(exclude={"effective_on"})
    made = await enter(session, SuperiorRecord, employee.id, span=Span(new.effective_on), facts=facts)
    await touch(session, employee)
    publish(
        session,
        SuperiorChanged(
            agency=employee.agency_code,
            employee_id=employee.id,
            state=await state_of(session, employee, on=today_of(session)),
            previous_superior_id=before.superior_id if before else None,
            superior_id=new.superior_id,
            effective_on=new.effective_on,
        ),
    )
    return made


async def correct_superior(
    session: AsyncSession,
    principal: Principal,
    employee_id: UUID,
    *,
    record_id: UUID,
    correction: SuperiorCorrection,
) -> SuperiorRecord:
    """Correct a superior entry. Raises NotFound, SuperiorUnsuitable."""
    employee = await get_employee_to_change(session, principal, employee_id)
    if correction.superior_id is not None:
        await _must_suit(session, employee, correction.superior_id)
    return await correct_entry(
        session, principal, employee_id, model=SuperiorRecord, record_id=record_id, correction=correction
    )


async def _must_suit(session: AsyncSession, employee: Employee, superior_id: UUID) -> None:
    # Two changes at once could close a circle that neither sees, so an agency's lines change one by one.
    lock = func.pg_advisory_xact_lock(func.hashtextextended(f"superiors:{employee.agency_code}", 0))
    await session.execute(select(lock))
    superior = await session.get(Employee, superior_id)
    if superior is None or superior.agency_code != employee.agency_code:
        raise NotFound
    if superior.id == employee.id or not superior.is_in_service:
        raise SuperiorUnsuitable(current_state=superior.status)
    if await is_above(session, employee.id, superior.id):
        raise SuperiorUnsuitable(Text("Pegawai ini adalah atasannya", "The employee is above this person"))
