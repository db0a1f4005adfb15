"""Completed courses as a file, in the columns of their import."""

from typing import Any, Final

from pydantic import ConfigDict, Field
from sqlalchemy import Select, extract, select

from abdi.bulk.exports import SUBJECT, ExportKind
from abdi.directory import scope
from abdi.examples import example
from abdi.i18n import Text
from abdi.tokens import Principal
from abdi.written import Written
from training.courses.models import Course
from training.courses.queries import COURSE_COLUMNS
from training.courses.schemas import FIRST_YEAR, LAST_YEAR
from training.employees.models import Employee
from training.imports.rows import CourseRow
from training.policy import EXPORT_COURSE
from training.programmes.models import Programme


class CourseFilters(Written):
    """Which courses."""

    model_config = ConfigDict(json_schema_extra=example(year=2026))

    year: int | None = Field(
        default=None, ge=FIRST_YEAR, le=LAST_YEAR, description="the year in which they ended"
    )


def select_courses(principal: Principal, filters: CourseFilters) -> Select[Any]:
    """What is on record, without what was withdrawn."""
    stated = ("started_on", "completed_on", "jp", "certificate_number", "provider")
    wanted = (
        select(
            Course.agency.label("agency_code"),
            Employee.nip.label("nip"),
            Programme.code.label("programme_code"),
            *(getattr(Course, name).label(name) for name in stated),
            Course.employee_id.label(SUBJECT),
        )
        .join(Employee, Employee.employee_id == Course.employee_id)
        .join(Programme, Programme.id == Course.programme_id)
        .where(Course.state == "recorded", scope(principal, EXPORT_COURSE, COURSE_COLUMNS))
        .order_by(Employee.nip, Course.completed_on, Course.id)
    )
    if filters.year is None:
        return wanted
    return wanted.where(extract("year", Course.completed_on) == filters.year)


COURSE_LIST: Final = ExportKind(
    name="courses",
    title=Text("Pelatihan yang diselesaikan", "Completed courses"),
    row=CourseRow,
    permission=EXPORT_COURSE,
    select=select_courses,
    filters=CourseFilters,
)
