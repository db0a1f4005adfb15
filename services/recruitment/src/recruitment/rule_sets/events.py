"""What recruitment publishes about its rules."""

from datetime import date
from uuid import UUID

from abdi.messaging import Event


class RuleSetAdopted(
    Event, name="recruitment.rule_set.adopted", version=1, key="proposal_id", dataclass="public"
):
    """Two people brought a version of the rules into force."""

    proposal_id: UUID
    """Id of the proposal."""
    rule_set: str
    """Which rules."""
    rule_set_version: str
    """Which version."""
    valid_from: date
    """Its first day."""
    checksum: str
    """SHA-256 of everything but its last day."""
