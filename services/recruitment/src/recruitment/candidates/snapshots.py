"""The present records as events, for consumers that start late."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging import Event, SnapshotBuilder
from recruitment.candidates.models import Candidate
from recruitment.candidates.records import snapshot
from recruitment.candidates.vault import CandidateVault


def candidate_snapshots(vault: CandidateVault) -> SnapshotBuilder:
    """A builder that seals NIK for the registry as the other facts do."""

    async def build(session: AsyncSession, ids: Sequence[UUID] | None) -> AsyncIterator[Event]:
        wanted = select(Candidate).order_by(Candidate.id)
        if ids is not None:
            wanted = wanted.where(Candidate.id.in_(ids))
        found = await session.stream_scalars(wanted.execution_options(yield_per=500))
        async for candidate in found:
            yield snapshot(candidate, vault)

    return build
