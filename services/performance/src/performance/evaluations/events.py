"""What this feature publishes."""

from datetime import date
from uuid import UUID

from abdi.messaging import Event
from performance.evaluations.rules import Predicate, Rating


class EvaluationOutcome(Event):
    """The evaluation of one employee for one year, with the rule set that gave the predicate."""

    evaluation_id: UUID
    employee_id: UUID
    year: int
    work_result: Rating
    behaviour: Rating
    predicate: Predicate
    rule_set: str
    completed_on: date


class EvaluationJudged(EvaluationOutcome):
    """Somebody rated; `acted_for` is the superior in whose place, by delegation, Plt. or Plh."""

    acted_for: UUID | None = None


class EvaluationCompleted(
    EvaluationJudged,
    name="performance.evaluation.completed",
    version=1,
    key="evaluation_id",
    dataclass="personal",
):
    """The evaluation of a year is complete."""


class EvaluationCorrected(
    EvaluationJudged,
    name="performance.evaluation.corrected",
    version=1,
    key="evaluation_id",
    dataclass="personal",
):
    """A completed evaluation was changed, for a reason."""

    previous_predicate: Predicate
    reason: str


class EvaluationSnapshot(
    EvaluationOutcome,
    name="performance.evaluation.snapshot",
    version=1,
    key="evaluation_id",
    dataclass="personal",
):
    """An evaluation as it stands, for consumers that start late."""
