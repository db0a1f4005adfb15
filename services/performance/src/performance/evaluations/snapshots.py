"""Evaluations as they stand, as events for consumers that start late."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging import Event
from performance.evaluations.completing import outcome_of
from performance.evaluations.events import EvaluationSnapshot
from performance.evaluations.models import Evaluation


async def evaluation_snapshots(
    session: AsyncSession, evaluation_ids: Sequence[UUID] | None
) -> AsyncIterator[Event]:
    """One snapshot for each of `evaluation_ids`, or for all evaluations."""
    statement = select(Evaluation).order_by(Evaluation.id)
    if evaluation_ids is not None:
        statement = statement.where(Evaluation.id.in_(evaluation_ids))
    found = await session.stream_scalars(statement.execution_options(yield_per=500))
    async for evaluation in found:
        yield EvaluationSnapshot.model_validate(outcome_of(evaluation))
