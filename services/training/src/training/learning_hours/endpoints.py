"""The hours of a year, of one person and of many."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, Request

from abdi.audit import note_read
from abdi.auth import Principal, requires
from abdi.directory import Columns, scope
from abdi.http import ClockNow, DbSession, Locale, ServiceRouter
from abdi.paging import ListQuery, Page
from abdi.policy import others
from training.courses.models import Course
from training.employees.models import Employee
from training.employees.queries import get_employee
from training.learning_hours.queries import HoursQuery, list_counted, list_hours
from training.learning_hours.rules import YearOfHours, employment_type_in, judge_year
from training.learning_hours.schemas import CountedCourse, HoursFilter, HoursRead, HoursSummary, Year
from training.learning_hours.service import get_hours_standard
from training.policy import READ_HOURS
from training.reasons import ReasonRead

router = ServiceRouter(prefix="/v1/learning-hours", tags=["learning-hours"])
Reader = Annotated[Principal, requires(READ_HOURS)]
COLUMNS: Final = Columns(Employee.agency, Employee.employee_id)


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
        employee, hours = found[0], int(found[1])
        kind = employment_type_in(asked, employee.service, today=clock.today())
        outcome = judge_year(hours, year=asked, employment_type=kind, cut=0, standard=standard)
        return _summary(employee, asked, outcome)

    wanted = HoursQuery(asked, standard, filters, today=clock.today())
    visible = scope(principal, READ_HOURS, COLUMNS)
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
    employee = await get_employee(session, employee_id, scope(principal, READ_HOURS, COLUMNS))
    note_read(request, "learning-hours.read", others(principal, [employee_id]))
    asked = year or clock.today().year
    standard, version = await get_hours_standard(session, asked)
    courses = await list_counted(session, employee_id, asked)
    hours = sum(course.credited_jp for course in courses)
    cut = sum(course.jp for course in courses) - hours
    kind = employment_type_in(asked, employee.service, today=clock.today())
    outcome = judge_year(hours, year=asked, employment_type=kind, cut=cut, standard=standard)
    return HoursRead(
        **_summary(employee, asked, outcome).model_dump(),
        rule_set=version,
        courses=[_counted(course) for course in courses],
        reasons=[ReasonRead.of(reason, locale) for reason in outcome.reasons],
    )


def _summary(employee: Employee, year: int, outcome: YearOfHours) -> HoursSummary:
    return HoursSummary(
        employee_id=employee.employee_id,
        agency=employee.agency,
        employment_type=employee.employment_type,
        year=year,
        **outcome.model_dump(exclude={"reasons"}),
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
