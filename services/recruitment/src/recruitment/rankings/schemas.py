"""What is asked and told about rankings."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.examples import example
from recruitment.selections.rules.reasons import SelectionReason

Stage = Literal["skd", "final"]
Why = Annotated[str, Field(min_length=10, max_length=1000, pattern=r"\S")]
Code = Annotated[str, Field(max_length=20)]


class RankingCreate(BaseModel):
    """Which stage is to be ranked."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=example(stage="skd"))

    stage: Stage
    reason: Why | None = Field(default=None, description="why again, when the stage was published before")


class RankingDiscard(BaseModel):
    """Why a ranking is not published."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=example(reason="Nilai satu ruang belum masuk.")
    )

    reason: Why


class RankingFilters(BaseModel):
    """Which rankings."""

    selection_id: UUID | None = None
    stage: Stage | None = None
    state: Literal["computing", "computed", "published", "discarded"] | None = None


class PublicRankingFilters(BaseModel):
    """Which published rankings."""

    selection_id: UUID | None = None
    stage: Stage | None = None
    agency: Annotated[str, Field(max_length=40)] | None = None


class RowFilters(BaseModel):
    """Which rows of a ranking."""

    opening_id: UUID | None = None
    code: Code | None = None
    seat_id: UUID | None = None


class PublicRankingRead(BaseModel):
    """A published ranking as everybody sees it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    agency: str
    selection_id: UUID
    stage: str
    number: int = Field(description="version of the stage's outcome, counted from 1; the highest counts")
    rule_set: str
    reason: str | None = Field(description="why there is another version")
    manifest: dict[str, Any] = Field(
        description="rows, how many of them have which code (an empty one: the committee decides), SHA-256"
    )
    computed_at: datetime | None
    published_at: datetime | None


class RankingRead(PublicRankingRead):
    """A ranking, how far it is, and what can be done next."""

    state: str
    job_id: UUID | None
    allowed: list[str]
    version: int
    updated_at: datetime


class PublicRowRead(BaseModel):
    """The published outcome of one participant."""

    model_config = ConfigDict(from_attributes=True)

    participant_number: str | None
    opening_id: UUID
    twk: int | None
    tiu: int | None
    tkp: int | None
    skd_total: int | None
    skb: Decimal | None
    final_score: Decimal | None
    place: int | None = Field(description="within the opening applied for; equals share it")
    decided_by: str | None = Field(description="the first criterion in which the one before is better")
    code: str | None = Field(description="null where the committee must decide between equals")
    seat_id: UUID | None = Field(description="the opening that the person fills")
    step: str | None = Field(description="the filling step when that is another one than applied for")


class RankingRowRead(PublicRowRead):
    """The outcome of one application."""

    ranking_id: UUID
    application_id: UUID


class PartRead(BaseModel):
    """One part of somebody's score and what it weighs, in percent."""

    name: str
    score: Decimal | None
    weight: Decimal | None = None
    standing: str | None = None


class OutcomeRead(RankingRowRead):
    """The outcome of one application with everything that made it so."""

    stage: str
    number: int
    rule_set: str
    parts: list[PartRead]
    also_possible: list[UUID] = Field(description="vacancies that the same filling step would have offered")
    reasons: list[SelectionReason]


class RankingChangeRead(BaseModel):
    """Somebody whose outcome is another one than in the version before."""

    application_id: UUID
    participant_number: str | None
    before: RankingRowRead | None
    after: RankingRowRead | None
    causes: list[str] = Field(
        description="what of the person changed: points, skb, standing, came_in, left; else others_changed"
    )
    reason: str | None = Field(description="why there is another version")
