"""Which hours count, kept with each course so that lists and sums need no rule."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.rulesets import rule_set_on
from training.courses.models import Course
from training.employees.models import Employee
from training.learning_hours.rules import (
    FIRST_YEAR,
    LEARNING_HOURS,
    Completed,
    HoursStandard,
    YearOfHours,
    credited,
    employment_type_in,
    judge_year,
)
from training.learning_hours.schemas import HoursSummary


async def get_hours_standard(session: AsyncSession, year: int) -> tuple[HoursStandard, str]:
    """The numbers for `year`, and the version of the rule set. Raises RuleSetMissing."""
    rules = await rule_set_on(session, LEARNING_HOURS, date(year, 12, 31))
    return HoursStandard.model_validate(rules.content), rules.version


def judge_employee(
    employee: Employee, hours: int, *, year: int, cut: int, standard: HoursStandard, today: date
) -> YearOfHours:
    """The hours of an employee that count in `year`, judged by the employment type of that year."""
    kind = employment_type_in(year, employee.service, today=today)
    return judge_year(hours, year=year, employment_type=kind, cut=cut, standard=standard)


def summary_of(employee: Employee, year: int, outcome: YearOfHours) -> HoursSummary:
    """What the outcome of a year says, without its reasons."""
    return HoursSummary(
        employee_id=employee.employee_id,
        agency=employee.agency,
        employment_type=employee.employment_type,
        year=year,
        **outcome.model_dump(exclude={"reasons"}),
    )


def summarise_year(
    employee: Employee, hours: int, *, year: int, standard: HoursStandard, today: date
) -> HoursSummary:
    """The hours of an employee that count in `year` against minimum or limit."""
    outcome = judge_employee(employee, hours, year=year, cut=0, standard=standard, today=today)
    return summary_of(employee, year, outcome)


async def credit_courses(session: AsyncSession, courses: Sequence[Course]) -> int:
    """Set what counts of all recorded courses of one person; how many courses that changes."""
    by_year: dict[int, list[Course]] = defaultdict(list)
    for course in courses:
        by_year[course.completed_on.year].append(course)
    changed = 0
    for year, of_year in by_year.items():
        counted = {course.id: course.jp for course in of_year}
        if year >= FIRST_YEAR:
            standard, _ = await get_hours_standard(session, year)
            counted = credited([_completed(course) for course in of_year], standard)
        for course in of_year:
            if course.credited_jp != counted[course.id]:
                course.credited_jp = counted[course.id]
                changed += 1
    return changed


def _completed(course: Course) -> Completed:
    return Completed(
        course_id=course.id,
        kind=course.kind,
        started_on=course.started_on,
        completed_on=course.completed_on,
        jp=course.jp,
    )
