"""Recording completed courses, and mending records."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import say_reason
from abdi.auth import Principal
from abdi.bulk.batch import judge_each
from abdi.db.context import context_of
from abdi.directory import resource_of, scope
from abdi.http import check_version
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.policy import decide, permitted
from abdi.problems import Conflict, Problem
from training.courses.events import CourseCorrected, CourseWithdrawn
from training.courses.models import Course
from training.courses.queries import (
    COURSE_COLUMNS,
    EMPLOYEE_COLUMNS,
    get_course,
    get_course_standard,
    list_certificates,
)
from training.courses.recording import (
    CertificateAlreadyRecorded,
    follow,
    open_desk,
    outcome_of,
    refuse_unfit,
    store,
)
from training.courses.rules import CourseState, certificate_key
from training.courses.schemas import CourseCorrection, CourseCreate
from training.employees.queries import get_employee, lock_people
from training.policy import READ_COURSE, RECORD_COURSE


class CourseNotInState(Conflict):
    """The course was withdrawn."""

    code = "course-not-in-state"
    title = Text("Status kursus tidak mengizinkan ini", "The course's state does not allow this")


class NothingCorrected(Conflict):
    """The correction says what the record says already."""

    code = "nothing-corrected"
    title = Text("Koreksi tidak mengubah apa pun", "The correction changes nothing")


async def record_course(session: AsyncSession, principal: Principal, wanted: CourseCreate) -> Course:
    """Put one completed course on record.

    Raises NotFound for an employee out of sight, OwnCase, Forbidden, ProgrammeUnknown, CourseRefused,
    CertificateAlreadyRecorded.
    """
    desk = await open_desk(session, principal, [wanted])
    course = desk.accept(wanted)
    await store(session, [course])
    return course


async def record_batch(
    session: AsyncSession, principal: Principal, wanted: Sequence[CourseCreate]
) -> list[Course | Problem]:
    """Put on record what can be; an outcome for each, in order."""
    desk = await open_desk(session, principal, wanted)
    outcomes = judge_each(wanted, desk.accept)
    if desk.accepted:
        await store(session, desk.accepted)
    return outcomes


async def correct_course(
    session: AsyncSession,
    principal: Principal,
    *,
    course_id: UUID,
    correction: CourseCorrection,
    seen_version: int,
) -> Course:
    """Mend days, hours, provider or certificate of a course; the audit keeps what was said before.

    Raises NotFound, OwnCase, Forbidden, PreconditionFailed, CourseNotInState, NothingCorrected,
    CourseRefused, CertificateAlreadyRecorded.
    """
    course = await _course_to_change(session, principal, course_id, seen_version=seen_version)
    said = correction.model_dump(exclude={"reason"})
    if all(getattr(course, name) == value for name, value in said.items()):
        raise NothingCorrected(current_state=course.state, allowed=["correct", "withdraw"])
    say_reason(session, correction.reason)
    key = certificate_key(correction.provider, correction.certificate_number)
    if key is not None and key != course.certificate_key:
        known = (await list_certificates(session, [course.employee_id])).get((course.employee_id, key))
        if known is not None:
            raise CertificateAlreadyRecorded(current_state=CourseState.RECORDED, course_id=known)
    for name, value in said.items():
        setattr(course, name, value)
    course.certificate_key = key
    await _refuse_unfit(session, principal, course)
    publish(session, CourseCorrected.model_validate(outcome_of(course) | {"reason": correction.reason}))
    await follow(session, [course.employee_id])
    return course


async def withdraw_course(
    session: AsyncSession, principal: Principal, *, course_id: UUID, reason: str, seen_version: int
) -> Course:
    """Take a mistaken record back; it stays to be seen and counts for nothing.

    Raises NotFound, OwnCase, Forbidden, PreconditionFailed, CourseNotInState.
    """
    course = await _course_to_change(session, principal, course_id, seen_version=seen_version)
    say_reason(session, reason)
    course.state = CourseState.WITHDRAWN.value
    course.withdrawn_on = context_of(session).clock.today()
    course.withdrawal_reason = reason
    course.credited_jp = 0
    publish(session, CourseWithdrawn.model_validate(outcome_of(course) | {"reason": reason}))
    await follow(session, [course.employee_id])
    return course


async def _course_to_change(
    session: AsyncSession, principal: Principal, course_id: UUID, *, seen_version: int
) -> Course:
    visible = scope(principal, READ_COURSE, COURSE_COLUMNS)
    course = await get_course(session, course_id, visible)
    resource = await resource_of(session, agency=course.agency, employee_id=course.employee_id)
    permitted(decide(principal, RECORD_COURSE, resource))
    await lock_people(session, [course.employee_id])
    await session.refresh(course)
    if course.state != CourseState.RECORDED:
        raise CourseNotInState(current_state=course.state, allowed=[])
    check_version(course, seen_version)
    return course


async def _refuse_unfit(session: AsyncSession, principal: Principal, course: Course) -> None:
    employee = await get_employee(
        session, course.employee_id, scope(principal, READ_COURSE, EMPLOYEE_COLUMNS)
    )
    today = context_of(session).clock.today()
    refuse_unfit(course, employee, await get_course_standard(session, today), today=today)
