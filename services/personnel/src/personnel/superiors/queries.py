"""Finding lines of superiors."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from personnel.employees.models import Employee
from personnel.histories.queries import known_at
from personnel.superiors.models import SuperiorRecord


async def list_lines_above(session: AsyncSession, employee_ids: Collection[UUID]) -> Sequence[SuperiorRecord]:
    """The current lines, of all days, of `employee_ids` and of everybody who ever stood above them."""
    line = select(Employee.id).where(Employee.id.in_(employee_ids)).cte("line", recursive=True)
    # UNION, not UNION ALL: a circle that old data may hold still comes to an end.
    line = line.union(
        select(SuperiorRecord.superior_id).where(
            SuperiorRecord.employee_id == line.c.id, known_at(SuperiorRecord, None)
        )
    )
    wanted = select(SuperiorRecord).where(
        SuperiorRecord.employee_id.in_(select(line.c.id)), known_at(SuperiorRecord, None)
    )
    return (await session.scalars(wanted)).all()


async def count_subordinates(session: AsyncSession, superior_id: UUID) -> int:
    """How many people report to `superior_id` now."""
    counted = select(func.count()).where(
        SuperiorRecord.superior_id == superior_id,
        known_at(SuperiorRecord, None),
        SuperiorRecord.valid_to.is_(None),
    )
    return await session.scalar(counted) or 0
