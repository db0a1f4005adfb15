"""Finding lines of superiors."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from personnel.histories.queries import known_at
from personnel.histories.rules import Span
from personnel.superiors.models import SuperiorRecord
from personnel.superiors.rules import Line


async def list_lines_above(session: AsyncSession, employee_ids: Collection[UUID]) -> list[Line]:
    """The current lines, of all days, of `employee_ids` and of everybody who ever stood above them."""
    given = func.unnest(literal(sorted(employee_ids), ARRAY(Uuid()))).column_valued("id")
    line = select(given).cte("line", recursive=True)
    # UNION, not UNION ALL: a circle that old data may hold still comes to an end.
    line = line.union(
        select(SuperiorRecord.superior_id).where(
            SuperiorRecord.employee_id == line.c.id, known_at(SuperiorRecord, None)
        )
    )
    wanted = (
        select(SuperiorRecord.employee_id, SuperiorRecord.superior_id)
        .add_columns(SuperiorRecord.valid_from, SuperiorRecord.valid_to)
        .join(line, SuperiorRecord.employee_id == line.c.id)
        .where(known_at(SuperiorRecord, None))
    )
    found = await session.execute(wanted)
    return [Line(row.employee_id, row.superior_id, Span(row.valid_from, row.valid_to)) for row in found]


async def count_subordinates(session: AsyncSession, superior_id: UUID) -> int:
    """How many people report to `superior_id` now."""
    counted = select(func.count()).where(
        SuperiorRecord.superior_id == superior_id,
        known_at(SuperiorRecord, None),
        SuperiorRecord.valid_to.is_(None),
    )
    return await session.scalar(counted) or 0
