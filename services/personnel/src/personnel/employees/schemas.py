"""What goes in and out about employees."""

import re
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from abdi.i18n import Text
from abdi.instants import Day
from abdi.reasons import Reason
from abdi.text import Line
from personnel.employees.events import EducationState, PositionState, RankState
from personnel.employees.models import EmploymentStatus
from personnel.histories.schemas import NOTHING_NAMED, Why
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
                    "name": "Siti Example",
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

    model_config = ConfigDict(extra="forbid")

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
    """An employee on a day. `nik` is masked, and only given for a single employee."""

    id: UUID
    version: int
    agency: str
    nip: str
    nip_display: str
    nik: str | None = Field(default=None, examples=["************0001"])
    name: str
    front_title: str | None
    back_title: str | None
    birth_date: date
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


class EmployeeRegisteredRead(EmployeeRead):
    """The new employee, with what to look at again."""

    warnings: list[Reason]


class EmployeeFilters(BaseModel):
    """What a list of employees may be narrowed by."""

    agency: AgencyCode | None = None
    unit_id: UUID | None = None
    status: EmploymentStatus | None = None
    employment_type: EmploymentType | None = None


class EmployeeSearch(BaseModel):
    """Whom to look for: exactly one of NIP, NIK or words of the name. A body, so that no log keeps it."""

    model_config = ConfigDict(extra="forbid")

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

    data: list[EmployeeRead]
    is_complete: bool


class StatusChange(BaseModel):
    """Leave, suspension, or the return from them."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["active", "leave", "suspended"]
    effective_on: Day
    reason: Why
