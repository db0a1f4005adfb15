"""What this feature publishes."""

from datetime import date
from uuid import UUID

from abdi.messaging import Event
from training.courses.rules import CourseState
from training.programmes.rules import NeedKind, ProgrammeKind


class CourseOutcome(Event):
    """A course that an employee completed, as it stands after the fact."""

    course_id: UUID
    employee_id: UUID
    programme_id: UUID
    kind: ProgrammeKind
    answers: list[NeedKind]
    started_on: date
    completed_on: date
    jp: int
    provider: str
    state: CourseState


class CourseCompleted(
    CourseOutcome, name="training.course.completed", version=1, key="course_id", dataclass="personal"
):
    """A completed course was recorded."""


class CourseCorrected(
    CourseOutcome, name="training.course.corrected", version=1, key="course_id", dataclass="personal"
):
    """Days, hours or certificate were wrong."""

    reason: str


class CourseWithdrawn(
    CourseOutcome, name="training.course.withdrawn", version=1, key="course_id", dataclass="personal"
):
    """The record was a mistake; it counts for nothing."""

    reason: str


class CourseSnapshot(
    CourseOutcome, name="training.course.snapshot", version=1, key="course_id", dataclass="personal"
):
    """A course as it stands, for consumers that start late."""
