"""What goes in and out over HTTP."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from abdi.i18n import Text
from abdi.instants import Day
from abdi.text import Words
from abdi.written import Written
from performance.plans.rules import Approach, Aspect, PlanState, ResultKind, is_period

FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2100, 12, 31)
_NOT_WITHIN_ONE_YEAR = Text(
    id="SKP berakhir pada atau setelah hari pertamanya, dalam tahun yang sama",
    en="A plan ends on or after its first day, in the same year",
)
Statement = Annotated[Words, Field(min_length=3, max_length=1000)]
PlanDay = Annotated[Day, Field(ge=FIRST_DAY, le=LAST_DAY)]


class IndicatorWrite(Written):
    """What is measured, in which aspect, and the target."""

    aspect: Aspect | None = None
    statement: Statement
    target: Annotated[Words, Field(max_length=500)]


class ResultWrite(Written):
    """A planned work result; main results may name the superior's result that they support."""

    kind: ResultKind = ResultKind.MAIN
    title: Statement
    supports_result_id: UUID | None = None
    indicators: list[IndicatorWrite] = Field(default_factory=list, max_length=20)


class PlanUpdate(Written):
    """The content of a draft."""

    starts_on: PlanDay
    ends_on: PlanDay
    approach: Approach
    results: list[ResultWrite] = Field(default_factory=list, max_length=50)

    @field_validator("ends_on")
    @classmethod
    def _ends_in_the_year_it_starts(cls, ends_on: date, info: ValidationInfo) -> date:
        starts_on = info.data.get("starts_on")
        if starts_on is not None and not is_period(starts_on, ends_on):
            # The kit answers the text of an error it finds in the context; the code stays ours.
            said = {"error": ValueError(_NOT_WITHIN_ONE_YEAR)}
            raise PydanticCustomError("period_not_within_one_year", _NOT_WITHIN_ONE_YEAR.en, said)
        return ends_on


class PlanCreate(PlanUpdate):
    """A first draft."""

    employee_id: UUID


class IndicatorRead(BaseModel):
    """An indicator of a result."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    aspect: Aspect | None
    statement: str
    target: str


class ResultRead(BaseModel):
    """A planned work result."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: ResultKind
    title: str
    supports_result_id: UUID | None
    indicators: list[IndicatorRead]


class PlanSummary(BaseModel):
    """One row of the list."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    employee_id: UUID
    agency: str
    starts_on: date
    ends_on: date
    approach: Approach
    state: PlanState
    agreed_at: datetime | None
    version: int
    updated_at: datetime


class PlanRead(PlanSummary):
    """A plan with its results; `is_running` says whether it is agreed and its period has come."""

    results: list[ResultRead]
    is_running: bool = False


@dataclass(frozen=True)
class PlanFilter:
    """What the list can be narrowed to."""

    employee_id: UUID | None = None
    state: PlanState | None = None
    agency: Annotated[str, Field(max_length=10)] | None = None
