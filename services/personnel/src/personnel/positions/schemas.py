"""What goes in and out about positions."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from abdi.instants import Day
from abdi.text import Line
from personnel.positions.models import PositionKind

Words = Annotated[Line, Field(max_length=200)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
AgencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{2,10}$")]
JobClass = Annotated[int, Field(ge=1, le=17, description="kelas jabatan")]
Level = Annotated[Line, Field(max_length=10, description="eselon `II.a` or JF level `MU`")]


class PositionCreate(BaseModel):
    """A new, empty position."""

    model_config = ConfigDict(extra="forbid")

    agency: AgencyCode
    code: Code
    unit_id: UUID
    title: Words
    kind: PositionKind
    level: Level | None = None
    job_class: JobClass | None = None
    is_head: bool = False
    reference_code: Code | None = Field(default=None, description="code of the BKN list of positions")
    empty_since: Day


class PositionUpdate(BaseModel):
    """A new description; fields left out stay."""

    model_config = ConfigDict(extra="forbid")

    unit_id: UUID | None = None
    title: Words | None = None
    level: Level | None = None
    job_class: JobClass | None = None
    is_head: bool | None = None


class PositionRead(BaseModel):
    """A position: held, or empty since a day."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int
    agency: str = Field(validation_alias="agency_code")
    code: str
    unit_id: UUID
    title: str
    kind: PositionKind
    level: str | None
    job_class: int | None
    is_head: bool
    reference_code: str | None
    holder_id: UUID | None
    empty_since: date | None


class PositionFilters(BaseModel):
    """What a list of positions may be narrowed by."""

    agency: AgencyCode | None = None
    unit_id: UUID | None = None
    kind: PositionKind | None = None
    is_vacant: bool | None = None
