"""Finding lines of superiors."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from personnel.histories.queries import known_at
from personnel.superiors.models import SuperiorRecord


async def is_above(session: AsyncSession, upper_id: UUID, lower_id: UUID) -> bool:
    """Whether `upper_id` is now somewhere above `lower_id`."""
    is_open = (known_at(SuperiorRecord, None), SuperiorRecord.valid_to.is_(None))
    line = (
        select(SuperiorRecord.superior_id.label("id"))
        .where(SuperiorRecord.employee_id == lower_id, *is_open)
        .cte("line", recursive=True)
    )
    # UNION, not UNION ALL: a circle that old data may hold still comes to an end.
    line = line.union(
        select(SuperiorRecord.superior_id).where(SuperiorRecord.employee_id == line.c.id, *is_open)
    )
    return await session.scalar(select(line.c.id).where(line.c.id == upper_id)) is not None


async def count_subordinates(session: AsyncSession, superior_id: UUID) -> int:
    """How many people report to `superior_id` now."""
    counted = select(func.count()).where(
        SuperiorRecord.superior_id == superior_id,
        known_at(SuperiorRecord, None),
        SuperiorRecord.valid_to.is_(None),
    )
    return await session.scalar(counted) or 0
