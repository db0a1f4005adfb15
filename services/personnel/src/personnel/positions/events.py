"""What the registry publishes about positions."""

from datetime import date
from uuid import UUID

from abdi.messaging import Event


class PositionFact(Event):
    """The whole state of a position."""

    position_id: UUID
    """Id of the position."""
    title: str
    """Its name, as people say it."""
    kind: str
    """The kind of position as a code."""
    level: str | None
    """Echelon or level of a functional position; null where there is none."""
    job_class: int | None
    """The class (kelas jabatan)."""
    is_head: bool
    """Whether its holder leads the unit."""
    unit_id: UUID
    """The unit that it belongs to."""
    holder_id: UUID | None
    """Who holds it; null: nobody."""
    empty_since: date | None
    """Since when nobody holds it."""
    abolished_on: date | None = None
    """The first day on which it no longer exists."""


class PositionCreated(PositionFact, name="personnel.position.created", version=1, key="position_id"):
    """A position exists; it is empty."""


class PositionFilled(PositionFact, name="personnel.position.filled", version=1, key="position_id"):
    """Somebody holds the position."""

    previous_holder_id: UUID | None
    """Who held it before; null: nobody."""


class PositionVacated(PositionFact, name="personnel.position.vacated", version=1, key="position_id"):
    """The position fell empty."""

    previous_holder_id: UUID
    """Who held it before; null: nobody."""
    reason: str
    """Why, as it was entered."""


class PositionDescribed(PositionFact, name="personnel.position.changed", version=1, key="position_id"):
    """Title, unit, level or class changed."""

    changed: list[str]
    """The fields that changed."""


class PositionAbolished(PositionFact, name="personnel.position.abolished", version=1, key="position_id"):
    """The position no longer exists."""

    reason: str
    """Why, as it was entered."""


class PositionSnapshot(PositionFact, name="personnel.position.snapshot", version=1, key="position_id"):
    """The whole state, on request of a consumer that starts late."""
