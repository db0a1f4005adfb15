"""What the registry publishes about roles."""

from datetime import date
from uuid import UUID

from abdi.messaging import Event


class RoleFact(Event):
    """The whole state of an assignment; both days belong to it."""

    role_id: UUID
    employee_id: UUID
    role: str
    unit_id: UUID | None
    starts_on: date
    ends_on: date | None
    purpose: str | None
    state: str


class RoleAssigned(RoleFact, name="personnel.role.assigned", version=1, key="role_id", dataclass="personal"):
    """Somebody was given a role."""


class RoleEnded(RoleFact, name="personnel.role.ended", version=1, key="role_id", dataclass="personal"):
    """A role ends earlier than it would have; withdrawn when before its first day."""

    reason: str


class RoleCorrected(
    RoleFact, name="personnel.role.corrected", version=1, key="role_id", dataclass="personal"
):
    """What was recorded about a role was wrong and is right now."""

    corrected: list[str]
    reason: str


class RoleSnapshot(RoleFact, name="personnel.role.snapshot", version=1, key="role_id", dataclass="personal"):
    """The whole state, on request of a consumer that starts late."""
