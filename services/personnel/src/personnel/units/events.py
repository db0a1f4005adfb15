"""What the registry publishes about units."""

from datetime import date
from uuid import UUID

from abdi.messaging import Event


class UnitFact(Event):
    """The whole state of a unit."""

    unit_id: UUID
    """Id of the unit."""
    code: str
    """The agency's own code of it."""
    name: str
    """Its name."""
    kind: str
    """The kind of unit as a code."""
    parent_id: UUID | None
    """The unit above it; null: the top."""
    valid_from: date
    """The first day on which it stands so."""
    dissolved_on: date | None = None
    """The first day on which it no longer stands."""


class UnitCreated(UnitFact, name="personnel.unit.created", version=1, key="unit_id"):
    """A unit exists."""


class UnitChanged(UnitFact, name="personnel.unit.changed", version=1, key="unit_id"):
    """A unit was renamed or moved."""

    changed: list[str]
    """The fields that changed."""


class UnitDissolved(UnitFact, name="personnel.unit.dissolved", version=1, key="unit_id"):
    """The unit no longer stands."""

    reason: str
    """Why, as it was entered."""


class UnitSnapshot(UnitFact, name="personnel.unit.snapshot", version=1, key="unit_id"):
    """The whole state, on request of a consumer that starts late."""
