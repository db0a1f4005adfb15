"""Hours of a year, of one person or of many."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, literal, null, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.directory import Columns
from abdi.paging import ListQuery, Page, paginate
from abdi.policy import Scope
from training.courses.models import Course
from training.courses.rules import CourseState
from training.employees.models import Employee
from training.employees.rules import ENDED
from training.learning_hours.rules import NOT_YET, HoursStandard
from training.learning_hours.schemas import HoursFilter

T = TypeVar("T")
HOURS: Final = Columns(Employee.agency, Employee.employee_id)


@dataclass(frozen=True)
class HoursQuery:
    """Which year, by which numbers, and what else the list is narrowed to."""

    year: int
    standard: HoursStandard
    filters: HoursFilter
    today: date


def counted_in(year: int) -> ColumnElement[bool]:
    """The courses that count in a year: completed in it, and not withdrawn."""
    is_recorded = Course.state == CourseState.RECORDED
    return and_(is_recorded, Course.completed_on.between(date(year, 1, 1), date(year, 12, 31)))


def hours_of(year: int) -> ColumnElement[int]:
    """The hours of a person's year, for a query over employees."""
    total: Any = (
        select(func.coalesce(func.sum(Course.credited_jp), 0))
        .where(Course.employee_id == Employee.employee_id, counted_in(year))
        .correlate(Employee)
        .scalar_subquery()
    )
    return total  # type: ignore[no-any-return] # a sum of integers


def is_in_service() -> ColumnElement[bool]:
    """Employees who have not left."""
    return Employee.status.not_in(ENDED)


def employment_type_in(year: int, *, today: date) -> ColumnElement[str | None]:
    """The same as in rules, for a query over employees."""
    last = date(year, 12, 31)
    is_present = or_(literal(last >= today), Employee.employment_since <= last)
    was_cpns = and_(Employee.employment_since > last, Employee.employment_type == "PNS")
    return case(
        (Employee.appointed_on > last, NOT_YET),
        (is_present, Employee.employment_type),
        (was_cpns, "CPNS"),
        else_=null(),
    )


def is_below(year: int, standard: HoursStandard, *, today: date) -> ColumnElement[bool]:
    """Employees in service whose hours do not reach the minimum of their employment type in that year."""
    judged_as = func.coalesce(employment_type_in(year, today=today), NOT_YET)
    short = [
        and_(judged_as == employment_type, hours_of(year) < minimum)
        for employment_type, minimum in sorted(standard.minimums.items())
    ]
    return and_(is_in_service(), or_(False, *short))  # noqa: FBT003 - a condition of SQL


async def list_counted(session: AsyncSession, employee_id: UUID, year: int) -> list[Course]:
    """The courses that count in a person's year, in the order of completion."""
    found = await session.scalars(
        select(Course)
        .where(Course.employee_id == employee_id, counted_in(year))
        .order_by(Course.completed_on, Course.id)
    )
    return list(found)


async def list_hours(
    session: AsyncSession,
    visible: Scope,
    *,
    query: ListQuery,
    wanted: HoursQuery,
    row: Callable[[Any], T],
) -> Page[T]:
    """A page of employees in service within `visible`, each with the hours of the year."""
    columns: Any = (Employee, hours_of(wanted.year).label("hours"))
    statement = select(*columns).where(visible, is_in_service())
    if wanted.filters.agency is not None:
        statement = statement.where(Employee.agency == wanted.filters.agency)
    if wanted.filters.below is not None:
        below = is_below(wanted.year, wanted.standard, today=wanted.today)
        statement = statement.where(below if wanted.filters.below else ~below)
    return await paginate(session, statement, query=query, keys=[Employee.employee_id], row=row)
