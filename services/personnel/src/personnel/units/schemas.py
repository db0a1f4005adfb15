"""What goes in and out about units."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from abdi.examples import example
from abdi.instants import Day
from abdi.text import Line
from personnel.departures.schemas import IsRemoved, RemovedBecause, RemovedOn
from personnel.histories.schemas import Why

Words = Annotated[Line, Field(max_length=200)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
AgencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{2,10}$")]


class UnitCreate(BaseModel):
    """A new unit and its first place in the tree."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=example(
            agency="5671",
            code="BKPSDM.02",
            name="Bidang Mutasi",
            kind="bidang",
            parent_id="0192f4c3-5a7e-7bbb-8000-1234567890b2",
            valid_from="2026-01-01",
        ),
    )

    agency: AgencyCode
    code: Code
    name: Words
    kind: Words
    parent_id: UUID | None = None
    valid_from: Day


class UnitUpdate(BaseModel):
    """A new name or kind."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=example(name="Bidang Mutasi dan Promosi"))

    name: Words | None = None
    kind: Words | None = None


class UnitMove(BaseModel):
    """A new place in the tree (no parent: top of the agency)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=example(
            parent_id="0192f4c3-5a7e-7bbb-8000-1234567890b2", effective_on="2026-07-01"
        ),
    )

    parent_id: UUID | None
    effective_on: Day


class UnitDissolution(BaseModel):
    """The end of a unit; `effective_on` is the first day on which it no longer stands."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=example(effective_on="2026-02-01", reason="Penyederhanaan struktur organisasi"),
    )

    effective_on: Day
    reason: Why


class UnitRead(BaseModel):
    """A unit and where it stands on the day asked for."""

    model_config = ConfigDict(
        json_schema_extra=example(
            id="0192f4c3-5a7e-7bbb-8000-1234567890b1",
            version=2,
            updated_at="2026-02-14T03:20:00Z",
            agency="5671",
            code="BKPSDM.02",
            name="Bidang Mutasi",
            kind="bidang",
            valid_from="2026-01-01",
            dissolved_on=None,
            parent_id="0192f4c3-5a7e-7bbb-8000-1234567890b2",
            is_removed=False,
            removed_on=None,
            reason=None,
        )
    )

    id: UUID
    version: int
    updated_at: datetime
    agency: str
    code: str
    name: str
    kind: str
    valid_from: date
    dissolved_on: date | None = None
    parent_id: UUID | None
    is_removed: IsRemoved
    removed_on: RemovedOn
    reason: RemovedBecause


class UnitNode(BaseModel):
    """A unit with what stands below it."""

    model_config = ConfigDict(
        json_schema_extra=example(
            id="0192f4c3-5a7e-7bbb-8000-1234567890b2",
            code="BKPSDM",
            name="Badan Kepegawaian dan Pengembangan SDM",
            kind="badan",
            children=[
                {
                    "id": "0192f4c3-5a7e-7bbb-8000-1234567890b1",
                    "code": "BKPSDM.02",
                    "name": "Bidang Mutasi",
                    "kind": "bidang",
                    "children": [],
                }
            ],
        )
    )

    id: UUID
    code: str
    name: str
    kind: str
    children: list["UnitNode"] = []


class UnitFilters(BaseModel):
    """What a list of units may be narrowed by."""

    agency: AgencyCode | None = Field(default=None, description="BKN code of the agency")
    as_of: Day | None = Field(default=None, description="the tree of this day; today if not given")


class TreeFilters(BaseModel):
    """Which tree is asked for."""

    agency: AgencyCode = Field(description="BKN code of the agency")
    as_of: Day | None = Field(default=None, description="the tree of this day; today if not given")
