"""What goes in and out about applications."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from abdi.examples import example
from abdi.instants import Day
from abdi.reasons import Reason
from abdi.text import Line
from abdi.written import Written
from recruitment.applications.rules import ApplicationState, Declaration
from recruitment.candidates.rules import EducationLevel, Sex
from recruitment.selections.schemas import LocationCode

Name = Annotated[Line, Field(max_length=200)]
Code = Annotated[Line, Field(max_length=50)]
Mark = Annotated[
    Decimal,
    Field(ge=0, le=100, max_digits=5, decimal_places=2, strict=False, description="IPK, or the mean mark"),
]
Location = Annotated[
    LocationCode,
    Field(description="where to sit SKD: a code of the selection's `test_locations`; null where it has none"),
]
VisualImpairment = Annotated[
    bool, Field(description="gives longer time at SKD on the disability need; needs `has_disability`")
]

_UNSAID: Any = None
"""The default of a field that may be left out, but not be null."""
_DECLARED: dict[str, Any] = {
    "has_disability": False,
    "has_visual_impairment": False,
    "is_local": True,
    "education_level": "S1",
    "education_code": "7634B30B9A4D0205E050640A29031FF8",
    "institution": "Universitas Contoh",
    "graduated_on": "2023-08-20",
    "gpa": "3.45",
    "test_location": "16.71",
}
_READ: dict[str, Any] = _DECLARED | {
    "id": "019a9b2c-8f02-7c10-8a11-5d1f0e7b9c11",
    "version": 2,
    "applicant_id": "019a9b2c-8f02-7c10-8a11-5d1f0e7b9c02",
    "agency": "5671",
    "intake": 2026,
    "selection_id": "019a9b2c-8f02-7c10-8a11-5d1f0e7b9c12",
    "formation_id": "019a9b2c-8f02-7c10-8a11-5d1f0e7b9c13",
    "opening_id": "019a9b2c-8f02-7c10-8a11-5d1f0e7b9c14",
    "need": "general",
    "state": "submitted",
    "state_since": "2026-03-02T02:00:00Z",
    "allowed": ["cancellation"],
    "name": "Siti Contoh",
    "birth_date": "2001-10-20",
    "birth_place": "Pontianak",
    "sex": "female",
    "declarations": ["truthful"],
    "submitted_at": "2026-03-02T02:00:00Z",
    "participant_number": None,
    "reasons": [],
    "masked": [],
    "created_at": "2026-03-02T01:00:00Z",
    "updated_at": "2026-03-02T02:00:00Z",
}


class ApplicationCreate(Written):
    """A draft for one opening; who applies is in the account."""

    model_config = ConfigDict(
        json_schema_extra=example(_DECLARED, opening_id="019a9b2c-8f02-7c10-8a11-5d1f0e7b9c14")
    )

    opening_id: UUID
    education_level: EducationLevel
    education_code: Code = Field(description="code of BKN's list of educations")
    institution: Name
    graduated_on: Day
    gpa: Mark | None = None
    has_disability: bool = False
    has_visual_impairment: VisualImpairment = False
    test_location: Location | None = None
    is_local: bool = Field(default=False, description="comes from the region, where a need or a report asks")


class ApplicationUpdate(Written):
    """A change of a draft; fields left out stay as they were."""

    model_config = ConfigDict(json_schema_extra=example(gpa="3.54"))

    education_level: EducationLevel = Field(default=_UNSAID)
    education_code: Code = Field(default=_UNSAID)
    institution: Name = Field(default=_UNSAID)
    graduated_on: Day = Field(default=_UNSAID)
    gpa: Mark | None = None
    has_disability: bool = Field(default=_UNSAID)
    has_visual_impairment: VisualImpairment = Field(default=_UNSAID)
    test_location: Location | None = None
    is_local: bool = Field(default=_UNSAID)

    @property
    def changes(self) -> dict[str, Any]:
        """What was said."""
        return {name: getattr(self, name) for name in self.model_fields_set}

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise PydanticCustomError("nothing_named", "name at least one field to change")
        return self


class Submission(Written):
    """What the applicant declares when submitting."""

    model_config = ConfigDict(json_schema_extra=example(declarations=[one.value for one in Declaration]))

    declarations: list[Declaration] = Field(max_length=len(Declaration))


class ApplicationRead(BaseModel):
    """An application; `allowed` names what its applicant can do with it in this state.

    `masked` names the fields that this reader does not see here: they are null. `reasons` are those of the
    administrative selection, once it was announced.
    """

    model_config = ConfigDict(json_schema_extra=example(_READ))

    id: UUID
    version: int
    applicant_id: UUID
    agency: str
    intake: int
    selection_id: UUID
    formation_id: UUID
    opening_id: UUID
    need: str
    state: ApplicationState
    state_since: datetime
    allowed: list[str]
    name: str
    birth_date: date | None
    birth_place: str | None
    sex: Sex
    has_disability: bool
    has_visual_impairment: bool
    is_local: bool
    education_level: EducationLevel
    education_code: str
    institution: str
    graduated_on: date
    gpa: Decimal | None
    test_location: str | None
    declarations: list[Declaration]
    submitted_at: datetime | None
    participant_number: str | None
    reasons: list[Reason]
    masked: list[str]
    created_at: datetime
    updated_at: datetime


class ApplicationFilters(BaseModel):
    """What a list of applications may be narrowed by."""

    selection_id: UUID | None = Field(default=None, description="the selection")
    formation_id: UUID | None = Field(default=None, description="the formation")
    opening_id: UUID | None = Field(default=None, description="the opening")
    intake: int | None = Field(default=None, ge=2000, le=2199, description="the year")
    need: str | None = Field(default=None, max_length=50, description="general, or a special need")
    state: ApplicationState | None = Field(default=None, description="where the application stands")
    participant_number: str | None = Field(default=None, max_length=17, description="of the tests")
