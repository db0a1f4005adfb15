"""What goes in and out about employees."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from abdi.examples import example
from abdi.i18n import Text
from abdi.instants import Day
from abdi.reasons import Reason
from abdi.text import Line
from personnel.cards.schemas import CARD, CardRead
from personnel.departures.schemas import IsRemoved, RemovedBecause, RemovedOn
from personnel.employees.events import EducationState, PositionState, RankState
from personnel.employees.models import EmploymentStatus
from personnel.histories.schemas import NOTHING_NAMED, Moment, Why
from personnel.identifiers.rules import EmploymentType, Sex

Name = Annotated[Line, Field(max_length=200)]
Title = Annotated[Line, Field(max_length=100)]
AgencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{2,10}$")]

NO_LETTER = Text("sebutkan sedikitnya satu huruf dari nama", "say at least one letter of the name")
ONE_NIP = Text(
    "berikan NIP yang diterbitkan BKN, atau minta dengan assign_nip",
    "give the NIP that BKN issued, or ask for assign_nip",
)
NAME_STAYS = Text("nama tidak dapat dihapus", "a name cannot be removed")
ONE_QUESTION = Text("cari dengan tepat satu dari nip, nik, name", "search by exactly one of nip, nik, name")


def _with_a_letter(words: str) -> str:
    if re.search(r"\w", words) is None:
        raise ValueError(NO_LETTER)
    return words


EMPLOYEE: Final[dict[str, Any]] = {
    "id": "0192f4c3-5a7e-7bbb-8000-1234567890a1",
    "version": 4,
    "updated_at": "2026-02-14T03:20:00Z",
    "agency": "5671",
    "nip": "199008052015052001",
    "nip_display": "19900805 201505 2 001",
    "nik": "************0001",
    "name": "Siti Mawarni Kencana",
    "front_title": None,
    "back_title": "S.A.P.",
    "birth_date": "1990-08-05",
    "birth_place": "Palembang",
    "sex": "female",
    "employment_type": "PNS",
    "appointed_on": "2015-05-01",
    "status": "active",
    "left_on": None,
    "rank": {"code": "III/a", "since": "2023-04-01"},
    "education": {"level": "S1", "since": "2013-08-30"},
    "position": {
        "position_id": "0192f4c3-5a7e-7bbb-8000-1234567890c1",
        "title": "Analis Sumber Daya Manusia Aparatur Ahli Pertama",
        "kind": "fungsional",
        "level": "PT",
        "unit_id": "0192f4c3-5a7e-7bbb-8000-1234567890b1",
        "unit_name": "Bidang Mutasi",
        "since": "2023-04-01",
    },
    "superior_id": "0192f4c3-5a7e-7bbb-8000-1234567890a2",
    "masked": [],
    "is_removed": False,
    "removed_on": None,
    "reason": None,
}


class EmployeeCreate(BaseModel):
    """A new employee, with the NIP that BKN issued or, on request, one that the registry assigns."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "agency": "5671",
                    "nip": "199008052015051001",
                    "nik": "1671010508900001",
                    "name": "Budi Santoso Wiratama",
                    "birth_date": "1990-08-05",
                    "birth_place": "Palembang",
                    "sex": "male",
                    "employment_type": "PNS",
                    "appointed_on": "2015-05-01",
                }
            ]
        },
    )

    agency: AgencyCode
    nip: str | None = Field(default=None, max_length=30, description="as BKN issued it; spaces are allowed")
    assign_nip: bool = Field(default=False, description="let the registry assign the next free serial")
    nik: str = Field(max_length=30)
    name: Name
    front_title: Title | None = None
    back_title: Title | None = None
    birth_date: Day
    birth_place: Title | None = None
    sex: Sex
    employment_type: EmploymentType
    appointed_on: Day = Field(description="TMT CPNS, or start of the first agreement of a PPPK")

    @model_validator(mode="after")
    def _one_way_to_a_nip(self) -> "EmployeeCreate":
        if (self.nip is None) != self.assign_nip:
            raise ValueError(ONE_NIP)
        return self


