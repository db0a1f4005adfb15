"""What goes in and out over HTTP."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.bulk.batch import Batch
from abdi.instants import Day
from abdi.text import Line, Words
from abdi.written import Written
from training.courses.rules import CourseState
from training.programmes.rules import NeedKind, ProgrammeKind

LARGEST_JP: Final = 10_000
FIRST_YEAR: Final = 1945
LAST_YEAR: Final = 2199

_RUN: Final[dict[str, Any]] = {
    "started_on": "2026-02-09",
    "completed_on": "2026-02-11",
    "jp": 24,
    "certificate_number": "800.2.3/0157/BKPSDM/2026",
    "provider": "BPSDM Provinsi Sumatera Selatan",
}
_WANTED: Final[dict[str, Any]] = {
    "employee_id": "0197a5d2-4a00-7cc3-8f5a-0d2b6f4e9a11",
    "programme_id": "0197a5d2-4a00-7aa1-9d1c-53b7f0a6c202",
    **_RUN,
}
_READ: Final[dict[str, Any]] = {
    "id": "0197a5d2-4a00-7bb2-a3c4-8e9f1d2c3b04",
    **_WANTED,
    "agency": "5671",
    "kind": "technical",
    "answers": ["performance"],
    "credited_jp": 24,
    "state": "recorded",
    "withdrawn_on": None,
    "withdrawal_reason": None,
    "version": 1,
    "updated_at": "2026-02-12T03:04:05Z",
}
_REASON: Final = "Sertifikat milik pegawai lain dengan nama yang sama."
Certificate = Annotated[Line, Field(max_length=100)]
Provider = Annotated[Line, Field(max_length=200)]
Jp = Annotated[int, Field(ge=1, le=LARGEST_JP)]


class CourseCreate(Written):
    """One completed course of one employee."""

    model_config = ConfigDict(json_schema_extra={"examples": [_WANTED]})

    employee_id: UUID
    programme_id: UUID
    started_on: Day
    completed_on: Day
    jp: Jp | None = Field(
        default=None, description="JP on the certificate (1 JP is 45 minutes); else the programme's"
    )
    certificate_number: Certificate | None = None
    provider: Provider = Field(description="who held the course (penyelenggara)")


class CourseBatch(Batch[CourseCreate]):
    """Up to 500 completed courses."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_WANTED]}]})


class CourseCorrection(Written):
    """Days, hours, provider and certificate as they should have been, and why."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{**_RUN, "jp": 20, "reason": "JP pada sertifikat 20, bukan 24."}]}
    )

    started_on: Day
    completed_on: Day
    jp: Jp
    certificate_number: Certificate | None
    provider: Provider
    reason: Annotated[Words, Field(min_length=10, max_length=2000)]


class CourseWithdrawal(Written):
    """Why the record was a mistake."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": _REASON}]})

    reason: Annotated[Words, Field(min_length=10, max_length=2000)]


class CourseRead(BaseModel):
    """A course as it stands on record."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [_READ]})

    id: UUID
    employee_id: UUID
    agency: str
    programme_id: UUID
    kind: ProgrammeKind
    answers: list[NeedKind] = Field(description="needs that it closes")
    started_on: date
    completed_on: date
    jp: int
    credited_jp: int = Field(
        description="what counts in its year; of coaching, mentoring, self study not all"
    )
    certificate_number: str | None
    provider: str
    state: CourseState
    withdrawn_on: date | None
    withdrawal_reason: str | None
    version: int
    updated_at: datetime


@dataclass(frozen=True)
class CourseFilter:
    """What the list can be narrowed to; `year` is that of completion."""

    employee_id: Annotated[UUID | None, Field(description="whose courses")] = None
    programme_id: Annotated[UUID | None, Field(description="runs of this programme")] = None
    state: Annotated[CourseState | None, Field(description="on record, or withdrawn")] = None
    year: Annotated[int | None, Field(ge=FIRST_YEAR, le=LAST_YEAR, description="year of completion")] = None
    agency: Annotated[str | None, Field(max_length=10, description="BKN code of the agency")] = None
