"""What goes in and out over HTTP."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.bulk.batch import Batch
from abdi.examples import example
from abdi.text import Words
from abdi.written import Written
from performance.evaluations.rules import Predicate, Rating

FIRST_YEAR = 2000
LAST_YEAR = 2100
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]


EVALUATION: Final[dict[str, Any]] = {
    "id": "0192f4c3-5a7e-7bbb-8000-1234567890f1",
    "employee_id": "0192f4c3-5a7e-7bbb-8000-1234567890a1",
    "agency": "5671",
    "year": 2025,
    "plan_id": "0192f4c3-5a7e-7bbb-8000-1234567890e1",
    "work_result": "as_expected",
    "behaviour": "above",
    "predicate": "good",
    "rule_set": "2022",
    "completed_on": "2026-01-14",
    "corrections": 0,
    "version": 1,
    "updated_at": "2026-01-14T03:20:00Z",
}


RATED: Final[dict[str, Any]] = {
    name: EVALUATION[name] for name in ("employee_id", "year", "work_result", "behaviour")
}


class _Ratings(Written):
    work_result: Rating = Field(description="rating of the work result (hasil kerja)")
    behaviour: Rating = Field(description="rating of the behaviour (perilaku kerja)")

    @property
    def ratings(self) -> tuple[Rating, Rating]:
        """Work result and behaviour."""
        return self.work_result, self.behaviour


class EvaluationCreate(_Ratings):
    """Both ratings of one employee for one year."""

    model_config = ConfigDict(json_schema_extra=example(RATED))

    employee_id: UUID
    year: Year


class EvaluationBatch(Batch[EvaluationCreate]):
    """Up to 500 ratings, as those of a unit."""

    model_config = ConfigDict(json_schema_extra=example(items=[RATED]))


class EvaluationCorrection(_Ratings):
    """The ratings as they should have been, and why."""

    model_config = ConfigDict(
        json_schema_extra=example(
            work_result="above", behaviour="above", reason="Hasil kerja triwulan IV belum dihitung"
        )
    )

    reason: Annotated[Words, Field(min_length=10, max_length=2000)]


class EvaluationRead(BaseModel):
    """An evaluation as it stands now."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=example(EVALUATION))

    id: UUID
    employee_id: UUID
    agency: str
    year: int
    plan_id: UUID | None
    work_result: Rating
    behaviour: Rating
    predicate: Predicate
    rule_set: str = Field(description="version of the predicate matrix")
    completed_on: date
    corrections: int
    version: int
    updated_at: datetime


class EvaluationVersionRead(BaseModel):
    """What the evaluation said from `recorded_at` on."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra=example(
            number=1,
            work_result="as_expected",
            behaviour="above",
            predicate="good",
            rule_set="2022",
            reason=None,
            recorded_at="2026-01-14T03:20:00Z",
        ),
    )

    number: int
    work_result: Rating
    behaviour: Rating
    predicate: Predicate
    rule_set: str
    reason: str | None
    recorded_at: datetime
    acted_for: UUID | None = Field(
        default=None, description="in whose place it was said, by delegation, Plt. or Plh."
    )


class EvaluationHistoryRead(EvaluationRead):
    """An evaluation with everything it said before."""

    model_config = ConfigDict(
        json_schema_extra=example(
            EVALUATION,
            history=[
                {
                    "number": 1,
                    "work_result": "as_expected",
                    "behaviour": "above",
                    "predicate": "good",
                    "rule_set": "2022",
                    "reason": None,
                    "recorded_at": "2026-01-14T03:20:00Z",
                }
            ],
        )
    )

    history: list[EvaluationVersionRead]


@dataclass(frozen=True)
class EvaluationFilter:
    """What the list can be narrowed to."""

    year: Annotated[Year | None, Field(description="the year that was evaluated")] = None
    employee_id: Annotated[UUID | None, Field(description="whose evaluations")] = None
    predicate: Annotated[Predicate | None, Field(description="the predicate as it stands now")] = None
    agency: Annotated[str | None, Field(max_length=10, description="BKN code of the agency")] = None
