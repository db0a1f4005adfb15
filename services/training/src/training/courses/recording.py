"""From what an officer writes to courses on record: one or many, judged alike."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.directory import resources_of, scope
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.policy import Resource, decide, permitted
from abdi.problems import AlreadyExists, FieldError, Malformed, NotFound, RuleBroken
from training.courses.events import CourseCompleted
from training.courses.models import Course
from training.courses.queries import EMPLOYEE_COLUMNS, get_course_standard, list_certificates
from training.courses.rules import CourseFacts, CourseStandard, CourseState, certificate_key, check_course
from training.courses.schemas import CourseCreate
from training.employees.models import Employee
from training.employees.queries import list_employees, lock_people, touch_employees
from training.needs.service import settle
from training.policy import READ_COURSE, RECORD_COURSE
from training.programmes.models import Programme
from training.programmes.queries import list_programmes_by_id


class CertificateAlreadyRecorded(AlreadyExists):
    """This certificate of this person is on record."""

    code = "certificate-already-recorded"
    title = Text("Sertifikat ini sudah tercatat", "This certificate is on record already")


class CourseRefused(RuleBroken):
    """The course cannot have been like this; `reasons` say why."""

    code = "course-refused"
    title = Text("Kursus tidak dapat dicatat", "The course cannot be recorded")


class ProgrammeUnknown(Malformed):
    """There is no such programme."""

    def __init__(self) -> None:
        message = Text("program tidak ada di katalog", "no programme of the catalogue")
        error = FieldError(place="body", pointer="/programme_id", code="unknown_programme", message=message)
        super().__init__(errors=[error])


@dataclass
class Desk:
    """Everything that recording some courses needs to know; courses accepted so far count as known."""

    principal: Principal | None
    """None for a command of the operator."""
    today: date
    standard: CourseStandard
    employees: Mapping[UUID, Employee]
    resources: Mapping[UUID, Resource]
    programmes: Mapping[UUID, Programme]
    certificates: dict[tuple[UUID, str], UUID]
    accepted: list[Course] = field(default_factory=list)

    def accept(self, wanted: CourseCreate) -> Course:
        """The course, not stored yet.

        Raises NotFound for an employee out of sight, OwnCase, Forbidden, ProgrammeUnknown, CourseRefused,
        CertificateAlreadyRecorded.
        """
        employee = self.employees.get(wanted.employee_id)
        if employee is None:
            raise NotFound
        if self.principal is not None:
            permitted(decide(self.principal, RECORD_COURSE, self.resources[employee.employee_id]))
        programme = self.programmes.get(wanted.programme_id)
        if programme is None:
            raise ProgrammeUnknown
        course = _course(wanted, employee, programme)
        refuse_unfit(course, employee, self.standard, today=self.today)
        self._refuse_repeated(course)
        self.accepted.append(course)
        return course

    def _refuse_repeated(self, course: Course) -> None:
        if course.certificate_key is None:
            return
        place = (course.employee_id, course.certificate_key)
        if place in self.certificates:
            raise CertificateAlreadyRecorded(
                current_state=CourseState.RECORDED, course_id=self.certificates[place]
            )
        self.certificates[place] = course.id


def refuse_unfit(course: Course, employee: Employee, standard: CourseStandard, *, today: date) -> None:
    """Go on when the course can be on record like this. Raises CourseRefused."""
    facts = CourseFacts.model_validate(course, from_attributes=True)
    broken = [one for one in check_course(facts, employee.service, standard, today=today) if not one.passed]
    if broken:
        raise CourseRefused(reasons=broken)


async def open_desk(
    session: AsyncSession, principal: Principal | None, wanted: Sequence[CourseCreate]
) -> Desk:
    """Look up what `wanted` needs, in a handful of statements, behind the lock of everybody concerned."""
    asked = {one.employee_id for one in wanted}
    visible = {} if principal is None else {"visible": scope(principal, READ_COURSE, EMPLOYEE_COLUMNS)}
    employees = await list_employees(session, asked, **visible)
    await lock_people(session, employees)
    today = context_of(session).clock.today()
    return Desk(
        principal=principal,
        today=today,
        standard=await get_course_standard(session, today),
        employees=employees,
        resources=await resources_of(session, {key: one.agency for key, one in employees.items()}),
        programmes=await list_programmes_by_id(session, {one.programme_id for one in wanted}),
        certificates=await list_certificates(session, employees.keys()),
    )


async def store(session: AsyncSession, courses: Sequence[Course]) -> None:
    """Put accepted courses on record, publish them, and let hours and needs follow."""
    session.add_all(courses)
    await session.flush()
    for course in courses:
        publish(session, CourseCompleted.model_validate(outcome_of(course)))
    await follow(session, {course.employee_id for course in courses})


async def follow(session: AsyncSession, employee_ids: Collection[UUID]) -> None:
    """Let hours and needs follow changed courses; they are written once this returns."""
    await session.flush()
    await settle(session, employee_ids)
    # The hours of these people changed, which the list of hours tells by the person's row.
    await touch_employees(session, employee_ids)


def _course(wanted: CourseCreate, employee: Employee, programme: Programme) -> Course:
    jp = programme.hours if wanted.jp is None else wanted.jp
    return Course(
        id=new_id(),
        employee_id=employee.employee_id,
        agency=employee.agency,
        programme_id=programme.id,
        kind=programme.kind,
        answers=list(programme.answers),
        started_on=wanted.started_on,
        completed_on=wanted.completed_on,
        jp=jp,
        credited_jp=jp,
        certificate_number=wanted.certificate_number,
        certificate_key=certificate_key(wanted.provider, wanted.certificate_number),
        provider=wanted.provider,
        state=CourseState.RECORDED.value,
    )


def outcome_of(course: Course) -> dict[str, object]:
    """The fields that all events of a course carry; the certificate is nobody's business but the person's."""
    names = ("agency", "employee_id", "programme_id", "kind", "answers", "started_on", "completed_on")
    return {
        "course_id": course.id,
        **{name: getattr(course, name) for name in (*names, "jp", "provider", "state")},
    }
