"""What this feature publishes."""

from datetime import date
from uuid import UUID

from abdi.messaging import Event
from training.courses.rules import CourseState
from training.programmes.rules import NeedKind, ProgrammeKind


class CourseOutcome(Event):
    """A course that an employee completed, as it stands after the fact."""

    course_id: UUID
    """Id of the record."""
    employee_id: UUID
    """Who took the course."""
    programme_id: UUID
    """The programme that it belongs to."""
    kind: ProgrammeKind
    """The kind of programme."""
    answers: list[NeedKind]
    """The kinds of needs that it closes."""
    started_on: date
    """The first day."""
    completed_on: date
    """The last day."""
    jp: int
    """Hours of lessons (JP)."""
    provider: str
    """Who gave it."""
    state: CourseState
    """Whether it counts or was withdrawn."""


class CourseCompleted(
    CourseOutcome, name="training.course.completed", version=1, key="course_id", dataclass="personal"
):
    """A completed course was recorded."""


class CourseCorrected(
    CourseOutcome, name="training.course.corrected", version=1, key="course_id", dataclass="personal"
):
    """Days, hours or certificate were wrong."""

    reason: str
    """Why, as it was entered."""


class CourseWithdrawn(
    CourseOutcome, name="training.course.withdrawn", version=1, key="course_id", dataclass="personal"
):
    """The record was a mistake; it counts for nothing."""

    reason: str
    """Why, as it was entered."""


class CourseSnapshot(
    CourseOutcome, name="training.course.snapshot", version=1, key="course_id", dataclass="personal"
):
    """A course as it stands, for consumers that start late."""
