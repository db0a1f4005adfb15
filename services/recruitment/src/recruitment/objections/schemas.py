"""What goes in and out about objections; what an applicant reads names nobody and holds no inner note."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from abdi.bulk.batch import Batch
from abdi.examples import example
from abdi.instants import Instant
from abdi.text import Words
from abdi.written import Written
from recruitment.objections.rules import ObjectionFault, ObjectionGround, ObjectionStage, ObjectionState
from recruitment.selections.rules.reasons import SelectionReason

Requirement = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{1,79}$")]
Said = Annotated[Words, Field(min_length=10, max_length=4000)]

ID: Final = "019a9b2c-8f02-7c10-8a11-5d1f0e7b9c02"
_REASON: Final[dict[str, Any]] = {
    "rule": "clock.objection",
    "article": "PP 11/2017; PermenPANRB 28/2021 art. 31",
    "passed": True,
    "required": {"from": "2024-09-20", "until": "2024-09-22"},
    "found": "2024-09-21",
    "message": {
        "id": "Sanggahan diajukan pada 20 September 2024 sampai 22 September 2024.",
        "en": "Objections are made from 20 September 2024 to 22 September 2024.",
    },
    "remedy": None,
    "turns_on": None,
    "caveat": None,
}
_LODGED: Final = {
    "stage": "administrative",
    "ground": "committee_mistake",
    "words": "Halaman kedua ijazah saya terbaca jelas pada berkas yang diunggah.",
    "requirements": ["requirement.document.diploma"],
}
_OWN: Final = _LODGED | {
    "id": ID,
    "version": 2,
    "application_id": ID,
    "state": "accepted",
    "lodged_at": "2024-09-20T03:00:00Z",
    "answer": "Ijazah terbaca lengkap; verifikasi sebelumnya keliru.",
    "fault": "committee",
    "answered_at": "2024-09-22T03:00:00Z",
}
_WHOLE: Final = _OWN | {
    "agency": "5671",
    "selection_id": ID,
    "ranking_id": None,
    "needs_correction": False,
    "answered_by": ID,
    "note": "salah buka berkas",
    "created_at": "2024-09-20T03:00:00Z",
    "updated_at": "2024-09-22T03:00:00Z",
}


class ObjectionCreate(Written):
    """An objection: what it rests on, in words. No document can be added to it."""

    model_config = ConfigDict(json_schema_extra=example(_LODGED))

    stage: ObjectionStage
    ground: ObjectionGround
    words: Said
    requirements: list[Requirement] = Field(
        default_factory=list, max_length=50, description="what is disputed; none: the result as a whole"
    )


class ObjectionOwnRead(BaseModel):
    """An objection and its answer, as the applicant reads them."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=example(_OWN))

    id: UUID
    version: int
    application_id: UUID
    stage: ObjectionStage
    state: ObjectionState
    ground: ObjectionGround
    words: str
    requirements: list[str]
    lodged_at: datetime
    answer: str | None
    fault: ObjectionFault | None
    answered_at: datetime | None


class ObjectionLodgedRead(ObjectionOwnRead):
    """An objection as it was lodged, with the rule on which it will be judged."""

    model_config = ConfigDict(
        json_schema_extra=example(
            _OWN, state="lodged", answer=None, fault=None, answered_at=None, warnings=[_REASON]
        )
    )

    warnings: list[SelectionReason] = Field(description="what stands in the way of accepting it")


class ObjectionWindowRead(BaseModel):
    """When a result can be objected to."""

    model_config = ConfigDict(
        json_schema_extra=example(
            stage="administrative",
            objections_from="2024-09-20",
            objections_until="2024-09-22",
            answers_until="2024-09-24",
            may_object=True,
            reasons=[_REASON],
        )
    )

    stage: ObjectionStage
    objections_from: date
    objections_until: date
    answers_until: date
    may_object: bool
    reasons: list[SelectionReason]


class OwnObjectionsRead(BaseModel):
    """The objections of one application, and when one is possible."""

    model_config = ConfigDict(json_schema_extra=example(objections=[_OWN], windows=[]))

    objections: list[ObjectionOwnRead]
    windows: list[ObjectionWindowRead] = Field(description="of each result that was announced")


class ObjectionRead(ObjectionOwnRead):
    """An objection as those who answer see it."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=example(_WHOLE))

    agency: str
    selection_id: UUID
    ranking_id: UUID | None
    needs_correction: bool
    answered_by: UUID | None
    note: str | None
    created_at: datetime
    updated_at: datetime


class ObjectionFilters(BaseModel):
    """Which objections."""

    selection_id: UUID | None = None
    application_id: UUID | None = None
    stage: ObjectionStage | None = None
    state: ObjectionState | None = None
    needs_correction: bool | None = None
    lodged_before: Instant | None = Field(default=None, description="those that wait since before then")


class ObjectionOutcome(StrEnum):
    """What comes of an objection."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


_ANSWER: Final = {
    "outcome": "rejected",
    "fault": "applicant",
    "words": "Dokumen yang diunggah bukan ijazah.",
    "note": None,
}


class AnswerWrite(Written):
    """An answer; the applicant reads the words, never the note."""

    model_config = ConfigDict(json_schema_extra=example(_ANSWER))

    outcome: ObjectionOutcome
    fault: ObjectionFault
    words: Said
    note: Annotated[Words, Field(max_length=2000)] | None = None


class AnswerItem(AnswerWrite):
    """An answer within a batch."""

    model_config = ConfigDict(json_schema_extra=example(_ANSWER, id=ID))

    id: UUID = Field(description="id of the objection")


class AnswerBatch(Batch[AnswerItem]):
    """Up to 500 answers of the caller."""

    model_config = ConfigDict(json_schema_extra=example(items=[_ANSWER | {"id": ID}]))


_WAITING: Final = {"oldest_id": ID, "oldest_since": "2024-09-20T03:00:00Z", "oldest_seconds": 86400}


class OldestObjectionRead(BaseModel):
    """What waits longest."""

    model_config = ConfigDict(json_schema_extra=example(_WAITING))

    oldest_id: UUID
    oldest_since: datetime
    oldest_seconds: int


class ObjectionFigures(BaseModel):
    """Where the objections to one result stand."""

    model_config = ConfigDict(
        json_schema_extra=example(states={"lodged": 3, "accepted": 10}, waiting=_WAITING)
    )

    states: dict[str, int]
    waiting: OldestObjectionRead | None


class ObjectionFiguresRead(BaseModel):
    """Where the objections of a selection stand."""

    model_config = ConfigDict(
        json_schema_extra=example(
            selection_id=ID,
            stages={"administrative": {"states": {"lodged": 3}, "waiting": _WAITING}},
            grounds={"committee_mistake": 50},
        )
    )

    selection_id: UUID
    stages: dict[str, ObjectionFigures] = Field(description="by the result objected to")
    grounds: dict[str, int]
