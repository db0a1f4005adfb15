"""What the administrative selection publishes; nothing of it is about persons."""

from datetime import datetime
from uuid import UUID

from abdi.messaging import Event


class AdministrativeResult(Event):
    """What both announcements share."""

    selection_id: UUID
    """Id of the selection."""
    counts: dict[str, int]
    """How many applications have which code: `MS` or `TMS`."""
    sha256: str
    """Digest of the lines `application-id code`, in the order of the ids."""
    announced_at: datetime
    """When."""


class AdministrativeResultAnnounced(
    AdministrativeResult,
    name="recruitment.administrative_result.announced",
    version=1,
    key="selection_id",
    dataclass="internal",
):
    """The result of the administrative selection was announced; verdicts are fixed from then on."""


class AdministrativeResultReannounced(
    AdministrativeResult,
    name="recruitment.administrative_result.reannounced",
    version=1,
    key="selection_id",
    dataclass="internal",
):
    """The result of the administrative selection was announced again, after objections."""

    objections: int
    """How many objections were answered."""
    accepted: int
    """How many of them were accepted."""
