"""What this feature publishes."""

from datetime import date
from uuid import UUID

from abdi.messaging import Event
from performance.evaluations.rules import Predicate, Rating


class EvaluationOutcome(Event):
    """The evaluation of one employee for one year, with the rule set that gave the predicate."""

    evaluation_id: UUID
    """Id of the evaluation."""
    employee_id: UUID
    """Who was evaluated."""
    year: int
    """The year that was evaluated."""
    work_result: Rating
    """The rating of the results."""
    behaviour: Rating
    """The rating of the behaviour."""
    predicate: Predicate
    """What the two give together, by the official matrix."""
    rule_set: str
    """The version of the matrix that decided."""
    completed_on: date
    """The day on which it was completed."""


class EvaluationJudged(EvaluationOutcome):
    """Somebody rated; `acted_for` is the superior in whose place, by delegation, Plt. or Plh."""

    acted_for: UUID | None = None
    """The superior in whose place it was rated; null: the superior rated."""


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
    """What it was before."""
    reason: str
    """Why, as it was entered."""


class EvaluationSnapshot(
    EvaluationOutcome,
    name="performance.evaluation.snapshot",
    version=1,
    key="evaluation_id",
    dataclass="personal",
):
    """An evaluation as it stands, for consumers that start late."""
