"""What recruitment publishes about selections; nothing of it is about persons."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from abdi.messaging import Event


class StageFact(BaseModel):
    """First and last day of a stage."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    """Which stage."""
    starts_on: date
    """Its first day."""
    ends_on: date
    """Its last day."""


class SelectionFact(Event):
    """What all facts about a selection share."""

    selection_id: UUID
    """Id of the selection."""
    intake: int
    """Year of the intake."""
    name: str
    """What it is called."""
    announcement_number: str | None
    """Number of the notice; null: it was never announced."""


class SelectionScheduled(SelectionFact):
    """A fact with the schedule as it stands from then on."""

    schedule_version: int
    """Which schedule, counted from 1."""
    stages: list[StageFact]
    """Every stage, in order."""


class SelectionAnnounced(
    SelectionScheduled,
    name="recruitment.selection.announced",
    version=1,
    key="selection_id",
    dataclass="public",
):
    """A selection was announced and bound to a version of the rules."""

    rule_set: str
    """The version of the rules that count to its end."""
    formations: int
    """How many formations it fills."""
    openings: int
    """How many openings they have."""
    announced_at: datetime
    """When."""


class SelectionRescheduled(
    SelectionScheduled,
    name="recruitment.selection.rescheduled",
    version=1,
    key="selection_id",
    dataclass="public",
):
    """An announced schedule was changed."""

    reason: str
    """Why."""
    reference: str
    """The letter that says so."""


class SelectionCompleted(
    SelectionFact,
    name="recruitment.selection.completed",
    version=1,
    key="selection_id",
    dataclass="public",
):
    """A selection came to its end."""


class SelectionCancelled(
    SelectionFact,
    name="recruitment.selection.cancelled",
    version=1,
    key="selection_id",
    dataclass="public",
):
    """A selection was called off."""

    reason: str
    """Why."""
    applications: int | None = None
    """How many applications ended with it."""
