"""Finding plans."""

from collections.abc import Callable, Collection
from datetime import date
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


async def find_agreed_plan_id(session: AsyncSession, employee_id: UUID, year: int) -> UUID | None:
    """The last agreed plan of the employee within `year`."""
    statement = (
        select(Plan.id)
        .where(Plan.employee_id == employee_id, Plan.state == PlanState.AGREED)
        .where(Plan.starts_on.between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(Plan.starts_on.desc(), Plan.id.desc())
    )
    return await session.scalar(statement.limit(1))


async def list_agreed_within(
    session: AsyncSession, employee_id: UUID, *, starts_on: date, ends_on: date
) -> list[AgreedPeriod]:
    """The agreed plans of the employee with a day between these, both included."""
    agreed = select(Plan.id, Plan.starts_on, Plan.ends_on).where(
        Plan.employee_id == employee_id, Plan.state == PlanState.AGREED
    )
    overlapping = agreed.where(Plan.starts_on <= ends_on, Plan.ends_on >= starts_on)
    found = await session.execute(overlapping.order_by(Plan.starts_on, Plan.id))
    return [AgreedPeriod(plan_id=row.id, starts_on=row.starts_on, ends_on=row.ends_on) for row in found]


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
