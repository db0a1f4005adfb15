"""The first plan of somebody who was newly appointed: the service opens it, the employee fills it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import new_id
from performance.employees.models import Employee
from performance.plans.models import Plan
from performance.plans.rules import Approach, PlanState, first_period


@dataclass(frozen=True)
class NewlyAppointed:
    """Whose first plan it is; `effective_on` is the TMT, the first day of service."""

    agency: str
    effective_on: date


async def open_first_plans(session: AsyncSession, appointed: Mapping[UUID, NewlyAppointed]) -> None:
    """A draft without results for the rest of the first year; nothing for whoever has a plan already.

    As every draft it is nobody else's business yet: what is published is its agreement.
    """
    await _lock(session, appointed)
    planned = select(Plan.employee_id).where(Plan.employee_id.in_(appointed))
    known = set(await session.scalars(planned))
    for employee_id, person in appointed.items():
        if employee_id in known:
            continue
        starts_on, ends_on = first_period(person.effective_on)
        session.add(
            Plan(
                id=new_id(),
                employee_id=employee_id,
                agency=person.agency,
                starts_on=starts_on,
                ends_on=ends_on,
                approach=Approach.QUANTITATIVE,
                state=PlanState.DRAFT,
                results=[],
            )
        )
    await session.flush()


async def _lock(session: AsyncSession, appointed: Mapping[UUID, NewlyAppointed]) -> None:
    # The same person told of twice at one moment: the second one sees the plan of the first.
    people = select(Employee.employee_id).where(Employee.employee_id.in_(appointed))
    await session.execute(people.order_by(Employee.employee_id).with_for_update())
