"""Finding courses, and the rules by which they are recorded."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Final, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.directory import Columns
from abdi.paging import ListQuery, Page, paginate
from abdi.policy import Scope
from abdi.problems import NotFound
from abdi.rulesets import rule_set_on
from training.courses.models import Course
from training.courses.rules import COURSE_RECORDS, CourseStandard, CourseState
from training.courses.schemas import CourseFilter
from training.employees.models import Employee

T = TypeVar("T")
Run = tuple[UUID, UUID, date, date, str | None]
"""What tells recorded courses apart: person, programme, days and certificate."""
COURSE_COLUMNS: Final = Columns(Course.agency, Course.employee_id)
EMPLOYEE_COLUMNS: Final = Columns(Employee.agency, Employee.employee_id)


async def get_course_standard(session: AsyncSession, on: date) -> CourseStandard:
    """What is plausible by the rule set in force on the day `on`. Raises RuleSetMissing."""
    return CourseStandard.model_validate((await rule_set_on(session, COURSE_RECORDS, on)).content)


async def get_course(session: AsyncSession, course_id: UUID, visible: Scope) -> Course:
    """The course, if within `visible`. Raises NotFound."""
    found = await session.scalar(select(Course).where(Course.id == course_id, visible))
    if found is None:
        raise NotFound
    return found


async def list_certificates(
    session: AsyncSession, employee_ids: Collection[UUID]
) -> dict[tuple[UUID, str], UUID]:
    """The recorded certificates of these people: person and certificate to course."""
    columns = select(Course.employee_id, Course.certificate_key, Course.id).where(
        Course.employee_id.in_(employee_ids),
        Course.certificate_key.is_not(None),
        Course.state == CourseState.RECORDED,
    )
    return {(row.employee_id, row.certificate_key): row.id for row in await session.execute(columns)}


async def list_recorded(session: AsyncSession, employee_ids: Collection[UUID]) -> set[Run]:
    """What tells the recorded runs of these people apart: person, programme, days and certificate."""
    columns = select(
        Course.employee_id,
        Course.programme_id,
        Course.started_on,
        Course.completed_on,
        Course.certificate_number,
    ).where(Course.employee_id.in_(employee_ids), Course.state == CourseState.RECORDED)
    return {
        (person, programme, started_on, completed_on, certificate)
        for person, programme, started_on, completed_on, certificate in await session.execute(columns)
    }


async def list_courses(
    session: AsyncSession,
    visible: Scope,
    *,
    query: ListQuery,
    filters: CourseFilter,
    row: Callable[[Course], T],
) -> Page[T]:
    """A page of courses within `visible`."""
    statement = select(Course).where(visible)
    for column, value in (
        (Course.employee_id, filters.employee_id),
        (Course.programme_id, filters.programme_id),
        (Course.state, filters.state),
        (Course.agency, filters.agency),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if filters.year is not None:
        first, last = date(filters.year, 1, 1), date(filters.year, 12, 31)
        statement = statement.where(Course.completed_on.between(first, last))
    return await paginate(session, statement, query=query, keys=[Course.id], row=row)
