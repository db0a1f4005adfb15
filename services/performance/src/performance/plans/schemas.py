"""What goes in and out over HTTP."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from abdi.bulk.batch import Batch
from abdi.examples import example
from abdi.i18n import Text
from abdi.instants import Day
from abdi.text import Words
from abdi.written import Written
from performance.plans.rules import Approach, Aspect, PlanState, ResultKind, is_period

FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2100, 12, 31)
LARGEST_VERSION = 10**18 - 1
_NOT_WITHIN_ONE_YEAR = Text(
    id="SKP berakhir pada atau setelah hari pertamanya, dalam tahun yang sama",
    en="A plan ends on or after its first day, in the same year",
)
Statement = Annotated[Words, Field(min_length=3, max_length=1000)]
PlanDay = Annotated[Day, Field(ge=FIRST_DAY, le=LAST_DAY)]


SUMMARY: Final[dict[str, Any]] = {
    "id": "0192f4c3-5a7e-7bbb-8000-1234567890e1",
    "employee_id": "0192f4c3-5a7e-7bbb-8000-1234567890a1",
    "agency": "5671",
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
    "approach": "quantitative",
    "state": "agreed",
    "agreed_at": "2026-01-20T02:00:00Z",
    "version": 3,
    "updated_at": "2026-01-20T02:00:00Z",
}


INDICATOR: Final[dict[str, Any]] = {
    "aspect": "quantity",
    "statement": "Jumlah usul kenaikan pangkat yang diselesaikan",
    "target": "240 usul",
}


RESULT: Final[dict[str, Any]] = {
    "kind": "main",
    "title": "Usul kenaikan pangkat selesai tepat waktu",
    "supports_result_id": None,
}


STEP: Final[dict[str, Any]] = {"id": SUMMARY["id"], "version": 2}


CONTENT: Final[dict[str, Any]] = {
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
    "approach": "quantitative",
    "results": [{**RESULT, "indicators": [INDICATOR]}],
}


class IndicatorWrite(Written):
    """What is measured, in which aspect, and the target."""

    model_config = ConfigDict(json_schema_extra=example(INDICATOR))

    aspect: Aspect | None = None
    statement: Statement
    target: Annotated[Words, Field(max_length=500)]


class ResultWrite(Written):
    """A planned work result; main results may name the superior's result that they support."""

    model_config = ConfigDict(json_schema_extra=example(RESULT, indicators=[INDICATOR]))

    kind: ResultKind = ResultKind.MAIN
    title: Statement
    supports_result_id: UUID | None = None
    indicators: list[IndicatorWrite] = Field(default_factory=list, max_length=20)


class PlanUpdate(Written):
    """The content of a draft."""

    model_config = ConfigDict(json_schema_extra=example(CONTENT))

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

    model_config = ConfigDict(
        json_schema_extra=example(CONTENT, employee_id="0192f4c3-5a7e-7bbb-8000-1234567890a1")
    )

    employee_id: UUID


class PlanStep(Written):
    """A plan and the version last seen of it."""

    model_config = ConfigDict(json_schema_extra=example(STEP))

    id: UUID
    version: int = Field(ge=0, le=LARGEST_VERSION, description="the version last seen, as in ETag")


class PlanStepBatch(Batch[PlanStep]):
    """Up to 500 plans that go the same step."""

    model_config = ConfigDict(json_schema_extra=example(items=[STEP]))


class IndicatorRead(BaseModel):
    """An indicator of a result."""

    model_config = ConfigDict(
        from_attributes=True, json_schema_extra=example(INDICATOR, id="0192f4c3-5a7e-7bbb-8000-1234567890e3")
    )

    id: UUID
    aspect: Aspect | None
    statement: str
    target: str


class ResultRead(BaseModel):
    """A planned work result."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra=example(
            RESULT,
            id="0192f4c3-5a7e-7bbb-8000-1234567890e2",
            indicators=[{**INDICATOR, "id": "0192f4c3-5a7e-7bbb-8000-1234567890e3"}],
        ),
    )

    id: UUID
    kind: ResultKind
    title: str
    supports_result_id: UUID | None
    indicators: list[IndicatorRead]


class PlanSummary(BaseModel):
    """One row of the list."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=example(SUMMARY))

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

    model_config = ConfigDict(
        json_schema_extra=example(
            SUMMARY,
            is_running=True,
            results=[
                {
                    **RESULT,
                    "id": "0192f4c3-5a7e-7bbb-8000-1234567890e2",
                    "indicators": [{**INDICATOR, "id": "0192f4c3-5a7e-7bbb-8000-1234567890e3"}],
                }
            ],
        )
    )

    results: list[ResultRead]
    is_running: bool = False
    acted_for: UUID | None = Field(
        default=None, description="in whose place it was agreed or returned, by delegation, Plt. or Plh."
    )


@dataclass(frozen=True)
class PlanFilter:
    """What the list can be narrowed to."""

    employee_id: Annotated[UUID | None, Field(description="whose plans")] = None
    state: Annotated[PlanState | None, Field(description="where the plan stands")] = None
    agency: Annotated[str | None, Field(max_length=10, description="BKN code of the agency")] = None
