"""Needs as they stand, as events for consumers that start late."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging import Event
from training.needs.events import NeedSnapshot
from training.needs.models import Need
from training.needs.service import outcome_of


async def need_snapshots(session: AsyncSession, need_ids: Sequence[UUID] | None) -> AsyncIterator[Event]:
    """One snapshot for each of `need_ids`, or for all needs."""
    statement = select(Need).order_by(Need.id)
    if need_ids is not None:
        statement = statement.where(Need.id.in_(need_ids))
    found = await session.stream_scalars(statement.execution_options(yield_per=500))
    async for need in found:
        yield NeedSnapshot.model_validate(outcome_of(need))
