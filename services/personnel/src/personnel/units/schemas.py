"""What goes in and out about units."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from abdi.instants import Day
from abdi.text import Line

Words = Annotated[Line, Field(max_length=200)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
AgencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{2,10}$")]


class UnitCreate(BaseModel):
    """A new unit and its first place in the tree."""

    model_config = ConfigDict(extra="forbid")

    agency: AgencyCode
    code: Code
    name: Words
    kind: Words
    parent_id: UUID | None = None
    valid_from: Day


class UnitUpdate(BaseModel):
    """A new name or kind."""

    model_config = ConfigDict(extra="forbid")

    name: Words | None = None
    kind: Words | None = None


class UnitMove(BaseModel):
    """A new place in the tree (no parent: top of the agency)."""

    model_config = ConfigDict(extra="forbid")

    parent_id: UUID | None
    effective_on: Day


class UnitRead(BaseModel):
    """A unit and where it stands on the day asked for."""

    id: UUID
    version: int
    agency: str
    code: str
    name: str
    kind: str
    valid_from: date
    parent_id: UUID | None


class UnitNode(BaseModel):
    """A unit with what stands below it."""

    id: UUID
    code: str
    name: str
    kind: str
    children: list["UnitNode"] = []


class UnitFilters(BaseModel):
    """What a list of units may be narrowed by."""

    agency: AgencyCode | None = None
    as_of: Day | None = Field(default=None, description="the tree of this day; today if not given")


class TreeFilters(BaseModel):
    """Which tree is asked for."""

    agency: AgencyCode
    as_of: Day | None = Field(default=None, description="the tree of this day; today if not given")
