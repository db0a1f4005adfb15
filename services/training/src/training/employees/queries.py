"""Finding employees in the projection, and the lock under which a person's record changes."""

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.policy import EVERYTHING, Scope
from abdi.problems import NotFound
from training.employees.models import Employee

# People share a limited number of locks: the server has room for some thousands, a file may name more people.
_LOCK = text("""
    SELECT count(pg_advisory_xact_lock(hashtextextended('training.people.' || share, 0)))
    FROM (
        SELECT DISTINCT hashtextextended(id, 0) & 2047 AS share
        FROM unnest(CAST(:ids AS text[])) AS id ORDER BY 1
    ) AS shares
""")


async def lock_people(session: AsyncSession, employee_ids: Iterable[UUID]) -> None:
    """Let one transaction at a time change what belongs to these people, known here or not.

    Courses, evaluations and employees come from different sides; a need is judged from all of them.
    """
    await session.execute(_LOCK, {"ids": sorted({str(employee_id) for employee_id in employee_ids})})


async def get_employee(session: AsyncSession, employee_id: UUID, visible: Scope) -> Employee:
    """The employee, if within `visible`. Raises NotFound."""
    found = await session.scalar(select(Employee).where(Employee.employee_id == employee_id, visible))
    if found is None:
        raise NotFound
    return found


async def list_employees(
    session: AsyncSession, employee_ids: Iterable[UUID], visible: Scope = EVERYTHING
) -> dict[UUID, Employee]:
    """The known employees among `employee_ids` within `visible`, by id."""
    wanted = select(Employee).where(Employee.employee_id.in_(set(employee_ids)), visible)
    return {employee.employee_id: employee for employee in await session.scalars(wanted)}


async def list_employees_by_nip(session: AsyncSession, nips: Collection[str]) -> dict[str, Employee]:
    """The known employees among `nips`, by NIP."""
    found = await session.scalars(select(Employee).where(Employee.nip.in_(nips)))
    return {employee.nip: employee for employee in found}


async def touch_employees(session: AsyncSession, employee_ids: Iterable[UUID]) -> None:
    """Let these people count as changed, for readers who ask what changed since their last visit."""
    touched = update(Employee).where(Employee.employee_id.in_(set(employee_ids)))
    await session.execute(
        touched.values(updated_at=func.now()), execution_options={"synchronize_session": False}
    )
