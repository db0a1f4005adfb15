"""The lock under which a career is judged."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_LOCK = text("""
    SELECT count(pg_advisory_xact_lock(hashtextextended('promotion.career.' || id, 0)))
    FROM (SELECT unnest(CAST(:ids AS text[])) AS id ORDER BY 1) AS careers
""")


async def lock_careers(session: AsyncSession, employee_ids: Sequence[UUID]) -> None:
    """Let no other transaction judge these people until this one ends.

    A career and a predicate of one person may arrive in two transactions at once; each must see the other.
    A lock on a row would not do, since either row may not exist yet.
    """
    await session.execute(_LOCK, {"ids": [str(employee_id) for employee_id in employee_ids]})
