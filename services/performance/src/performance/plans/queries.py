"""Finding plans."""

from collections.abc import Callable, Collection
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from abdi.paging import ListQuery, Page, paginate
from abdi.policy import Scope
from abdi.problems import NotFound
from performance.plans.models import Plan, PlannedResult
from performance.plans.rules import AgreedPeriod, PlanState
from performance.plans.schemas import PlanFilter

T = TypeVar("T")


async def get_plan(session: AsyncSession, plan_id: UUID, visible: Scope, *, is_locked: bool = False) -> Plan:
    """The plan within `visible` with its results and indicators, locked against other writers when asked.

    Raises NotFound.
    """
    whole = selectinload(Plan.results).selectinload(PlannedResult.indicators)
    statement = select(Plan).where(Plan.id == plan_id, visible).options(whole)
    found = await session.scalar(statement.with_for_update() if is_locked else statement)
    if found is None:
        raise NotFound
    return found


async def list_plans_to_change(
    session: AsyncSession, plan_ids: Collection[UUID], visible: Scope
) -> dict[UUID, Plan]:
    """The plans within `visible` with results and indicators, by id, locked in the order of their ids."""
    whole = selectinload(Plan.results).selectinload(PlannedResult.indicators)
    wanted = select(Plan).where(Plan.id.in_(plan_ids), visible).order_by(Plan.id).options(whole)
    return {plan.id: plan for plan in await session.scalars(wanted.with_for_update())}


async def list_last_agreed(
    session: AsyncSession, employee_ids: Collection[UUID]
) -> dict[tuple[UUID, int], UUID]:
    """The last agreed plan of each year of these employees: employee and year to plan."""
    statement = (
        select(Plan.employee_id, Plan.starts_on, Plan.id)
        .where(Plan.employee_id.in_(employee_ids), Plan.state == PlanState.AGREED)
        .order_by(Plan.starts_on, Plan.id)
    )
    return {(row.employee_id, row.starts_on.year): row.id for row in await session.execute(statement)}


async def list_agreed_periods(
    session: AsyncSession, employee_ids: Collection[UUID]
) -> dict[UUID, list[AgreedPeriod]]:
    """The days that are planned already, by employee."""
    agreed = select(Plan.employee_id, Plan.id, Plan.starts_on, Plan.ends_on).where(
        Plan.employee_id.in_(employee_ids), Plan.state == PlanState.AGREED
    )
    periods: dict[UUID, list[AgreedPeriod]] = {}
    for row in await session.execute(agreed.order_by(Plan.starts_on, Plan.id)):
        period = AgreedPeriod(plan_id=row.id, starts_on=row.starts_on, ends_on=row.ends_on)
        periods.setdefault(row.employee_id, []).append(period)
    return periods


async def list_supportable(
    session: AsyncSession, result_ids: Collection[UUID], *, agency: str, employee_id: UUID
) -> set[UUID]:
    """Which of `result_ids` are results of somebody else's plan in the same agency."""
    found = await session.scalars(
        select(PlannedResult.id)
        .join(Plan, Plan.id == PlannedResult.plan_id)
        .where(PlannedResult.id.in_(result_ids), Plan.agency == agency, Plan.employee_id != employee_id)
    )
    return set(found)


async def list_plans(
    session: AsyncSession,
    visible: Scope,
    *,
    query: ListQuery,
    filters: PlanFilter,
    row: Callable[[Plan], T],
) -> Page[T]:
    """A page of plans within `visible`."""
    statement = select(Plan).where(visible)
    if filters.employee_id is not None:
        statement = statement.where(Plan.employee_id == filters.employee_id)
    if filters.state is not None:
        statement = statement.where(Plan.state == filters.state)
    if filters.agency is not None:
        statement = statement.where(Plan.agency == filters.agency)
    return await paginate(session, statement, query=query, keys=[Plan.id], row=row)
