"""What this feature publishes."""

from datetime import date
from uuid import UUID

from abdi.messaging import Event


class ScoresRecorded(
    Event,
    name="recruitment.selection.scores_recorded",
    version=1,
    key="selection_id",
    dataclass="internal",
):
    """Scores of many participants were taken in, in one step; who they are is asked here, not told."""

    selection_id: UUID
    """Id of the selection."""
    test: str
    """`skd` or `skb`."""
    count: int
    """How many results were new or changed."""
    corrected: int
    """How many of them were changed."""
    sha256: str
    """Digest of the lines `application-id result`, sorted."""


class ScoreCorrected(
    Event,
    name="recruitment.score.corrected",
    version=1,
    key="application_id",
    dataclass="personal",
):
    """One result was corrected, for a reason."""

    application_id: UUID
    """Id of the application."""
    selection_id: UUID
    """Id of the selection."""
    test: str
    """`skd` or `skb`."""
    test_id: UUID | None
    """The component of SKB; null for SKD."""
    reason: str
    """Why, as it was entered."""


class SkdReuseConfirmed(
    Event,
    name="recruitment.skd_reuse.confirmed",
    version=1,
    key="application_id",
    dataclass="personal",
):
    """An applicant chose an earlier SKD score instead of a new sitting."""

    application_id: UUID
    """Id of the application."""
    sitting_id: UUID
    """Id of the earlier sitting."""
    exam_year: int
    """The year of the earlier sitting."""
    confirmed_on: date
    """The day on which it was chosen."""
