"""What goes in and out about the verification of a whole selection."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.examples import example
from abdi.reasons import Reason
from abdi.text import Words
from abdi.written import Written
from recruitment.verifications.schemas import ID, CaseRead

MOST_CLAIMED: Final = 100


class ConflictRelation(StrEnum):
    """Why a verifier should not judge somebody."""

    KINSHIP = "kinship"
    MARRIAGE = "marriage"
    WORK = "work"
    BUSINESS = "business"
    RIVALRY = "rivalry"
    OTHER = "other"


class PreCheckRead(BaseModel):
    """What came of a pre-check."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra=example(
            selection_id=ID, rule_set="2024", checked=8140, proposals={"eligible": 600}
        ),
    )

    selection_id: UUID
    rule_set: str
    checked: int = Field(description="cases made or checked again; those with a verdict stay as they are")
    proposals: dict[str, int] = Field(description="cases checked now, by what is proposed")


class VerificationSettingWrite(Written):
    """How a selection is worked through."""

    model_config = ConfigDict(json_schema_extra=example(may_accept_in_bulk=True, lease_minutes=30))

    may_accept_in_bulk: bool
    lease_minutes: Annotated[int, Field(ge=5, le=1440)]


class VerificationSettingRead(BaseModel):
    """How a selection is worked through; version 0 until somebody said so."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra=example(selection_id=ID, version=1, may_accept_in_bulk=True, lease_minutes=30),
    )

    selection_id: UUID
    version: int
    may_accept_in_bulk: bool
    lease_minutes: int


class ClaimsWrite(Written):
    """How many cases to take, those that wait longest first."""

    model_config = ConfigDict(json_schema_extra=example(count=10))

    count: Annotated[int, Field(ge=1, le=MOST_CLAIMED)]


class ClaimedRead(BaseModel):
    """The cases that were taken."""

    model_config = ConfigDict(json_schema_extra=example(cases=[], expires_at="2024-09-12T02:30:00Z"))

    cases: list[CaseRead]
    expires_at: datetime


class ConflictWrite(Written):
    """A conflict of interest of the caller: about one applicant, or (without one) a whole selection."""

    model_config = ConfigDict(
        json_schema_extra=example(application_id=ID, relation="kinship", words="Sepupu dari pihak ibu")
    )

    application_id: UUID | None = None
    relation: ConflictRelation
    words: Annotated[Words, Field(max_length=1000)] | None = None


_CONFLICT: Final = {
    "id": ID,
    "selection_id": ID,
    "application_id": ID,
    "verifier_id": ID,
    "relation": "kinship",
    "words": "Sepupu dari pihak ibu",
    "declared_at": "2024-09-12T02:00:00Z",
}


class ConflictRead(BaseModel):
    """A declared conflict of interest."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=example(_CONFLICT))

    id: UUID
    selection_id: UUID
    application_id: UUID | None = Field(description="null: the whole selection")
    verifier_id: UUID
    relation: ConflictRelation
    words: str | None
    declared_at: datetime


class ConflictDeclaredRead(ConflictRead):
    """A conflict as it was declared, with what the person had judged before."""

    model_config = ConfigDict(json_schema_extra=example(_CONFLICT, already_judged=[]))

    already_judged: list[UUID] = Field(
        description="cases that the person judged before; they can be opened again until the announcement"
    )


class AcceptanceRead(BaseModel):
    """What came of accepting proven applications in bulk."""

    model_config = ConfigDict(
        json_schema_extra=example(selection_id=ID, accepted=520, decided=510, differing=10)
    )

    selection_id: UUID
    accepted: int = Field(description="verdicts given in the caller's name")
    decided: int = Field(description="cases decided by them")
    differing: int = Field(description="cases that need a third verifier now")


class AdministrativeAnnouncementRead(BaseModel):
    """An announcement of the administrative result."""

    model_config = ConfigDict(
        json_schema_extra=example(
            selection_id=ID,
            number=1,
            counts={"MS": 6123, "TMS": 2017},
            sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            announced_at="2024-09-19T02:00:00Z",
            objections_from="2024-09-20",
            objections_until="2024-09-22",
            warnings=[],
        )
    )

    selection_id: UUID
    number: int
    counts: dict[str, int]
    sha256: str
    announced_at: datetime
    objections_from: date | None
    objections_until: date | None
    warnings: list[Reason] = Field(description="what the clock says although it is announced")


class OldestCaseRead(BaseModel):
    """What waits longest."""

    model_config = ConfigDict(
        json_schema_extra=example(id=ID, waits_since="2024-09-01T02:00:00Z", seconds=864000, owner_ids=[ID])
    )

    id: UUID
    waits_since: datetime
    seconds: int
    owner_ids: list[UUID] = Field(description="who has it; empty: nobody")


class VerificationFiguresRead(BaseModel):
    """Where the administrative selection stands."""

    model_config = ConfigDict(
        json_schema_extra=example(
            selection_id=ID,
            states={"unchecked": 0, "open": 12, "differing": 1, "decided": 8127},
            outcomes={"eligible": 6123, "not_eligible": 2004},
            reasons={"requirement.education": {"below_requirement": 31}},
            oldest=None,
        )
    )

    selection_id: UUID
    states: dict[str, int]
    outcomes: dict[str, int]
    reasons: dict[str, dict[str, int]] = Field(description="refusals by requirement and reason")
    oldest: OldestCaseRead | None
