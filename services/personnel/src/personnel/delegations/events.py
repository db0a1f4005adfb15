"""What the registry publishes about delegations."""

from datetime import date
from uuid import UUID

from abdi.messaging import Event


class DelegationFact(Event):
    """The whole state of a delegation; both days belong to it."""

    delegation_id: UUID
    kind: str
    from_employee_id: UUID
    to_employee_id: UUID
    actions: list[str] | None
    starts_on: date
    ends_on: date
    state: str


class DelegationMade(
    DelegationFact, name="personnel.delegation.made", version=1, key="delegation_id", dataclass="personal"
):
    """Somebody stands in for a superior."""


class DelegationEnded(
    DelegationFact, name="personnel.delegation.ended", version=1, key="delegation_id", dataclass="personal"
):
    """A delegation ends earlier than it would have; withdrawn when before its first day."""

    reason: str


class DelegationSnapshot(
    DelegationFact,
    name="personnel.delegation.snapshot",
    version=1,
    key="delegation_id",
    dataclass="personal",
):
    """The whole state, on request of a consumer that starts late."""
