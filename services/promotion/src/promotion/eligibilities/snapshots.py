"""The present outcomes as events, for consumers that start late."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging import Event
from promotion.eligibilities.events import EligibilitySnapshot
from promotion.eligibilities.models import Eligibility


async def eligibility_snapshots(
    session: AsyncSession, employee_ids: Sequence[UUID] | None
) -> AsyncIterator[Event]:
    """One snapshot for each of `employee_ids`, or for everybody."""
    statement = select(Eligibility).order_by(Eligibility.employee_id)
    if employee_ids is not None:
        statement = statement.where(Eligibility.employee_id.in_(employee_ids))
    found = await session.stream_scalars(statement.execution_options(yield_per=500))
    async for eligibility in found:
        yield EligibilitySnapshot(
            agency=eligibility.agency,
            employee_id=eligibility.employee_id,
            is_eligible=eligibility.is_eligible,
            next_rank=eligibility.next_rank,
            effective_on=eligibility.effective_on,
            failed_rules=eligibility.failed_rules,
        )
