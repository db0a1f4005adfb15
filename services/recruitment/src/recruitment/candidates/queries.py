"""Finding candidates within what the principal may see."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.directory import scope
from abdi.paging import ListQuery, Page, paginate
from abdi.policy import Allow, Resource, decide
from abdi.problems import NotFound
from recruitment.candidates.models import Candidate
from recruitment.candidates.rules import CandidateState
from recruitment.candidates.schemas import CandidateFilters
from recruitment.policy import COLUMNS, FROM_AUDITORS, READ_CANDIDATE

OPEN = (CandidateState.APPOINTED, CandidateState.REFUSED)
Taken = dict[tuple[str, str | bytes], UUID]
"""By agency and NIP, or agency and digest of the NIK: the open record that has it."""

_LOCK = text("""
    SELECT count(pg_advisory_xact_lock(hashtextextended('recruitment.number.' || number, 0)))
    FROM (SELECT DISTINCT unnest(CAST(:numbers AS text[])) AS number ORDER BY 1) AS asked
""")


async def get_candidate(
    session: AsyncSession, principal: Principal, candidate_id: UUID, *, is_locked: bool = False
) -> Candidate:
    """A candidate that the principal may see, locked against other writers when asked. Raises NotFound."""
    wanted = select(Candidate).where(Candidate.id == candidate_id, scope(principal, READ_CANDIDATE, COLUMNS))
    found = await session.scalar(wanted.with_for_update(of=Candidate) if is_locked else wanted)
    if found is None:
        raise NotFound
    return found


async def list_candidates_to_change(
    session: AsyncSession, principal: Principal, candidate_ids: Collection[UUID]
) -> dict[UUID, Candidate]:
    """Those that the principal may see, by id, locked in one order for everybody."""
    visible = scope(principal, READ_CANDIDATE, COLUMNS)
    wanted = select(Candidate).where(Candidate.id.in_(candidate_ids), visible).order_by(Candidate.id)
    return {found.id: found for found in await session.scalars(wanted.with_for_update(of=Candidate))}


def masks_of(principal: Principal, candidate: Candidate) -> frozenset[str]:
    """The fields of a candidate that the principal, who may see it, does not see."""
    decision = decide(principal, READ_CANDIDATE, Resource(candidate.agency, candidate.employee_id))
    # No rule asks where the person stands; should one come, what it cannot tell here stays hidden.
    return decision.masked if isinstance(decision, Allow) else FROM_AUDITORS


async def get_known_candidate(session: AsyncSession, candidate_id: UUID) -> Candidate:
    """The candidate of whom the registry speaks, locked. Raises NotFound."""
    found = await session.get(Candidate, candidate_id, with_for_update=True)
    if found is None:
        raise NotFound
    return found


async def list_candidates(
    session: AsyncSession, principal: Principal, *, filters: CandidateFilters, query: ListQuery
) -> Page[Any]:
    """A page of candidates, the oldest record first."""
    wanted = select(Candidate).where(scope(principal, READ_CANDIDATE, COLUMNS))
    if filters.state is not None:
        wanted = wanted.where(Candidate.state == filters.state)
    if filters.agency is not None:
        wanted = wanted.where(Candidate.agency == filters.agency)
    if filters.employee_id is not None:
        wanted = wanted.where(Candidate.employee_id == filters.employee_id)
    return await paginate(session, wanted, query=query, keys=[Candidate.id], row=lambda found: found)


async def lock_numbers(
    session: AsyncSession, numbers: Collection[tuple[str, str, bytes]], *, besides: UUID | None = None
) -> Taken:
    """Which of these numbers (agency, NIP, digest of the NIK) are on an open record other than `besides`.

    Two recordings of one number wait for each other until the first one ends.
    """
    locks = [f"{agency}.{nip}" for agency, nip, _ in numbers]
    locks += [f"{agency}.{digest.hex()}" for agency, _, digest in numbers]
    await session.execute(_LOCK, {"numbers": locks})
    by_nip = tuple_(Candidate.agency, Candidate.nip).in_([(agency, nip) for agency, nip, _ in numbers])
    by_nik = tuple_(Candidate.agency, Candidate.nik_index).in_([(agency, nik) for agency, _, nik in numbers])
    columns = (Candidate.id, Candidate.agency, Candidate.nip, Candidate.nik_index)
    wanted = select(*columns).where(by_nip | by_nik, Candidate.state.in_(OPEN))
    taken: Taken = {}
    for row in await session.execute(wanted):
        if row.id != besides:
            taken[row.agency, row.nip] = row.id
            taken[row.agency, row.nik_index] = row.id
    return taken
