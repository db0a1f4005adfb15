"""Completed courses over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from abdi.audit import note_read
from abdi.auth import Principal, requires
from abdi.bulk.batch import BatchAnswer, BatchRead
from abdi.directory import scope
from abdi.http import DbSession, IfMatch, ServiceRouter, set_etag
from abdi.paging import ListQuery, Page
from abdi.policy import others
from training.courses.models import Course
from training.courses.queries import COURSE_COLUMNS, get_course, list_courses
from training.courses.schemas import (
    CourseBatch,
    CourseCorrection,
    CourseCreate,
    CourseFilter,
    CourseRead,
    CourseWithdrawal,
)
from training.courses.service import correct_course, record_batch, record_course, withdraw_course
from training.policy import READ_COURSE, RECORD_COURSE

router = ServiceRouter(prefix="/v1/courses", tags=["courses"])
Reader = Annotated[Principal, requires(READ_COURSE)]
Recorder = Annotated[Principal, requires(RECORD_COURSE)]


@router.post("", status_code=201, name="record_course")
async def post_course(
    body: CourseCreate, response: Response, *, session: DbSession, principal: Recorder
) -> CourseRead:
    """Record a course that an employee completed; a need that it answers is closed by it."""
    course = await record_course(session, principal, body)
    response.headers["Location"] = f"/v1/courses/{course.id}"
    return _read(course, response)


@router.post(":batch", name="record_courses")
async def post_batch(
    body: CourseBatch, *, session: DbSession, principal: Recorder, answer: BatchAnswer
) -> BatchRead:
    """Record up to 500 courses at once; what cannot be recorded is named and the others are."""
    return answer.of(await record_batch(session, principal, body.items))


@router.post("/{course_id}/correction", name="correct_course")
async def post_correction(
    course_id: UUID,
    body: CourseCorrection,
    response: Response,
    *,
    session: DbSession,
    principal: Recorder,
    if_match: IfMatch,
) -> CourseRead:
    """Correct days, hours, provider or certificate of a course, for a stated reason."""
    course = await correct_course(
        session, principal, course_id=course_id, correction=body, seen_version=if_match
    )
    return _read(course, response)


@router.post("/{course_id}/withdrawal", name="withdraw_course")
async def post_withdrawal(
    course_id: UUID,
    body: CourseWithdrawal,
    response: Response,
    *,
    session: DbSession,
    principal: Recorder,
    if_match: IfMatch,
) -> CourseRead:
    """Take back a mistaken record; a need that it closed is open again."""
    course = await withdraw_course(
        session, principal, course_id=course_id, reason=body.reason, seen_version=if_match
    )
    return _read(course, response)


@router.get("", name="list_courses")
async def read_courses(
    request: Request,
    *,
    session: DbSession,
    principal: Reader,
    query: Annotated[ListQuery, Depends()],
    filters: Annotated[CourseFilter, Depends()],
) -> Page[CourseRead]:
    """Courses of everybody whom the caller may see, withdrawn ones included."""
    visible = scope(principal, READ_COURSE, COURSE_COLUMNS)
    page = await list_courses(session, visible, query=query, filters=filters, row=CourseRead.model_validate)
    note_read(request, "course.list", others(principal, (item.employee_id for item in page.data)))
    return page


@router.get("/{course_id}", name="get_course")
async def read_course(
    course_id: UUID, request: Request, response: Response, *, session: DbSession, principal: Reader
) -> CourseRead:
    """One course."""
    course = await get_course(session, course_id, scope(principal, READ_COURSE, COURSE_COLUMNS))
    note_read(request, "course.read", others(principal, [course.employee_id]))
    return _read(course, response)


def _read(course: Course, response: Response) -> CourseRead:
    set_etag(response, course.version)
    return CourseRead.model_validate(course)
