"""Finding employees in the projection."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.policy import EVERYTHING, Scope
from abdi.problems import NotFound
from performance.employees.models import Employee


async def get_employee(
    session: AsyncSession, employee_id: UUID, *, visible: Scope = EVERYTHING, is_locked: bool = False
) -> Employee:
    """The employee within `visible`, locked against other writers when asked. Raises NotFound."""
    statement = select(Employee).where(Employee.employee_id == employee_id, visible)
    found = await session.scalar(statement.with_for_update() if is_locked else statement)
    if found is None:
        raise NotFound
    return found


async def list_employees(
    session: AsyncSession,
    employee_ids: Collection[UUID],
    *,
    visible: Scope = EVERYTHING,
    is_locked: bool = False,
) -> dict[UUID, Employee]:
    """Those within `visible`, by id, locked in the order of their ids when asked."""
    statement = select(Employee).where(Employee.employee_id.in_(employee_ids), visible)
    statement = statement.order_by(Employee.employee_id)
    found = await session.scalars(statement.with_for_update() if is_locked else statement)
    return {employee.employee_id: employee for employee in found}


async def list_employees_by_nip(
    session: AsyncSession, nips: Collection[str], *, is_locked: bool = False
) -> dict[str, Employee]:
    """The known employees among `nips`, by NIP, locked in the order of their ids when asked."""
    statement = select(Employee).where(Employee.nip.in_(nips)).order_by(Employee.employee_id)
    found = await session.scalars(statement.with_for_update() if is_locked else statement)
    return {employee.nip: employee for employee in found}
