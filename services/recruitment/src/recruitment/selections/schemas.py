"""What goes in and out about selections."""

from datetime import date, datetime
from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from abdi.examples import example
from abdi.i18n import Text
from abdi.instants import Day
from abdi.text import Line
from abdi.written import Written
from recruitment.selections.rules.stages import StageCode
from recruitment.selections.rules.standard import AgencyKind
from recruitment.selections.states import SelectionState

Name = Annotated[Line, Field(max_length=200)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
AgencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{2,10}$")]
LocationCode = Annotated[Line, Field(max_length=50)]
Zone = Literal["Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"]
Intake = Annotated[int, Field(ge=2000, le=2199, description="year of the intake")]

DAYS_IN_DISORDER = Text("hari terakhir tidak mendahului hari pertama", "the last day is not before the first")
NOTHING_NAMED = Text("sebutkan sedikitnya satu isian", "name at least one field to change")
NAMED_TWICE = Text("tidak ada yang disebut dua kali", "nothing is named twice")

_UNSAID: Any = None
"""The default of a field that may be left out, but not be null."""
ID_EXAMPLE: Final = "019a9b2c-8f02-7c10-8a11-5d1f0e7b9c02"
STAGE_EXAMPLE: Final = {"code": "registration", "starts_on": "2024-08-20", "ends_on": "2024-09-10"}
_TEST: Final = {
    "kind": "work_practice",
    "weight": 40,
    "is_knockout": False,
    "criteria": "Panduan BKPSDM 12/2024",
    "formation_id": None,
}
_DOCUMENT: Final = {
    "code": "diploma",
    "name_id": "Ijazah asli",
    "name_en": "Original diploma",
    "need": None,
    "is_required": True,
}
OPENING_EXAMPLE: Final = {"id": ID_EXAMPLE, "need": "general", "count": 3}
LOCATION_EXAMPLE: Final = {"code": "16.71", "name": "Kantor Regional VII BKN Palembang"}
_SELECTION: Final = {
    "agency": "5671",
    "agency_kind": "regional",
    "agency_name": "Pemerintah Kota Palembang",
    "time_zone": "Asia/Jakarta",
    "intake": 2024,
    "name": "Seleksi CPNS Kota Palembang 2024",
    "verifiers": 2,
}
_CONTENT: Final = {
    "stages": [STAGE_EXAMPLE],
    "tests": [_TEST],
    "documents": [_DOCUMENT],
    "test_locations": [LOCATION_EXAMPLE],
}
READ_EXAMPLE: Final = (
    _SELECTION
    | _CONTENT
    | {
        "id": ID_EXAMPLE,
        "version": 3,
        "kind": "CPNS",
        "state": "announced",
        "allowed": ["cancellation", "completion", "reschedule"],
        "rule_set": "2024",
        "announcement_number": "800/1234/BKPSDM/2024",
        "announced_at": "2024-08-19T02:00:00Z",
        "schedule_version": 1,
        "ended_at": None,
        "end_reason": None,
        "created_at": "2024-08-12T02:00:00Z",
        "updated_at": "2024-08-19T02:00:00Z",
    }
)


class StageWrite(Written):
    """First and last day of a stage, both counted, where the agency is."""

    model_config = ConfigDict(json_schema_extra=example(STAGE_EXAMPLE))

    code: StageCode
    starts_on: Day
    ends_on: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_on < self.starts_on:
            raise ValueError(DAYS_IN_DISORDER)
        return self


class SkbTestWrite(Written):
    """A test of SKB with its weight; without `formation_id` for all formations that have no own ones."""

    model_config = ConfigDict(json_schema_extra=example(_TEST))

    kind: Code
    weight: int = Field(ge=0, le=1000, description="percent; a knock-out test may weigh nothing")
    is_knockout: bool = False
    criteria: Name | None = Field(default=None, description="how it is judged; a knock-out test needs it")
    formation_id: UUID | None = None


class DocumentWrite(Written):
    """A document to hand in; with `need`, by applicants of that need only."""

    model_config = ConfigDict(json_schema_extra=example(_DOCUMENT))

    code: Code
    name_id: Name
    name_en: Name
    need: Code | None = None
    is_required: bool = True


class TestLocation(Written):
    """A place (titik lokasi) where applicants may choose to sit SKD; sessions name it by the code."""

    model_config = ConfigDict(json_schema_extra=example(LOCATION_EXAMPLE))

    code: LocationCode
    name: Name


Stages = Annotated[list[StageWrite], Field(max_length=40)]
Tests = Annotated[list[SkbTestWrite], Field(max_length=2000)]
Documents = Annotated[list[DocumentWrite], Field(max_length=100)]
Locations = Annotated[
    list[TestLocation],
    Field(max_length=200, description="each applicant chooses one; empty: seats are near the placement"),
]


def refuse_twice(names: list[str]) -> None:
    if len(set(names)) < len(names):
        raise ValueError(NAMED_TWICE)


class _Parts(Written):
    stages: Stages = Field(default=_UNSAID)
    tests: Tests = Field(default=_UNSAID)
    documents: Documents = Field(default=_UNSAID)
    test_locations: Locations = Field(default=_UNSAID)

    @model_validator(mode="after")
    def _nothing_twice(self) -> Self:
        refuse_twice([stage.code for stage in self.stages or ()])
        refuse_twice([one.code for one in self.documents or ()])
        refuse_twice([one.code for one in self.test_locations or ()])
        return self


class SelectionCreate(_Parts):
    """A draft; `copy_of` takes tests, documents and, moved to `notice_on`, the stages of an earlier one."""

    model_config = ConfigDict(json_schema_extra=example(_SELECTION, _CONTENT))

    agency: AgencyCode
    agency_kind: AgencyKind
    agency_name: Name
    time_zone: Zone = "Asia/Jakarta"
    intake: Intake
    name: Name
    verifiers: Literal[1, 2] = Field(default=2, description="who judge an application, each alone")
    copy_of: UUID | None = Field(default=None, description="a selection that the caller may see")
    notice_on: Day | None = Field(default=None, description="first day of the notice, for copied stages")


class SelectionUpdate(_Parts):
    """A change of a draft; what is left out stays, a list replaces the list."""

    model_config = ConfigDict(json_schema_extra=example(name="Seleksi CPNS 2024", stages=[STAGE_EXAMPLE]))

    agency_kind: AgencyKind = Field(default=_UNSAID)
    agency_name: Name = Field(default=_UNSAID)
    time_zone: Zone = Field(default=_UNSAID)
    name: Name = Field(default=_UNSAID)
    verifiers: Literal[1, 2] = Field(default=_UNSAID)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError(NOTHING_NAMED)
        return self


class StageRead(BaseModel):
    """A stage."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=example(STAGE_EXAMPLE))

    code: StageCode
    starts_on: date
    ends_on: date


class SkbTestRead(BaseModel):
    """A test of SKB."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=example(_TEST))

    kind: str
    weight: int
    is_knockout: bool
    criteria: str | None
    formation_id: UUID | None


class DocumentRead(BaseModel):
    """A document to hand in."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=example(_DOCUMENT))

    code: str
    name_id: str
    name_en: str
    need: str | None
    is_required: bool


class TestLocationRead(BaseModel):
    """A place where applicants may choose to sit SKD."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=example(LOCATION_EXAMPLE))

    code: str
    name: str


class SelectionRead(BaseModel):
    """A selection with its stages, tests and documents, and what can be done with it."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=example(READ_EXAMPLE))

    id: UUID
    version: int
    agency: str
    agency_kind: AgencyKind
    agency_name: str
    time_zone: str
    intake: int
    kind: str
    name: str
    state: SelectionState
    allowed: list[str]
    verifiers: int
    rule_set: str | None
    announcement_number: str | None
    announced_at: datetime | None
    schedule_version: int
    ended_at: datetime | None
    end_reason: str | None
    stages: list[StageRead]
    tests: list[SkbTestRead]
    documents: list[DocumentRead]
    test_locations: list[TestLocationRead]
    created_at: datetime
    updated_at: datetime


class SelectionFilters(BaseModel):
    """What a list of selections may be narrowed by."""

    agency: AgencyCode | None = Field(default=None, description="BKN code of the agency")
    intake: int | None = Field(default=None, description="year of the intake")
    state: SelectionState | None = Field(default=None, description="where the selection stands")


class OpeningRead(BaseModel):
    """Openings of a formation for one need."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=example(OPENING_EXAMPLE))

    id: UUID
    need: str
    count: int
