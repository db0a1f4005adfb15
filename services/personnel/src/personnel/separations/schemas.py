"""What goes in and out when service ends."""

from datetime import date
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from abdi.examples import example
from abdi.instants import Day
from abdi.reasons import Reason
from personnel.histories.schemas import Why

SeparationKind = Literal[
    "retirement", "death", "resignation", "dismissal", "contract_end", "disability", "reorganisation"
]

STILL_BELOW: Final[dict[str, Any]] = {
    "rule": "separation.subordinates",
    "article": "PP 94/2021; PermenPANRB 6/2022",
    "passed": False,
    "required": 0,
    "found": 2,
    "message": {
        "id": "Masih ada pegawai yang melapor kepada orang yang berhenti ini",
        "en": "Employees still report to the one who left",
    },
    "remedy": {"id": "Tetapkan atasan baru bagi mereka", "en": "Name a new superior for them"},
    "turns_on": None,
}


class SeparationCreate(BaseModel):
    """How and when service ends; `effective_on` is the first day out of service."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=example(
            kind="retirement", effective_on="2026-09-01", note="Mencapai batas usia pensiun 58 tahun"
        ),
    )

    kind: SeparationKind
    effective_on: Day
    note: Why | None = None


class SeparationRead(BaseModel):
    """What the end of service left behind."""

    model_config = ConfigDict(
        json_schema_extra=example(
            employee_id="0192f4c3-5a7e-7bbb-8000-1234567890a1",
            status="retired",
            left_on="2026-09-01",
            vacated_position_ids=["0192f4c3-5a7e-7bbb-8000-1234567890c1"],
            subordinates=2,
            warnings=[STILL_BELOW],
        )
    )

    employee_id: UUID
    status: str
    left_on: date
    vacated_position_ids: list[UUID]
    subordinates: int
    """How many people still report to somebody who left."""
    warnings: list[Reason] = []
    """What needs somebody's attention now: an agency without an officer, people whose superior left."""
