"""What goes in and out about scores."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from abdi.examples import example
from abdi.instants import Day
from abdi.reasons import Reason
from abdi.text import Words
from abdi.written import Written
from recruitment.examinations.rules import SkbStanding, SkdStanding

NOTHING_NAMED: Final = "name at least one field to correct"
Why = Annotated[Words, Field(min_length=3, max_length=500)]
ExamStanding = Literal["taking_part", "absent", "disqualified", "knocked_out"]

_SITTING: Final[dict[str, Any]] = {
    "id": "0192f4c3-5a7e-7bbb-8000-1234567890b1",
    "application_id": "0192f4c3-5a7e-7bbb-8000-1234567890b2",
    "selection_id": "0192f4c3-5a7e-7bbb-8000-1234567890a1",
    "agency": "5671",
    "participant_number": "24000000000000127",
    "name": "Budi Contoh",
    "exam_year": 2024,
    "sat_on": "2024-10-21",
    "twk": 100,
    "tiu": 135,
    "tkp": 187,
    "total": 422,
    "standing": "taking_part",
    "version": 1,
    "recorded_at": "2024-10-22T03:00:00Z",
}
_SKB: Final[dict[str, Any]] = {
    "application_id": "0192f4c3-5a7e-7bbb-8000-1234567890b2",
    "test_id": "0192f4c3-5a7e-7bbb-8000-1234567890d1",
    "selection_id": "0192f4c3-5a7e-7bbb-8000-1234567890a1",
    "agency": "5671",
    "participant_number": "24000000000000127",
    "name": "Budi Contoh",
    "score": "71.660",
    "standing": "taking_part",
    "version": 1,
    "recorded_at": "2024-12-20T03:00:00Z",
}
_CHANGE: Final[dict[str, Any]] = {
    "before": {"twk": 95, "tiu": 135, "tkp": 187, "standing": "taking_part"},
    "after": {"twk": 100, "tiu": 135, "tkp": 187, "standing": "taking_part"},
    "reason": "salah salin dari berita acara",
    "recorded_at": "2024-10-23T03:00:00Z",
}


class ScoreFilters(BaseModel):
    """Which scores."""

    selection_id: UUID | None = None
    application_id: UUID | None = None
    participant_number: Annotated[str | None, Field(max_length=17)] = None
    standing: ExamStanding | None = None


class SittingRead(BaseModel):
    """One sitting of SKD."""

    model_config = ConfigDict(json_schema_extra=example(_SITTING))

    id: UUID
    application_id: UUID
    selection_id: UUID
    agency: str
    participant_number: str | None
    name: str
    exam_year: int
    sat_on: date | None
    twk: int | None
    tiu: int | None
    tkp: int | None
    total: int | None = Field(description="the sum of the parts")
    standing: SkdStanding
    version: int
    recorded_at: datetime


class SkbScoreRead(BaseModel):
    """A result in one component of SKB."""

    model_config = ConfigDict(json_schema_extra=example(_SKB))

    application_id: UUID
    test_id: UUID
    selection_id: UUID
    agency: str
    participant_number: str | None
    name: str
    score: Decimal | None = Field(description="on 0 to 100")
    standing: SkbStanding
    version: int
    recorded_at: datetime


class ScoreChangeRead(BaseModel):
    """What a score said before, what after, and why."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=example(_CHANGE))

    before: dict[str, Any]
    after: dict[str, Any]
    reason: str | None = Field(description="null: it was changed before anybody counted on it")
    recorded_at: datetime


class SittingHistoryRead(SittingRead):
    """One sitting with everything it said before."""

    model_config = ConfigDict(json_schema_extra=example(_SITTING, history=[_CHANGE]))

    history: list[ScoreChangeRead]


class SkbScoreHistoryRead(SkbScoreRead):
    """One result with everything it said before."""

    model_config = ConfigDict(json_schema_extra=example(_SKB, history=[]))

    history: list[ScoreChangeRead]


class _Correction(Written):
    reason: Why

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if self.model_fields_set <= {"reason"}:
            raise ValueError(NOTHING_NAMED)
        return self

    @property
    def changes(self) -> dict[str, Any]:
        """What is named, as it shall be."""
        return {name: getattr(self, name) for name in self.model_fields_set - {"reason"}}


class SittingUpdate(_Correction):
    """What to correct in a sitting, and why; null scores are for who was absent or disqualified."""

    model_config = ConfigDict(json_schema_extra=example(twk=100, reason="salah salin dari berita acara"))

    twk: int | None = None
    tiu: int | None = None
    tkp: int | None = None
    standing: SkdStanding = "taking_part"
    sat_on: Day | None = None


class SkbScoreUpdate(_Correction):
    """What to correct in a result of SKB, and why; the score is written as text or number."""

    model_config = ConfigDict(json_schema_extra=example(score="74.36", reason="salah salin"))

    score: Annotated[Decimal | None, Field(max_digits=12)] = None
    standing: SkbStanding = "taking_part"


class ReuseCreate(Written):
    """Which earlier sitting shall count."""

    model_config = ConfigDict(json_schema_extra=example(sitting_id=_SITTING["id"]))

    sitting_id: UUID


class ReuseRead(BaseModel):
    """An earlier SKD that counts for an application, with the rules that allow it."""

    model_config = ConfigDict(
        json_schema_extra=example(
            application_id=_SITTING["application_id"],
            sitting_id=_SITTING["id"],
            exam_year=2023,
            twk=100,
            tiu=135,
            tkp=187,
            total=422,
            confirmed_at="2024-09-20T03:00:00Z",
            reasons=[],
        )
    )

    application_id: UUID
    sitting_id: UUID
    exam_year: int
    twk: int
    tiu: int
    tkp: int
    total: int
    confirmed_at: datetime | None = Field(description="null: it could be chosen, and was not")
    reasons: list[Reason]