class EmployeeUpdate(BaseModel):
    """A correction of what was recorded about the person; fields left out stay."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=example(back_title="S.A.P., M.Si.", reason="Gelar magister diakui BKN"),
    )

    name: Name | None = None
    front_title: Title | None = None
    back_title: Title | None = None
    birth_place: Title | None = None
    reason: Why

    @property
    def changes(self) -> dict[str, str | None]:
        """The fields to change, by their column."""
        return self.model_dump(exclude_unset=True, exclude={"reason"})

    @model_validator(mode="after")
    def _says_something(self) -> "EmployeeUpdate":
        if not self.changes:
            raise ValueError(NOTHING_NAMED)
        if "name" in self.model_fields_set and self.name is None:
            raise ValueError(NAME_STAYS)
        return self


class EmployeeRead(BaseModel):
    """An employee on a day. Of the NIK the last digits are shown, and only for a single employee."""

    model_config = ConfigDict(json_schema_extra=example(EMPLOYEE))

    id: UUID
    version: int
    updated_at: datetime
    agency: str
    nip: str
    nip_display: str
    nik: str | None = Field(default=None, examples=["************0001"])
    name: str
    front_title: str | None
    back_title: str | None
    birth_date: date | None
    birth_place: str | None
    sex: Sex
    employment_type: EmploymentType
    appointed_on: date
    status: EmploymentStatus
    left_on: date | None
    rank: RankState | None
    education: EducationState | None
    position: PositionState | None
    superior_id: UUID | None
    masked: list[str] = Field(
        default=[], description="fields that the reader may not see here; they are null", examples=[["nik"]]
    )
    is_removed: IsRemoved
    removed_on: RemovedOn
    reason: RemovedBecause


class EmployeeAsked(Moment):
    """How one employee is wanted."""

    with_superior: bool = Field(default=False, description="with the business card of the superior")


class EmployeeWithSuperior(EmployeeRead):
    """An employee on a day, with the superior's name when it was asked for."""

    model_config = ConfigDict(json_schema_extra=example(EMPLOYEE, superior=CARD))

    superior: CardRead | None = Field(
        default=None, description="null: not asked for, there is none, or not for the reader to know"
    )


class EmployeeRegisteredRead(EmployeeRead):
    """The new employee, with what to look at again."""

    model_config = ConfigDict(
        json_schema_extra=example(
            EMPLOYEE, version=1, rank=None, education=None, position=None, superior_id=None, warnings=[]
        )
    )

    warnings: list[Reason]


class EmployeeFilters(BaseModel):
    """What a list of employees may be narrowed by."""

    agency: AgencyCode | None = Field(default=None, description="BKN code of the agency they belong to")
    unit_id: UUID | None = Field(default=None, description="who holds a position in just this unit")
    status: EmploymentStatus | None = Field(default=None, description="status in service today")
    employment_type: EmploymentType | None = Field(default=None, description="PNS, CPNS or PPPK")


class EmployeeSearch(BaseModel):
    """Whom to look for: exactly one of NIP, NIK or words of the name. A body, so that no log keeps it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=example(name="siti mawarni", purpose="Verifikasi berkas kenaikan pangkat"),
    )

    nip: str | None = Field(default=None, max_length=30)
    nik: str | None = Field(default=None, max_length=30)
    name: Annotated[Line, Field(min_length=2, max_length=100), AfterValidator(_with_a_letter)] | None = None
    purpose: Why | None = Field(default=None, description="kept with the read audit")

    @model_validator(mode="after")
    def _one_question(self) -> "EmployeeSearch":
        if sum(value is not None for value in (self.nip, self.nik, self.name)) != 1:
            raise ValueError(ONE_QUESTION)
        return self


class EmployeesFound(BaseModel):
    """What a search found; `is_complete` is false when there are more than fifty."""

    model_config = ConfigDict(json_schema_extra=example(data=[{**EMPLOYEE, "nik": None}], is_complete=True))

    data: list[EmployeeRead]
    is_complete: bool


class StatusChange(BaseModel):
    """Leave, suspension, or the return from them."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=example(
            status="leave", effective_on="2026-03-01", reason="Cuti di luar tanggungan negara"
        ),
    )

    status: Literal["active", "leave", "suspended"]
    effective_on: Day
    reason: Why
