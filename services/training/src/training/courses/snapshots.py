"""Courses as they stand, as events for consumers that start late."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging import Event
from training.courses.events import CourseSnapshot
from training.courses.models import Course
from training.courses.recording import outcome_of


async def course_snapshots(session: AsyncSession, course_ids: Sequence[UUID] | None) -> AsyncIterator[Event]:
    """One snapshot for each of `course_ids`, or for all courses, withdrawn ones included."""
    statement = select(Course).order_by(Course.id)
    if course_ids is not None:
        statement = statement.where(Course.id.in_(course_ids))
    found = await session.stream_scalars(statement.execution_options(yield_per=500))
    async for course in found:
        yield CourseSnapshot.model_validate(outcome_of(course))
