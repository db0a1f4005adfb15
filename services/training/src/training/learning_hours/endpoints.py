"""The hours of a year, of one person and of many."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request

from abdi.audit import note_read
from abdi.auth import Principal, requires
from abdi.directory import scope
from abdi.http import ClockNow, DbSession, Locale, ServiceRouter
from abdi.paging import ListQuery, Page
from abdi.policy import others
from training.courses.models import Course
from training.employees.queries import get_employee
from training.learning_hours.queries import HOURS, HoursQuery, list_counted, list_hours
from training.learning_hours.schemas import CountedCourse, HoursFilter, HoursRead, HoursSummary, Year
from training.learning_hours.service import (
    get_hours_standard,
    judge_employee,
    summarise_year,
    summary_of,
)
from training.policy import READ_HOURS
from training.reasons import ReasonRead

router = ServiceRouter(prefix="/v1/learning-hours", tags=["learning-hours"])
Reader = Annotated[Principal, requires(READ_HOURS)]


@router.get("", name="list_learning_hours")
async def read_hours_of_many(
    request: Request,
    *,
    session: DbSession,
    principal: Reader,
    clock: ClockNow,
    query: Annotated[ListQuery, Depends()],
    filters: Annotated[HoursFilter, Depends()],
    year: Year | None = None,
) -> Page[HoursSummary]:
    """Hours of everybody in service whom the caller may see; `below=true` leaves who lacks some."""
    asked = year or clock.today().year
    standard, _ = await get_hours_standard(session, asked)

    def row(found: Any) -> HoursSummary:
        return summarise_year(found[0], int(found[1]), year=asked, standard=standard, today=clock.today())

    wanted = HoursQuery(asked, standard, filters, today=clock.today())
    visible = scope(principal, READ_HOURS, HOURS)
    page = await list_hours(session, visible, query=query, wanted=wanted, row=row)
    note_read(request, "learning-hours.list", others(principal, (item.employee_id for item in page.data)))
    return page


@router.get("/{employee_id}", name="get_learning_hours")
async def read_hours(
    employee_id: UUID,
    request: Request,
    *,
    session: DbSession,
    principal: Reader,
    locale: Locale,
    clock: ClockNow,
    year: Year | None = None,
) -> HoursRead:
    """One person's hours of a year against minimum or limit, with the courses that count."""
    employee = await get_employee(session, employee_id, scope(principal, READ_HOURS, HOURS))
    note_read(request, "learning-hours.read", others(principal, [employee_id]))
    asked = year or clock.today().year
    standard, version = await get_hours_standard(session, asked)
    courses = await list_counted(session, employee_id, asked)
    hours = sum(course.credited_jp for course in courses)
    cut = sum(course.jp for course in courses) - hours
    outcome = judge_employee(employee, hours, year=asked, cut=cut, standard=standard, today=clock.today())
    return HoursRead(
        **summary_of(employee, asked, outcome).model_dump(),
        rule_set=version,
        courses=[_counted(course) for course in courses],
        reasons=[ReasonRead.of(reason, locale) for reason in outcome.reasons],
    )


def _counted(course: Course) -> CountedCourse:
    return CountedCourse.model_validate(
        {
            "course_id": course.id,
            "programme_id": course.programme_id,
            "kind": course.kind,
            "completed_on": course.completed_on,
            "jp": course.jp,
            "credited_jp": course.credited_jp,
        }
    )
