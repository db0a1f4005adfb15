"""What this feature publishes."""

from uuid import UUID

from abdi.messaging import Event


class ParticipantsNumbered(
    Event,
    name="recruitment.selection.participants_numbered",
    version=1,
    key="selection_id",
    dataclass="internal",
):
    """Eligible applicants of a selection got their participant numbers."""

    selection_id: UUID
    """Id of the selection."""
    count: int
    """How many got a number this time."""
    first: str
    """The smallest of these numbers."""
    last: str
    """The largest of these numbers."""
    sha256: str
    """Digest of the lines `number application-id`, in the order of the numbers."""
