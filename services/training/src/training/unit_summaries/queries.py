"""Counting over a unit and all units below it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.directory import people_in_unit
from training.employees.models import Employee
from training.learning_hours.queries import hours_of, is_below, is_in_service
from training.learning_hours.rules import HoursStandard
from training.needs.models import Need
from training.needs.rules import NeedState


@dataclass(frozen=True)
class UnitCounts:
    """People in service, their hours, how many lack some, and their open needs."""

    people: int
    hours: int
    people_below_minimum: int
    open_needs: int


async def get_counts(
    session: AsyncSession, unit_id: UUID, *, year: int, standard: HoursStandard, today: date
) -> UnitCounts:
    """The counts of `year`, by the numbers of that year."""
    inside = (Employee.employee_id.in_(people_in_unit(unit_id)), is_in_service())
    people = select(
        func.count(),
        func.coalesce(func.sum(hours_of(year)), 0),
        func.count().filter(is_below(year, standard, today=today)),
    ).select_from(Employee)
    count, hours, below = (await session.execute(people.where(*inside))).one()
    members = select(Employee.employee_id).where(*inside)
    needs = select(func.count()).select_from(Need)
    is_open = (Need.state == NeedState.OPEN, Need.employee_id.in_(members))
    return UnitCounts(
        people=count,
        hours=int(hours),
        people_below_minimum=below,
        open_needs=await session.scalar(needs.where(*is_open)) or 0,
    )
