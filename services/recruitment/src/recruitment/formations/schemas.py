"""What goes in and out about formations."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, field_validator, model_validator
from pydantic import ConfigDict as Config

from abdi.bulk.batch import Batch
from abdi.examples import example
from abdi.i18n import Text
from abdi.reasons import Reason
from abdi.text import Line, Words
from abdi.written import Written
from recruitment.candidates.rules import EducationLevel
from recruitment.formations.rules import FormationState

FIRST_INTAKE: Final = 2000
LAST_INTAKE: Final = 2100
LARGEST_VERSION: Final = 10**18 - 1
MOST_CODES: Final = 100
NEED_TWICE: Final = Text("setiap jenis kebutuhan disebut sekali", "each need is named once")
FORMATION_TWICE: Final = Text("setiap formasi disebut sekali", "each formation is named once")
NOTHING_NAMED: Final = Text("sebutkan sedikitnya satu isian", "name at least one field")

AgencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{2,10}$")]
Intake = Annotated[int, Field(ge=FIRST_INTAKE, le=LAST_INTAKE)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Name = Annotated[Line, Field(max_length=200)]
Place = Annotated[Line, Field(max_length=40)]
Age = Annotated[int, Field(ge=15, le=70)]
Grade = Annotated[Decimal, Field(gt=0, le=Decimal("99.99"), decimal_places=2)]
Why = Annotated[Words, Field(min_length=3, max_length=500)]
Step = TypeVar("Step", bound="FormationStep")
_UNSAID: Any = None
"""The default of a field that may be left out, but not be null."""

_OPENINGS: list[dict[str, Any]] = [{"need": "disability", "count": 1}, {"need": "general", "count": 4}]
_ASKED: dict[str, Any] = {
    "post_group": None,
    "education_level": "S1",
    "education_codes": ["7634B30B9A4D0205E050640A29031FF8"],
    "placement_code": "SDN-1",
    "placement_name": "SD Negeri 1 Palembang",
    "age_maximum": 35,
    "gpa_minimum": "3.00",
    "openings": _OPENINGS,
}
_CREATE: dict[str, Any] = {
    "agency": "5671",
    "intake": 2024,
    "position_id": "019a9b2c-7d1e-7a44-9f30-2b6f3d1c5e01",
    **_ASKED,
}
_READ: dict[str, Any] = {name: value for name, value in _CREATE.items() if name != "education_codes"} | {
    "id": "019a9b2c-8f02-7c10-8a11-5d1f0e7b9c02",
    "version": 2,
    "unit_id": "019a9b2c-7d1e-7a44-9f30-2b6f3d1c5e02",
    "position_code": None,
    "position_name": "Guru Ahli Pertama",
    "educations": [{"code": "7634B30B9A4D0205E050640A29031FF8", "name": "S-1 ANIMASI"}],
    "openings": [{"id": f"019a9b2c-8f02-7c10-8a11-5d1f0e7b9d0{n}"} | one for n, one in enumerate(_OPENINGS)],
    "state": "proposed",
    "state_since": "2026-03-02T02:00:00Z",
    "age_days": 4,
    "owner": {"role": "agency_officer", "unit_id": None},
    "allowed": ["approval", "return", "withdrawal"],
    "reason": None,
    "reasons": [],
    "created_at": "2026-03-01T02:00:00Z",
    "updated_at": "2026-03-02T02:00:00Z",
}


class OpeningWrite(Written):
    """How many openings there are for one need."""

    model_config = Config(json_schema_extra=example(_OPENINGS[1]))

    need: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,39}$")] = Field(
        description="`general`, or a special need of the rules of the intake"
    )
    count: int = Field(ge=1, le=100_000)


def _named_once(openings: list[OpeningWrite]) -> list[OpeningWrite]:
    if len({one.need for one in openings}) < len(openings):
        raise ValueError(NEED_TWICE)
    return openings


Openings = Annotated[list[OpeningWrite], Field(min_length=1, max_length=20), AfterValidator(_named_once)]
Codes = Annotated[list[Code], Field(min_length=1, max_length=MOST_CODES)]


class FormationCreate(Written):
    """A post that a unit asks for, with education, placement and openings by need."""

    model_config = Config(json_schema_extra=example(_CREATE))

    agency: AgencyCode
    intake: Intake = Field(description="the year of the selection whose rules hold")
    position_id: UUID = Field(description="the post at the registry; it says the unit")
    post_group: Code | None = Field(default=None, description="group with thresholds or ages of its own")
    education_level: EducationLevel
    education_codes: Codes = Field(description="codes of BKN's list of educations")
    placement_code: Place
    placement_name: Name
    age_maximum: Age | None = Field(default=None, description="null: as the rules of the intake say")
    gpa_minimum: Grade | None = None
    openings: Openings


class FormationUpdate(Written):
    """A correction of a draft or a returned formation; fields left out stay as they were."""

    model_config = Config(json_schema_extra=example(openings=_OPENINGS))

    post_group: Code | None = None
    education_level: EducationLevel = Field(default=_UNSAID)
    education_codes: Codes = Field(default=_UNSAID)
    placement_code: Place = Field(default=_UNSAID)
    placement_name: Name = Field(default=_UNSAID)
    age_maximum: Age | None = None
    gpa_minimum: Grade | None = None
    openings: Openings = Field(default=_UNSAID)

    @model_validator(mode="after")
    def _says_something(self) -> "FormationUpdate":
        if not self.model_fields_set:
            raise ValueError(NOTHING_NAMED)
        return self


class FormationBatch(Batch[FormationCreate]):
    """Up to 500 formations, each with an outcome of its own."""

    model_config = Config(json_schema_extra=example(items=[_CREATE]))


class FormationStep(Written):
    """A formation in the version last seen."""

    model_config = Config(json_schema_extra=example(id=_READ["id"], version=1))

    id: UUID
    version: int = Field(ge=0, le=LARGEST_VERSION, description="the version last seen, as in ETag")


class ReasonedStep(FormationStep):
    """A formation in the version last seen, and why."""

    model_config = Config(
        json_schema_extra=example(id=_READ["id"], version=1, reason="Kualifikasi terlalu sempit")
    )

    reason: Why


class FormationCorrection(FormationStep):
    """A formation in the version last seen, and what to change of it."""

    model_config = Config(json_schema_extra=example(id=_READ["id"], version=1, change={"age_maximum": 30}))

    change: FormationUpdate


def _each_once(items: list[Step]) -> list[Step]:
    # All are judged as they were before the request: a second step would be told that others changed it.
    if len({one.id for one in items}) < len(items):
        raise ValueError(FORMATION_TWICE)
    return items


class CorrectionBatch(Batch[FormationCorrection]):
    """Up to 500 corrections, each with an outcome of its own."""

    model_config = Config(
        json_schema_extra=example(items=[{"id": _READ["id"], "version": 1, "change": {"age_maximum": 30}}])
    )

    _named_once = field_validator("items")(_each_once)


class StepBatch(Batch[FormationStep]):
    """Up to 500 formations, each with an outcome of its own."""

    model_config = Config(json_schema_extra=example(items=[{"id": _READ["id"], "version": 1}]))

    _named_once = field_validator("items")(_each_once)


class ReasonedBatch(Batch[ReasonedStep]):
    """Up to 500 formations, each with a reason and an outcome of its own."""

    model_config = Config(
        json_schema_extra=example(
            items=[{"id": _READ["id"], "version": 1, "reason": "Kualifikasi terlalu sempit"}]
        )
    )

    _named_once = field_validator("items")(_each_once)


class WhyWrite(Written):
    """Why a formation is returned or withdrawn."""

    model_config = Config(json_schema_extra=example(reason="Kualifikasi terlalu sempit"))

    reason: Why


class EducationRead(BaseModel):
    """An education that is asked for."""

    code: str
    name: str | None = Field(description="null: the list has it no more")


class OpeningRead(BaseModel):
    """The openings of one need."""

    id: UUID
    need: str
    count: int


class OwnerRead(BaseModel):
    """Who has to act: the role, in the unit or, without one, for the agency."""

    role: str
    unit_id: UUID | None


class FormationRead(BaseModel):
    """A formation with its state, who has to act, and for how long it has waited.

    `reasons` are what the approval had to look at again.
    """

    model_config = Config(json_schema_extra=example(_READ))

    id: UUID
    version: int
    agency: str
    intake: int
    unit_id: UUID
    position_id: UUID
    position_code: str | None
    position_name: str
    post_group: str | None
    education_level: EducationLevel
    educations: list[EducationRead]
    placement_code: str
    placement_name: str
    age_maximum: int | None
    gpa_minimum: Decimal | None
    openings: list[OpeningRead]
    state: FormationState
    state_since: datetime
    age_days: int = Field(description="whole days in this state")
    owner: OwnerRead | None = Field(description="null: nobody, it is withdrawn")
    allowed: list[str]
    reason: str | None = Field(description="why it was returned or withdrawn")
    reasons: list[Reason]
    created_at: datetime
    updated_at: datetime


class FormationChangedRead(FormationRead):
    """The formation, with what to look at again although it is done."""

    model_config = Config(json_schema_extra=example(_READ, warnings=[]))

    warnings: list[Reason]


class FormationFilters(BaseModel):
    """What a list of formations may be narrowed by."""

    agency: AgencyCode | None = Field(default=None, description="BKN code of the agency")
    intake: Intake | None = Field(default=None, description="the year of the selection")
    state: FormationState | None = Field(default=None, description="where the formation stands")
    unit_id: UUID | None = Field(default=None, description="the unit and all units below it")
    position_id: UUID | None = Field(default=None, description="the post")
    need: str | None = Field(default=None, max_length=40, description="with openings for this need")
    education_code: Code | None = Field(default=None, description="that ask for this education")
    q: str | None = Field(default=None, min_length=1, max_length=100, description="part of the post's title")
