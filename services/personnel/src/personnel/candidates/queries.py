"""Finding what was decided."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from personnel.candidates.models import CandidateDecision


async def find_decision(session: AsyncSession, candidate_id: UUID) -> CandidateDecision | None:
    """The decision about a candidate, if there is one; nobody else decides about it until the commit."""
    # The row may not exist yet, so a lock on it would not do.
    key = func.hashtextextended(f"candidate:{candidate_id}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(key)))
    return await session.get(CandidateDecision, candidate_id)
