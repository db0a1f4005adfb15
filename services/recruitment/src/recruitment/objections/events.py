"""What is published about objections."""

from datetime import datetime
from uuid import UUID

from abdi.messaging import Event


class ObjectionFact(Event):
    """What both facts share."""

    objection_id: UUID
    """Id of the objection."""
    application_id: UUID
    """Id of the application."""
    selection_id: UUID
    """Id of the selection."""
    stage: str
    """The result objected to: `administrative` or `final`."""


class ObjectionLodged(
    ObjectionFact, name="recruitment.objection.lodged", version=1, key="objection_id", dataclass="personal"
):
    """An applicant objected to a result."""

    ground: str
    """On what it rests."""
    lodged_at: datetime
    """When."""


class ObjectionAnswered(
    ObjectionFact, name="recruitment.objection.answered", version=1, key="objection_id", dataclass="personal"
):
    """An objection was accepted or rejected."""

    state: str
    """`accepted` or `rejected`."""
    fault: str
    """Whose mistake it was."""
    needs_correction: bool
    """Whether the final ranking needs a new version."""
    answered_at: datetime
    """When."""
