"""What goes in and out about candidates."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from abdi.bulk.batch import Batch
from abdi.i18n import Text
from abdi.instants import Day
from abdi.reasons import Reason
from abdi.text import Line, Words
from abdi.written import Written
from recruitment.candidates.rules import CandidateState, EducationLevel, EmploymentType, Sex

NOTHING_NAMED = Text("sebutkan sedikitnya satu isian yang dikoreksi", "name at least one field to correct")

Name = Annotated[Line, Field(max_length=200)]
Short = Annotated[Line, Field(max_length=100)]
Number = Annotated[str, Field(max_length=30)]
Rank = Annotated[Line, Field(max_length=5)]
AgencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{2,10}$")]
Why = Annotated[Words, Field(min_length=3, max_length=500)]

_EDUCATION: dict[str, Any] = {
    "level": "S1",
    "program_code": None,
    "program": "S-1 Ilmu Administrasi Negara",
    "institution": "Universitas Sriwijaya",
    "graduated_on": "2022-08-20",
}
_RECORD: dict[str, Any] = {
    "agency": "5671",
    "nip": "199908052026031001",
    "nik": "1671010508990001",
    "name": "Budi Contoh",
    "front_title": None,
    "back_title": "S.A.P.",
    "birth_date": "1999-08-05",
    "birth_place": "Palembang",
    "sex": "male",
    "education": _EDUCATION,
    "employment_type": "CPNS",
    "position_id": "019a9b2c-7d1e-7a44-9f30-2b6f3d1c5e01",
    "rank": "III/a",
    "effective_on": "2026-03-01",
    "decree_number": "813/045/BKPSDM/2026",
    "decree_on": "2026-02-20",
    "selection_reference": "CPNS 2025",
    "participant_number": "25310110820000123",
}
_REASON: dict[str, Any] = {
    "rule": "appointment.position_free",
    "article": "PP 11/2017 jo. PP 17/2020",
    "passed": False,
    "required": {"vacant": ["2026-03-01", None]},
    "found": {"held": ["2020-01-01", None]},
    "message": {
        "id": "Satu jabatan diduduki satu orang pada satu waktu",
        "en": "A position is held by one person at a time",
    },
    "remedy": {
        "id": "Akhiri dahulu jabatan pemegangnya, atau pilih jabatan lain",
        "en": "End the other appointment first, or choose another position",
    },
    "turns_on": None,
}
_READ: dict[str, Any] = _RECORD | {
    "id": "019a9b2c-8f02-7c10-8a11-5d1f0e7b9c02",
    "version": 2,
    "nik": "************0001",
    "revision": 1,
    "state": "refused",
    "allowed": ["correction", "resubmission", "withdrawal"],
    "employee_id": None,
    "registered_on": None,
    "reasons": [_REASON],
    "withdrawal_reason": None,
    "withdrawn_on": None,
    "created_at": "2026-03-02T02:00:00Z",
    "updated_at": "2026-03-02T02:00:04Z",
    "masked": [],
}


_UNSAID: Any = None
"""The default of a field that may be left out, but not be null."""


def _example(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [example]})


class Education(Written):
    """The education on which the appointment rests."""

    model_config = _example(_EDUCATION)

    level: EducationLevel
    program_code: Name | None = Field(default=None, description="code of the BKN education list")
    program: Name | None = None
    institution: Name | None = None
    graduated_on: Day


class CandidateCreate(Written):
    """An appointed candidate, as the decree and BKN's determination of the NIP say."""

    model_config = _example(_RECORD)

    agency: AgencyCode
    nip: Number = Field(description="NIP or NI PPPK as BKN determined it; spaces are allowed")
    nik: Number
    name: Name
    front_title: Short | None = None
    back_title: Short | None = None
    birth_date: Day
    birth_place: Short | None = None
    sex: Sex
    education: Education
    employment_type: EmploymentType
    position_id: UUID = Field(description="the position at the registry, vacant on the TMT")
    rank: Rank = Field(description="rank of a CPNS (`III/a`) or grade of a PPPK (`IX`)")
    effective_on: Day = Field(description="TMT, the first day of service")
    decree_number: Short
    decree_on: Day
    selection_reference: Name = Field(description="the selection from which the appointment comes")
    participant_number: Number | None = Field(default=None, description="of the examination; opaque")


