"""Finding rule sets and proposals of them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.db.tables import rule_set
from abdi.directory import scope_of_any
from abdi.paging import ListQuery, Page, paginate
from abdi.policy import Scope
from abdi.problems import NotFound
from abdi.rulesets import RuleSetFile
from recruitment.policy import APPROVE_RULE_SET, PROPOSAL_COLUMNS, PROPOSE_RULE_SET
from recruitment.rule_sets.models import RuleSetProposal
from recruitment.rule_sets.schemas import ProposalFilters
from recruitment.selections.models import Selection
from recruitment.selections.rules.standard import CPNS_SELECTION

Stored = Row[*tuple[Any, ...]]
"""A version as it lies in the table."""
_T = rule_set.c
_STORED = (
    select(
        _T.version,
        _T.valid_from,
        _T.valid_to,
        _T.legal_basis,
        _T.unverified,
        _T.is_from_file,
        _T.checksum,
        _T.content,
    )
    .where(_T.name == CPNS_SELECTION)
    .order_by(_T.valid_from)
)


async def list_stored(session: AsyncSession) -> list[Stored]:
    """Every version of the rules, the earliest first."""
    return list(await session.execute(_STORED))


async def find_stored(session: AsyncSession, version: str) -> Stored | None:
    """One version; None when there is none."""
    return (await session.execute(_STORED.where(_T.version == version))).one_or_none()


def file_stored(row: Stored) -> RuleSetFile:
    """A stored version as its file."""
    return RuleSetFile(
        name=CPNS_SELECTION,
        version=row.version,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        legal_basis=row.legal_basis,
        unverified=row.unverified,
        values=row.content,
    )


async def count_uses(session: AsyncSession) -> dict[str, int]:
    """How many selections are bound to each version."""
    counted = select(Selection.rule_set, func.count()).where(Selection.rule_set.is_not(None))
    rows = await session.execute(counted.group_by(Selection.rule_set))
    return {str(version): count for version, count in rows}


async def list_approved(session: AsyncSession, version: str) -> list[RuleSetProposal]:
    """The proposals from which a version came, the first one first."""
    wanted = select(RuleSetProposal).where(
        RuleSetProposal.rule_set == CPNS_SELECTION,
        RuleSetProposal.rule_set_version == version,
        RuleSetProposal.state == "approved",
    )
    return list(await session.scalars(wanted.order_by(RuleSetProposal.decided_at)))


async def find_open(session: AsyncSession, version: str) -> UUID | None:
    """The proposal about a version that waits for a decision."""
    wanted = select(RuleSetProposal.id).where(
        RuleSetProposal.rule_set == CPNS_SELECTION,
        RuleSetProposal.rule_set_version == version,
        RuleSetProposal.state == "proposed",
    )
    return await session.scalar(wanted)


async def get_proposal(
    session: AsyncSession, principal: Principal, proposal_id: UUID, *, is_locked: bool = False
) -> RuleSetProposal:
    """A proposal of an agency for which the principal proposes or approves. Raises NotFound."""
    wanted = select(RuleSetProposal).where(RuleSetProposal.id == proposal_id, _visible(principal))
    found = await session.scalar(wanted.with_for_update() if is_locked else wanted)
    if found is None:
        raise NotFound
    return found


async def list_proposals(
    session: AsyncSession, principal: Principal, *, filters: ProposalFilters, query: ListQuery
) -> Page[Any]:
    """A page of the proposals of the agencies for which the principal proposes or approves."""
    wanted = select(RuleSetProposal).where(_visible(principal))
    for name, value in filters.model_dump(exclude_none=True).items():
        wanted = wanted.where(getattr(RuleSetProposal, name) == value)
    return await paginate(session, wanted, query=query, keys=[RuleSetProposal.id], row=lambda found: found)


def _visible(principal: Principal) -> Scope:
    return scope_of_any(principal, [PROPOSE_RULE_SET, APPROVE_RULE_SET], PROPOSAL_COLUMNS)
