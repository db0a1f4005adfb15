"""What recruitment publishes about erasure: counts, nobody's name."""

from uuid import UUID

from abdi.messaging import Event


class ApplicantsErased(
    Event, name="recruitment.applicants.erased", version=1, key="selection_id", dataclass="internal"
):
    """Personal data of those who were not appointed is erased."""

    selection_id: UUID
    """The selection."""
    applications: int
    """Of how many applications."""
    accounts: int
    """How many accounts went with them, since nothing else is kept of these people."""
    documents: int
    """How many documents."""