class CandidateUpdate(Written):
    """A correction of a refused record; fields left out stay as they were."""

    model_config = _example({"position_id": _RECORD["position_id"], "reason": "Jabatan semula sudah terisi"})

    nip: Number = Field(default=_UNSAID)
    nik: Number = Field(default=_UNSAID)
    name: Name = Field(default=_UNSAID)
    front_title: Short | None = None
    back_title: Short | None = None
    birth_date: Day = Field(default=_UNSAID)
    birth_place: Short | None = None
    sex: Sex = Field(default=_UNSAID)
    education: Education = Field(default=_UNSAID)
    employment_type: EmploymentType = Field(default=_UNSAID)
    position_id: UUID = Field(default=_UNSAID)
    rank: Rank = Field(default=_UNSAID)
    effective_on: Day = Field(default=_UNSAID)
    decree_number: Short = Field(default=_UNSAID)
    decree_on: Day = Field(default=_UNSAID)
    selection_reference: Name = Field(default=_UNSAID)
    participant_number: Number | None = None
    reason: Why | None = Field(default=None, description="kept with the audit of the change")

    @property
    def changes(self) -> dict[str, Any]:
        """The fields to change."""
        return self.model_dump(exclude_unset=True, exclude={"reason"})

    @model_validator(mode="after")
    def _says_something(self) -> "CandidateUpdate":
        if not self.changes:
            raise ValueError(NOTHING_NAMED)
        return self


class CandidateBatch(Batch[CandidateCreate]):
    """Up to 500 appointed candidates, each with an outcome of its own."""

    model_config = _example({"items": [_RECORD]})


class Resubmission(Written):
    """A refused record to hand over again."""

    model_config = _example({"id": _READ["id"]})

    id: UUID


class ResubmissionBatch(Batch[Resubmission]):
    """Up to 500 refused records, each with an outcome of its own."""

    model_config = _example({"items": [{"id": _READ["id"]}]})


class Withdrawal(Written):
    """Why a record is taken back."""

    model_config = _example({"reason": "Calon mengundurkan diri"})

    reason: Why


class EducationRead(BaseModel):
    """The education on which the appointment rests."""

    model_config = _example(_EDUCATION)

    level: EducationLevel
    program_code: str | None
    program: str | None
    institution: str | None
    graduated_on: date


class CandidateRead(BaseModel):
    """An appointed candidate; `nik` shows four digits, and only for a single one.

    `masked` names the fields that this reader does not see here: they are null.

    `allowed` names the steps that the state allows; `reasons` why the registry refused.
    """

    model_config = _example(_READ)

    id: UUID
    version: int
    agency: str
    nip: str
    nik: str | None = None
    name: str
    front_title: str | None
    back_title: str | None
    birth_date: date | None
    birth_place: str | None
    sex: Sex
    education: EducationRead
    employment_type: EmploymentType
    position_id: UUID
    rank: str
    effective_on: date
    decree_number: str
    decree_on: date
    selection_reference: str
    participant_number: str | None
    revision: int
    state: CandidateState
    allowed: list[str]
    employee_id: UUID | None
    registered_on: date | None
    reasons: list[Reason]
    withdrawal_reason: str | None
    withdrawn_on: date | None
    created_at: datetime
    updated_at: datetime
    masked: list[str]


class CandidateRecordedRead(CandidateRead):
    """The record, with what to look at again."""

    model_config = _example(
        _READ | {"state": "appointed", "allowed": ["withdrawal"], "reasons": [], "version": 1, "warnings": []}
    )

    warnings: list[Reason]


class CandidateFilters(BaseModel):
    """What a list of candidates may be narrowed by."""

    state: CandidateState | None = Field(default=None, description="where the candidate stands")
    agency: AgencyCode | None = Field(default=None, description="BKN code of the appointing agency")
    employee_id: UUID | None = Field(default=None, description="the record that this employee came from")
