"""Finding the record that one person came from."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.policy import Scope
from abdi.problems import NotFound
from recruitment.candidates.models import Candidate


async def find_record(
    session: AsyncSession, employee_id: UUID, *, visible: Scope, is_in_reach: Scope
) -> Candidate | None:
    """The latest record within `visible` that the person came from; None for who was in service before.

    Raises NotFound when there is none, and the person is out of reach: that would not mean "none".
    """
    latest = (
        select(Candidate.id)
        .where(Candidate.employee_id == employee_id, visible)
        .order_by(Candidate.effective_on.desc(), Candidate.id.desc())
        .limit(1)
    )
    # Most people were in service before: one statement says that there is none, and that this may be told.
    found, reaches_so_far = (await session.execute(select(latest.scalar_subquery(), is_in_reach))).one()
    if found is not None:
        return await session.get_one(Candidate, found)
    if not reaches_so_far:
        raise NotFound
    return None
