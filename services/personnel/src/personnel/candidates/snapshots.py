"""The present answers as events, for consumers that start late."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging import Event
from abdi.reasons import Reason
from personnel.candidates.events import CandidateSnapshot
from personnel.candidates.models import CandidateDecision


async def candidate_snapshots(session: AsyncSession, ids: Sequence[UUID] | None) -> AsyncIterator[Event]:
    """One snapshot for each of `ids`, or for every candidate."""
    wanted = select(CandidateDecision).order_by(CandidateDecision.candidate_id)
    if ids is not None:
        wanted = wanted.where(CandidateDecision.candidate_id.in_(ids))
    found = await session.stream_scalars(wanted.execution_options(yield_per=500))
    async for decision in found:
        yield CandidateSnapshot(
            agency=decision.agency_code,
            candidate_id=decision.candidate_id,
            revision=decision.revision,
            state=decision.state,
            employee_id=decision.employee_id,
            registered_on=decision.registered_on,
            reasons=[Reason.model_validate(reason) for reason in decision.reasons],
        )
