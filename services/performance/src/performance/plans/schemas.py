"""What goes in and out over HTTP."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from performance.plans.rules import Approach, Aspect, PlanState, ResultKind

Words = Annotated[str, Field(min_length=3, max_length=1000)]


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid")


class IndicatorWrite(_Written):
    """What is measured, in which aspect, and the target."""

    aspect: Aspect | None = None
    statement: Words
    target: Annotated[str, Field(min_length=1, max_length=500)]


class ResultWrite(_Written):
    """A planned work result; main results may name the superior's result that they support."""

    kind: ResultKind = ResultKind.MAIN
    title: Words
    supports_result_id: UUID | None = None
    indicators: Annotated[list[IndicatorWrite], Field(max_length=20)] = []


class PlanUpdate(_Written):
    """The content of a draft."""

    starts_on: date
    ends_on: date
    approach: Approach
    results: Annotated[list[ResultWrite], Field(max_length=50)] = []


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
