"""What recruitment publishes about its log: every head, so that many keep it."""

from datetime import datetime
from uuid import UUID

from abdi.messaging import Event


class LogHeadSigned(Event, name="recruitment.log_head.signed", version=1, key="head_id", dataclass="public"):
    """The log of published results has a new signed head; who keeps it can prove a log that was changed."""

    head_id: UUID
    """Id of the head."""
    size: int
    """How many entries the log has."""
    root: str
    """Root hash over them (RFC 9162), hex."""
    note: str
    """The head as it was signed: a checkpoint, a signed note with the signature and the time."""
    signed_at: datetime
    """When, by the clock of the log."""
