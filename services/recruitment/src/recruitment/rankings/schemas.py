"""What is asked and told about rankings."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.examples import example
from recruitment.selections.rules.reasons import SelectionReason

_RANKING: Final[dict[str, Any]] = {
    "id": "019a9b2c-0002-7c10-8a11-5d1f0e7b9c02",
    "agency": "6671",
    "selection_id": "019a9b2c-7d1e-7a44-9f30-2b6f3d1c5e01",
    "stage": "skd",
    "number": 1,
    "rule_set": "2024",
    "reason": None,
    "manifest": {
        "rows": 4746,
        "openings": 388,
        "codes": {"P": 310, "P/L": 1102, "TH": 402, "TL": 2932},
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    },
    "computed_at": "2024-11-16T02:00:00Z",
    "published_at": "2024-11-17T02:00:00Z",
}
_PUBLIC_ROW: Final[dict[str, Any]] = {
    "participant_number": "24310110820000123",
    "opening_id": "019a9b2c-0003-7c10-8a11-5d1f0e7b9c02",
    "twk": 100,
    "tiu": 145,
    "tkp": 186,
    "skd_total": 431,
    "skb": "77.500",
    "final_score": "77.846",
    "place": 1,
    "decided_by": None,
    "code": "P/L",
    "seat_id": "019a9b2c-0003-7c10-8a11-5d1f0e7b9c02",
    "step": None,
}
_ROW: Final[dict[str, Any]] = _PUBLIC_ROW | {
    "ranking_id": _RANKING["id"],
    "application_id": "019a9b2c-0001-7c10-8a11-5d1f0e7b9c02",
}
_REASON: Final[dict[str, Any]] = {
    "rule": "ranking.place",
    "article": "PermenPANRB 6/2024 art. 45(4)",
    "passed": True,
    "required": {"openings": 1},
    "found": {"rank": 1, "final_score": "77.846", "decided_by": None},
    "message": {"id": "Peringkat 1 dengan nilai akhir 77.846.", "en": "Rank 1 with a final score of 77.846."},
    "remedy": None,
    "turns_on": None,
    "caveat": None,
}
_PART: Final[dict[str, Any]] = {"name": "skd", "score": "78.364", "weight": "40", "standing": None}

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

    model_config = ConfigDict(from_attributes=True, json_schema_extra=example(**_RANKING))

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
    computed_at: datetime | None = Field(description="as of when: its scores were read then")
    published_at: datetime | None


class RankingRead(PublicRankingRead):
    """A ranking, how far it is, and what can be done next."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra=example(
            **_RANKING,
            state="published",
            job_id="019a9b2c-0009-7c10-8a11-5d1f0e7b9c02",
            allowed=[],
            has_changed_scores=False,
            version=3,
            updated_at="2024-11-17T02:00:00Z",
        ),
    )

    state: str
    job_id: UUID | None
    allowed: list[str]
    has_changed_scores: bool = Field(description="a score was corrected after the scores were read for this")
    version: int
    updated_at: datetime


class PublicRowRead(BaseModel):
    """The published outcome of one participant."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=example(**_PUBLIC_ROW))

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

    model_config = ConfigDict(from_attributes=True, json_schema_extra=example(**_ROW))

    ranking_id: UUID
    application_id: UUID


class PartRead(BaseModel):
    """One part of somebody's score and what it weighs, in percent."""

    model_config = ConfigDict(json_schema_extra=example(**_PART))

    name: str
    score: Decimal | None
    weight: Decimal | None = None
    standing: str | None = None


class OutcomeRead(RankingRowRead):
    """The outcome of one application with everything that made it so."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra=example(
            **_ROW,
            stage="final",
            number=1,
            rule_set="2024",
            parts=[_PART],
            also_possible=[],
            reasons=[_REASON],
        ),
    )

    stage: str
    number: int
    rule_set: str
    parts: list[PartRead]
    also_possible: list[UUID] = Field(description="vacancies that the same filling step would have offered")
    reasons: list[SelectionReason]


class RankingChangeRead(BaseModel):
    """Somebody whose outcome is another one than in the version before."""

    model_config = ConfigDict(
        json_schema_extra=example(
            application_id=_ROW["application_id"],
            participant_number=_ROW["participant_number"],
            before=_ROW | {"place": 2, "code": "P", "seat_id": None},
            after=_ROW,
            causes=["points"],
            reason="Nilai TKP satu peserta diperbaiki.",
        )
    )

    application_id: UUID
    participant_number: str | None
    before: RankingRowRead | None
    after: RankingRowRead | None
    causes: list[str] = Field(
        description="what of the person changed: points, skb, standing, came_in, left; else others_changed"
    )
    reason: str | None = Field(description="why there is another version")
