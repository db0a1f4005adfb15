"""An agency's formations of an intake in numbers: states with their oldest, needs, and the share rules."""

from collections import defaultdict
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import Clock
from abdi.i18n import Text
from abdi.problems import FieldError, Malformed
from recruitment.formations.allocations import allocation_of, check_allocation
from recruitment.formations.models import Formation, Opening
from recruitment.formations.records import owner_of
from recruitment.formations.rules import FormationState
from recruitment.formations.summary_schemas import (
    AllocationRead,
    FormationSummaryRead,
    OldestRead,
    StateRead,
    SummaryFilters,
)
from recruitment.posts.bkn_lists import agency_kinds
from recruitment.selections.rules.standard import AgencyKind, CpnsSelection
from recruitment.selections.standards import standard_of

APPROVED = (FormationState.APPROVED,)
PLANNED = (FormationState.APPROVED, FormationState.PROPOSED)


async def summarise(session: AsyncSession, filters: SummaryFilters, *, clock: Clock) -> FormationSummaryRead:
    """Every state with the one that waits longest; needs and shares of what is approved and planned.

    Raises Malformed when the kind of the agency is neither known nor given, StandardMissing.
    """
    kind = filters.agency_kind or agency_kinds().get(filters.agency)
    if kind is None:
        raise Malformed(errors=[_kind_needed()])
    version, standard = await standard_of(session, intake=filters.intake)
    needs = await _needs(session, filters)
    states = await _states(session, filters, clock=clock)
    return FormationSummaryRead(
        agency=filters.agency,
        intake=filters.intake,
        agency_kind=kind,
        rule_set=version,
        states=[_with_needs(states[state], needs[state]) for state in FormationState],
        approved=await _allocation(session, filters, kind, standard=standard, states=APPROVED),
        planned=await _allocation(session, filters, kind, standard=standard, states=PLANNED),
    )


async def _allocation(
    session: AsyncSession,
    filters: SummaryFilters,
    kind: AgencyKind,
    *,
    standard: CpnsSelection,
    states: tuple[FormationState, ...],
) -> AllocationRead:
    found = await allocation_of(session, filters.agency, filters.intake, states=states)
    reasons = check_allocation(found, kind, standard)
    return AllocationRead(
        openings=sum(found.openings.values()),
        by_need=dict(found.openings),
        passed=all(reason.passed for reason in reasons),
        reasons=reasons,
    )


async def _needs(session: AsyncSession, filters: SummaryFilters) -> dict[str, dict[str, int]]:
    counted = (
        select(Formation.state, Opening.need, func.sum(Opening.count))
        .join(Opening, Opening.formation_id == Formation.id)
        .where(Formation.agency == filters.agency, Formation.intake == filters.intake)
        .group_by(Formation.state, Opening.need)
        .order_by(Opening.need)
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for state, need, number in await session.execute(counted):
        found[state][need] = int(number)
    return found


async def _states(
    session: AsyncSession, filters: SummaryFilters, *, clock: Clock
) -> dict[FormationState, StateRead]:
    by_age = aggregate_order_by(Formation.id, Formation.state_since, Formation.id)
    of_unit = aggregate_order_by(Formation.unit_id, Formation.state_since, Formation.id)
    counted = (
        select(
            Formation.state,
            func.count().label("formations"),
            func.min(Formation.state_since).label("since"),
            func.array_agg(by_age)[1].label("oldest"),
            func.array_agg(of_unit)[1].label("unit_id"),
        )
        .where(Formation.agency == filters.agency, Formation.intake == filters.intake)
        .group_by(Formation.state)
    )
    rows = {row.state: row for row in await session.execute(counted)}
    return {state: _state(state, rows.get(state), clock) for state in FormationState}


def _state(state: FormationState, row: Any, clock: Clock) -> StateRead:
    if row is None:
        return StateRead(state=state, formations=0, openings=0, by_need={}, oldest=None)
    oldest = OldestRead(
        formation_id=row.oldest,
        state_since=row.since,
        age_days=(clock.today() - clock.day_of(row.since)).days,
        owner=owner_of(state, row.unit_id),
    )
    return StateRead(state=state, formations=row.formations, openings=0, by_need={}, oldest=oldest)


def _with_needs(state: StateRead, needs: dict[str, int]) -> StateRead:
    return state.model_copy(update={"by_need": needs, "openings": sum(needs.values())})


def _kind_needed() -> FieldError:
    return FieldError(
        place="query",
        pointer="/agency_kind",
        code="agency_kind_needed",
        message=Text(
            "daftar instansi tidak memuat kode ini; sebutkan central atau regional",
            "the list of agencies does not have this code; say central or regional",
        ),
    )
