"""What goes in and out over HTTP."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.text import Words
from abdi.written import Written
from performance.evaluations.rules import Predicate, Rating

FIRST_YEAR = 2000
LAST_YEAR = 2100
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]


class _Ratings(Written):
    work_result: Rating = Field(description="rating of the work result (hasil kerja)")
    behaviour: Rating = Field(description="rating of the behaviour (perilaku kerja)")

    @property
    def ratings(self) -> tuple[Rating, Rating]:
        """Work result and behaviour."""
        return self.work_result, self.behaviour


class EvaluationCreate(_Ratings):
    """Both ratings of one employee for one year."""

    employee_id: UUID
    year: Year


class EvaluationCorrection(_Ratings):
    """The ratings as they should have been, and why."""

    reason: Annotated[Words, Field(min_length=10, max_length=2000)]


class EvaluationRead(BaseModel):
    """An evaluation as it stands now."""

    model_config = ConfigDict(from_attributes=True)

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

    model_config = ConfigDict(from_attributes=True)

    number: int
    work_result: Rating
    behaviour: Rating
    predicate: Predicate
    rule_set: str
    reason: str | None
    recorded_at: datetime


class EvaluationHistoryRead(EvaluationRead):
    """An evaluation with everything it said before."""

    history: list[EvaluationVersionRead]


@dataclass(frozen=True)
class EvaluationFilter:
    """What the list can be narrowed to."""

    year: Year | None = None
    employee_id: UUID | None = None
    predicate: Predicate | None = None
    agency: Annotated[str, Field(max_length=10)] | None = None
