"""What goes in and out when service ends."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from abdi.instants import Day
from personnel.histories.schemas import Why

SeparationKind = Literal[
    "retirement", "death", "resignation", "dismissal", "contract_end", "disability", "reorganisation"
]


class SeparationCreate(BaseModel):
    """How and when service ends; `effective_on` is the first day out of service."""

    model_config = ConfigDict(extra="forbid")

    kind: SeparationKind
    effective_on: Day
    note: Why | None = None


class SeparationRead(BaseModel):
    """What the end of service left behind."""

    employee_id: UUID
    status: str
    left_on: date
    vacated_position_ids: list[UUID]
    subordinates: int
    """How many people still report to somebody who left."""
