"""What the public sees of selections."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.examples import example
from abdi.i18n import Text
from recruitment.selections.announcement_schemas import CHANGE_EXAMPLE, ScheduleChangeRead
from recruitment.selections.rules.stages import StageCode
from recruitment.selections.schemas import (
    ID_EXAMPLE,
    LOCATION_EXAMPLE,
    OPENING_EXAMPLE,
    STAGE_EXAMPLE,
    DocumentRead,
    OpeningRead,
    SkbTestRead,
    TestLocationRead,
)
from recruitment.selections.states import SelectionState

Search = Annotated[str, Field(min_length=1, max_length=100)]

_STAGE: Final = STAGE_EXAMPLE | {"name": {"id": "Pendaftaran", "en": "Registration"}}
_READ: Final = {
    "id": ID_EXAMPLE,
    "agency": "5671",
    "agency_name": "Pemerintah Kota Palembang",
    "time_zone": "Asia/Jakarta",
    "intake": 2024,
    "kind": "CPNS",
    "name": "Seleksi CPNS Kota Palembang 2024",
    "state": "announced",
    "announcement_number": "800/1234/BKPSDM/2024",
    "announced_at": "2024-08-19T02:00:00Z",
    "rule_set": "2024",
    "schedule_version": 1,
    "ended_at": None,
    "end_reason": None,
    "stages": [_STAGE],
    "formations": 120,
    "openings": 388,
    "updated_at": "2024-08-19T02:00:00Z",
}
_FORMATION: Final = {
    "id": ID_EXAMPLE,
    "position_name": "Guru Ahli Pertama",
    "post_group": None,
    "education_level": "S1",
    "education_codes": ["5100001"],
    "placement_code": "smp-1",
    "placement_name": "SMP Negeri 1",
    "age_minimum": 18,
    "age_maximum": 35,
    "gpa_minimum": "2.75",
    "openings": [OPENING_EXAMPLE],
    "updated_at": "2024-08-19T02:00:00Z",
}


class PublicStageRead(BaseModel):
    """A stage with its name; both days are counted, in the selection's time zone."""

    model_config = ConfigDict(json_schema_extra=example(_STAGE))

    code: StageCode
    name: Text
    starts_on: date
    ends_on: date


class PublicSelectionRead(BaseModel):
    """An announced selection."""

    model_config = ConfigDict(json_schema_extra=example(_READ))

    id: UUID
    agency: str
    agency_name: str
    time_zone: str
    intake: int
    kind: str
    name: str
    state: SelectionState
    announcement_number: str
    announced_at: datetime
    rule_set: str
    schedule_version: int
    ended_at: datetime | None
    end_reason: str | None
    stages: list[PublicStageRead]
    formations: int
    openings: int
    updated_at: datetime


class PublicFormationRead(BaseModel):
    """A formation that can be applied for, with the ages that count for it."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=example(_FORMATION))

    id: UUID
    position_name: str
    post_group: str | None
    education_level: str
    education_codes: list[str]
    placement_code: str
    placement_name: str
    age_minimum: int
    age_maximum: int
    gpa_minimum: Decimal | None
    openings: list[OpeningRead]
    updated_at: datetime


class ThresholdRead(BaseModel):
    """What must be reached in SKD; null: this part alone has no threshold."""

    model_config = ConfigDict(
        from_attributes=True, json_schema_extra=example(twk=65, tiu=80, tkp=166, total=311)
    )

    twk: int | None
    tiu: int | None
    tkp: int | None
    total: int


class AgesRead(BaseModel):
    """Ages when applying, in years; groups of posts may have a higher maximum."""

    model_config = ConfigDict(
        json_schema_extra=example(minimum=18, maximum=35, groups={"specialist_doctor": 40})
    )

    minimum: int
    maximum: int
    groups: dict[str, int]


class RequirementsRead(BaseModel):
    """What a selection asks for, by the rules to which it is bound."""

    model_config = ConfigDict(
        json_schema_extra=example(
            rule_set="2024",
            articles={"age": "PP 11/2017 art. 23(1)a"},
            documents=[],
            tests=[],
            test_locations=[LOCATION_EXAMPLE],
            skd_weight=40,
            skb_weight=60,
            shortlist_multiple=3,
            thresholds={"general": {"twk": 65, "tiu": 80, "tkp": 166, "total": 311}},
            ages={"minimum": 18, "maximum": 35, "groups": {"specialist_doctor": 40}},
            caveats={"clock.notice": {"id": "Belum dibaca.", "en": "Not read."}},
        )
    )

    rule_set: str
    articles: dict[str, str] = Field(description="the provision behind each topic")
    documents: list[DocumentRead]
    tests: list[SkbTestRead]
    test_locations: list[TestLocationRead] = Field(description="where SKD may be sat; one is to be chosen")
    skd_weight: int
    skb_weight: int
    shortlist_multiple: int
    thresholds: dict[str, ThresholdRead] = Field(description="by need, or group of posts")
    ages: AgesRead
    caveats: dict[str, Text] = Field(description="what behind the rules was not verified")


class PublicChangeRead(ScheduleChangeRead):
    """A version of the schedule, and which stages it moved."""

    model_config = ConfigDict(
        from_attributes=True, json_schema_extra=example(CHANGE_EXAMPLE, moved=["registration"])
    )

    moved: list[StageCode] = Field(description="stages whose days differ from the version before")


class PublicSelectionFilters(BaseModel):
    """What the list of selections may be narrowed by."""

    agency: Annotated[str, Field(max_length=10)] | None = Field(default=None, description="BKN code")
    intake: int | None = Field(default=None, description="year of the intake")
    state: SelectionState | None = Field(default=None, description="announced, completed or cancelled")


class PublicFormationFilters(BaseModel):
    """What the list of formations may be narrowed by."""

    education_code: Search | None = Field(default=None, description="BKN code of a study programme")
    education_level: Search | None = Field(default=None, description="such as `S1`")
    place: Search | None = Field(default=None, description="code of the placement")
    need: Search | None = Field(default=None, description="has openings for this need")
    text: Search | None = Field(default=None, description="words in the post or the placement")
