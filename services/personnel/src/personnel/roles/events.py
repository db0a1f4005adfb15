"""What the registry publishes about roles."""

from datetime import date
from uuid import UUID

from abdi.messaging import Event


class RoleFact(Event):
    """The whole state of an assignment; both days belong to it."""

    role_id: UUID
    """Id of the assignment."""
    employee_id: UUID
    """Who holds the role."""
    role: str
    """The role: a name of [access.md](access.md)."""
    unit_id: UUID | None
    """The unit within which it holds; null: the agency."""
    starts_on: date
    """The first day."""
    ends_on: date | None
    """The last day; null: open."""
    purpose: str | None
    """For what it was given."""
    state: str
    """Whether it stands or was withdrawn before its first day."""


class RoleAssigned(RoleFact, name="personnel.role.assigned", version=1, key="role_id", dataclass="personal"):
    """Somebody was given a role."""


class RoleEnded(RoleFact, name="personnel.role.ended", version=1, key="role_id", dataclass="personal"):
    """A role ends earlier than it would have; withdrawn when before its first day."""

    reason: str
    """Why, as it was entered."""


class RoleCorrected(
    RoleFact, name="personnel.role.corrected", version=1, key="role_id", dataclass="personal"
):
    """What was recorded about a role was wrong and is right now."""

    corrected: list[str]
    """Which fields were wrong."""
    reason: str
    """Why, as it was entered."""


class RoleSnapshot(RoleFact, name="personnel.role.snapshot", version=1, key="role_id", dataclass="personal"):
    """The whole state, on request of a consumer that starts late."""
