"""What goes in and out about positions."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from abdi.examples import example
from abdi.instants import Day
from abdi.text import Line
from personnel.departures.schemas import IsRemoved, RemovedBecause, RemovedOn
from personnel.histories.schemas import Why
from personnel.positions.models import PositionKind

Words = Annotated[Line, Field(max_length=200)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
AgencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{2,10}$")]
JobClass = Annotated[int, Field(ge=1, le=17, description="kelas jabatan")]
Level = Annotated[Line, Field(max_length=10, description="eselon `II.a` or JF level `MU`")]


class PositionCreate(BaseModel):
    """A new, empty position."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=example(
            agency="5671",
            code="BKPSDM.02.01",
            unit_id="0192f4c3-5a7e-7bbb-8000-1234567890b1",
            title="Kepala Subbidang Mutasi",
            kind="pengawas",
            level="IV.a",
            job_class=9,
            is_head=True,
            reference_code=None,
            empty_since="2026-01-01",
        ),
    )

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

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=example(title="Kepala Subbidang Mutasi dan Promosi", job_class=9)
    )

    unit_id: UUID | None = None
    title: Words | None = None
    level: Level | None = None
    job_class: JobClass | None = None
    is_head: bool | None = None


class PositionAbolition(BaseModel):
    """The end of a position; `effective_on` is the first day on which it no longer exists."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=example(effective_on="2026-02-01", reason="Penyederhanaan struktur organisasi"),
    )

    effective_on: Day
    reason: Why


class PositionRead(BaseModel):
    """A position: held, or empty since a day."""

    model_config = ConfigDict(
        json_schema_extra=example(
            id="0192f4c3-5a7e-7bbb-8000-1234567890c1",
            version=3,
            updated_at="2026-02-14T03:20:00Z",
            agency="5671",
            code="BKPSDM.02.01",
            unit_id="0192f4c3-5a7e-7bbb-8000-1234567890b1",
            title="Kepala Subbidang Mutasi",
            kind="pengawas",
            level="IV.a",
            job_class=9,
            is_head=True,
            reference_code=None,
            holder_id=None,
            empty_since="2026-01-01",
            abolished_on=None,
            is_removed=False,
            removed_on=None,
            reason=None,
        ),
    )

    id: UUID
    version: int
    updated_at: datetime
    agency: str
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
    abolished_on: date | None
    is_removed: IsRemoved
    removed_on: RemovedOn
    reason: RemovedBecause


class PositionFilters(BaseModel):
    """What a list of positions may be narrowed by."""

    agency: AgencyCode | None = Field(default=None, description="BKN code of the agency")
    unit_id: UUID | None = Field(default=None, description="positions of just this unit")
    kind: PositionKind | None = Field(default=None, description="kind of post (jenis jabatan)")
    is_vacant: bool | None = Field(default=None, description="true: only empty ones; false: only held ones")
