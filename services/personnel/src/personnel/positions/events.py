"""What the registry publishes about positions."""

from datetime import date
from uuid import UUID

from abdi.messaging import Event


class PositionFact(Event):
    """The whole state of a position."""

    position_id: UUID
    title: str
    kind: str
    level: str | None
    job_class: int | None
    is_head: bool
    unit_id: UUID
    holder_id: UUID | None
    empty_since: date | None
    abolished_on: date | None = None
    """The first day on which it no longer exists."""


class PositionCreated(PositionFact, name="personnel.position.created", version=1, key="position_id"):
    """A position exists; it is empty."""


class PositionFilled(PositionFact, name="personnel.position.filled", version=1, key="position_id"):
    """Somebody holds the position."""

    previous_holder_id: UUID | None


class PositionVacated(PositionFact, name="personnel.position.vacated", version=1, key="position_id"):
    """The position fell empty."""

    previous_holder_id: UUID
    reason: str


class PositionDescribed(PositionFact, name="personnel.position.changed", version=1, key="position_id"):
    """Title, unit, level or class changed."""

    changed: list[str]


class PositionAbolished(PositionFact, name="personnel.position.abolished", version=1, key="position_id"):
    """The position no longer exists."""

    reason: str


class PositionSnapshot(PositionFact, name="personnel.position.snapshot", version=1, key="position_id"):
    """The whole state, on request of a consumer that starts late."""
