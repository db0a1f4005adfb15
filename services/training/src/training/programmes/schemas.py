"""What goes in and out over HTTP."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from abdi.text import Line
from abdi.written import Written
from training.programmes.rules import NeedKind, ProgrammeForm, ProgrammeKind

LARGEST_HOURS: Final = 1_000
_CONTENT: Final[dict[str, Any]] = {
    "title": "Pelatihan Teknis Manajemen Kinerja",
    "kind": "technical",
    "form": "classical",
    "hours": 24,
    "answers": ["performance"],
    "is_active": True,
}
_WANTED: Final[dict[str, Any]] = {"agency": "5671", "code": "TEK-KINERJA-01", **_CONTENT}
_READ: Final[dict[str, Any]] = {
    "id": "0197a5d2-4a00-7aa1-9d1c-53b7f0a6c202",
    **_WANTED,
    "version": 1,
    "updated_at": "2026-01-05T02:00:00Z",
}

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$")]
AgencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{2,10}$")]


class ProgrammeUpdate(Written):
    """What may change of a programme; courses on record keep what it was."""

    model_config = ConfigDict(json_schema_extra={"examples": [_CONTENT]})

    title: Annotated[Line, Field(max_length=200)]
    kind: ProgrammeKind
    form: ProgrammeForm
    hours: Annotated[int, Field(ge=1, le=LARGEST_HOURS, description="JP (1 JP is 45 minutes)")]
    answers: Annotated[list[NeedKind], Field(max_length=len(NeedKind), description="needs that it closes")]
    is_active: bool = True


class ProgrammeCreate(ProgrammeUpdate):
    """A programme of an agency."""

    model_config = ConfigDict(json_schema_extra={"examples": [_WANTED]})

    agency: AgencyCode
    code: Code = Field(description="unique in the agency; never changes")


class ProgrammeRead(BaseModel):
    """A programme of the catalogue."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [_READ]})

    id: UUID
    agency: str | None = Field(description="null: national")
    code: str
    title: str
    kind: ProgrammeKind
    form: ProgrammeForm
    hours: int
    answers: list[NeedKind]
    is_active: bool
    version: int
    updated_at: datetime


@dataclass(frozen=True)
class ProgrammeFilter:
    """What the list can be narrowed to; `agency` takes the national ones along."""

    kind: Annotated[ProgrammeKind | None, Field(description="form of development")] = None
    answers: Annotated[NeedKind | None, Field(description="only programmes that answer this need")] = None
    is_active: Annotated[bool | None, Field(description="whether it is on offer")] = None
    agency: Annotated[
        str | None, Field(max_length=10, description="BKN code of the agency; national ones come along")
    ] = None
