"""What goes in and out about appointments."""

from datetime import date, datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.bulk.batch import Batch
from abdi.instants import Day
from abdi.reasons import Reason
from abdi.text import Line, Words
from abdi.written import Written
from recruitment.appointments.rules import AppointmentState

Short = Annotated[Line, Field(max_length=100)]
Address = Annotated[Words, Field(max_length=500)]
Why = Annotated[Words, Field(min_length=3, max_length=500)]

_FILING: Final[dict[str, Any]] = {
    "front_title": None,
    "back_title": "S.Kom.",
    "marital_status": "single",
    "address": "Jalan Contoh 1, Pontianak",
    "telephone": "081200000000",
    "is_truthful": True,
}
_NIP: Final[dict[str, Any]] = {
    "appointment_id": "019a9b2c-8f02-7c10-8a11-5d1f0e7b9c02",
    "nip": "199908052025031001",
    "position_id": "019a9b2c-7d1e-7a44-9f30-2b6f3d1c5e01",
    "rank": "III/a",
    "effective_on": "2025-03-01",
    "decree_number": "813/045/BKPSDM/2025",
    "decree_on": "2025-02-20",
}
_READ: Final[dict[str, Any]] = {
    "id": "019a9b2c-8f02-7c10-8a11-5d1f0e7b9c02",
    "agency": "6671",
    "selection_id": "019a9b2c-7d1e-7a44-9f30-2b6f3d1c5e01",
    "application_id": "019a9b2c-0001-7c10-8a11-5d1f0e7b9c02",
    "participant_number": "24310110820000123",
    "ranking_id": "019a9b2c-0002-7c10-8a11-5d1f0e7b9c02",
    "seat_id": "019a9b2c-0003-7c10-8a11-5d1f0e7b9c02",
    "step": None,
    "place": 1,
    "final_score": "77.846",
    "replaces_id": None,
    "replaced_by_id": None,
    "reasons": [],
    "state": "appointed",
    "state_since": "2025-02-20T02:00:00Z",
    "allowed": [],
    "filed_at": "2025-01-25T02:00:00Z",
    "resignation_reason": None,
    "candidate_id": "019a9b2c-0004-7c10-8a11-5d1f0e7b9c02",
    "candidate_state": "registered",
    "employee_id": "019a9b2c-0005-7c10-8a11-5d1f0e7b9c02",
    "registered_on": "2025-02-20",
    "updated_at": "2025-02-20T02:00:00Z",
    "version": 4,
}


def _example(shown: dict[str, Any]) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [shown]})


class Filing(Written):
    """The person's own particulars (DRH)."""

    model_config = _example(_FILING)

    front_title: Short | None = None
    back_title: Short | None = None
    marital_status: Annotated[str, Field(pattern="^(single|married|divorced|widowed)$")]
    address: Address
    telephone: Short
    is_truthful: Annotated[bool, Field(description="declares that everything is true; must be true")]


class Resignation(Written):
    """Stepping back (APS)."""

    model_config = _example({"reason": "menerima pekerjaan di tempat lain"})

    reason: Why


class NipGiven(Written):
    """The NIP that BKN gave, and the decree of the appointment."""

    model_config = _example(_NIP)

    appointment_id: UUID
    nip: Annotated[str, Field(max_length=30)]
    position_id: UUID | None = Field(
        default=None,
        description="the vacant position; may be left out where the formation names the only one",
    )
    rank: Annotated[Line, Field(max_length=5)]
    effective_on: Day = Field(description="TMT: the first day of service")
    decree_number: Short
    decree_on: Day


class NipBatch(Batch[NipGiven]):
    """Up to 500 NIPs."""

    model_config = _example({"items": [_NIP]})


class Opened(BaseModel):
    """How many were invited this time, by which ranking."""

    model_config = _example({"ranking_id": _READ["ranking_id"], "invited": 388})

    ranking_id: UUID
    invited: int


class Lapsed(BaseModel):
    """Whose time to file ended, and how many moved up for them."""

    model_config = _example({"lapsed": 3, "replaced": 2})

    lapsed: int
    replaced: int


class ProposalMade(BaseModel):
    """A proposal to BKN."""

    model_config = _example({"proposal_id": _READ["id"], "count": 385, "sha256": "0" * 64})

    proposal_id: UUID
    count: int
    sha256: str


class AppointmentFilters(BaseModel):
    """Which appointments."""

    selection_id: UUID | None = None
    state: AppointmentState | None = None
    application_id: UUID | None = None
    candidate_id: UUID | None = None
    employee_id: UUID | None = None
    seat_id: UUID | None = None


class AppointmentRead(BaseModel):
    """An appointment with the chain around it: application, ranking, seat, candidate, employee."""

    model_config = _example(_READ)

    id: UUID
    agency: str
    selection_id: UUID
    application_id: UUID
    participant_number: str | None
    ranking_id: UUID
    seat_id: UUID
    step: str | None
    place: int | None
    final_score: str | None
    replaces_id: UUID | None
    replaced_by_id: UUID | None
    reasons: list[Reason]
    state: AppointmentState
    state_since: datetime
    allowed: list[str]
    filed_at: datetime | None
    resignation_reason: str | None
    candidate_id: UUID | None
    candidate_state: str | None
    employee_id: UUID | None
    registered_on: date | None
    updated_at: datetime
    version: int
