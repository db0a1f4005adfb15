"""The allocation of an agency in an intake as a whole: what is approved, and whether it keeps the shares."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.reasons import Reason
from recruitment.formations.models import Formation, Opening
from recruitment.formations.rules import FormationState, general_opening
from recruitment.posts.bkn_lists import agency_kinds
from recruitment.selections.models import SelectionFormation
from recruitment.selections.rules.quotas import check_quotas
from recruitment.selections.rules.standard import GENERAL, AgencyKind, CpnsSelection
from recruitment.selections.standards import standard_of

Education = tuple[str, str, tuple[str, ...]]
"""A post by its title, the level of education, and the codes of educations."""


@dataclass(frozen=True)
class Allocation:
    """Openings by need of an agency in an intake, and which needs a post and education has openings for."""

    agency: str
    intake: int
    openings: Mapping[str, int]
    needs: Mapping[Education, frozenset[str]]


async def allocation_of(
    session: AsyncSession,
    agency: str,
    intake: int,
    *,
    states: Collection[FormationState] = (FormationState.APPROVED,),
    selection_id: UUID | None = None,
) -> Allocation:
    """What the formations of these states come to, in one selection if asked; by default what is approved."""
    of_them = [Formation.agency == agency, Formation.intake == intake, Formation.state.in_(states)]
    if selection_id is not None:
        chosen = select(SelectionFormation.formation_id)
        of_them.append(Formation.id.in_(chosen.where(SelectionFormation.selection_id == selection_id)))
    line = (Formation.position_name, Formation.education_level, Formation.education_codes)
    wanted = select(*line, Opening.need, func.sum(Opening.count).label("openings")).join(
        Opening, Opening.formation_id == Formation.id
    )
    openings: dict[str, int] = defaultdict(int)
    needs: dict[Education, set[str]] = defaultdict(set)
    for row in await session.execute(wanted.where(*of_them).group_by(*line, Opening.need)):
        openings[row.need] += row.openings
        needs[row.position_name, row.education_level, tuple(row.education_codes)].add(row.need)
    found = {education: frozenset(told) for education, told in needs.items()}
    return Allocation(agency, intake, dict(sorted(openings.items())), found)


def check_allocation(allocation: Allocation, kind: AgencyKind, standard: CpnsSelection) -> list[Reason]:
    """Whether an allocation may be announced: its shares, and a general opening beside every special need.

    In: the whole allocation, the kind of its agency, the rules of its intake. Out: a reason for each share
    and one for all posts whose special needs stand alone, or for none.
    """
    return [*check_quotas(allocation.openings, kind, standard), check_general(allocation)]


def check_general(allocation: Allocation) -> Reason:
    """Whether every post and education with special needs has a general opening, too; names those without."""
    lonely = {education: told for education, told in allocation.needs.items() if told and GENERAL not in told}
    special = frozenset().union(*lonely.values())
    alone = general_opening(special, has_general=not lonely)
    named = [{"post": post, "education_level": level} for post, level, _ in sorted(lonely)[:20]]
    found: dict[str, Any] = {"needs": sorted(special), "posts": len(lonely), "such_as": named}
    return alone.model_copy(update={"found": found})


async def warnings_of(
    session: AsyncSession, agency: str, intake: int, *, formations: Sequence[Formation]
) -> dict[UUID, list[Reason]]:
    """What to look at again after these were approved: lone special needs of each, shares of them all."""
    allocation = await allocation_of(session, agency, intake)
    _, standard = await standard_of(session, intake=intake)
    kind = agency_kinds().get(agency)
    shares = [] if kind is None else check_quotas(allocation.openings, kind, standard)
    broken = [reason for reason in shares if not reason.passed]
    return {one.id: [*_alone(one, allocation), *broken] for one in formations}


def _alone(formation: Formation, allocation: Allocation) -> list[Reason]:
    education = (formation.position_name, formation.education_level, tuple(formation.education_codes))
    special = {one.need for one in formation.openings} - {GENERAL}
    reason = general_opening(special, has_general=GENERAL in allocation.needs.get(education, frozenset()))
    return [] if reason.passed else [reason]
