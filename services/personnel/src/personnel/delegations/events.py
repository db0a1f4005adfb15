"""What the registry publishes about delegations."""

from datetime import date
from uuid import UUID

from abdi.messaging import Event


class DelegationFact(Event):
    """The whole state of a delegation; both days belong to it."""

    delegation_id: UUID
    """Id of the delegation."""
    kind: str
    """How the other stands in: a code of `GET /v1/labels`."""
    from_employee_id: UUID
    """Whose authority it is."""
    to_employee_id: UUID
    """Who stands in."""
    actions: list[str] | None
    """The permissions that are lent; null: all that may be lent."""
    starts_on: date
    """The first day."""
    ends_on: date
    """The last day."""
    state: str
    """Whether it stands or was withdrawn before its first day."""


class DelegationMade(
    DelegationFact, name="personnel.delegation.made", version=1, key="delegation_id", dataclass="personal"
):
    """Somebody stands in for a superior."""


class DelegationEnded(
    DelegationFact, name="personnel.delegation.ended", version=1, key="delegation_id", dataclass="personal"
):
    """A delegation ends earlier than it would have; withdrawn when before its first day."""

    reason: str
    """Why, as it was entered."""


class DelegationSnapshot(
    DelegationFact,
    name="personnel.delegation.snapshot",
    version=1,
    key="delegation_id",
    dataclass="personal",
):
    """The whole state, on request of a consumer that starts late."""
