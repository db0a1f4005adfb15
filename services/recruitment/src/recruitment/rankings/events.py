"""What recruitment publishes about rankings: one fact for a whole stage."""

from datetime import datetime
from uuid import UUID

from abdi.messaging import Event


class RankingPublished(
    Event, name="recruitment.ranking.published", version=1, key="ranking_id", dataclass="public"
):
    """The outcome of a stage was published as a whole; a correction has the next number and a reason."""

    ranking_id: UUID
    """Id of the ranking."""
    selection_id: UUID
    """Whose stage it is."""
    stage: str
    """`skd` or `final`."""
    number: int
    """Which version of the stage's outcome, counted from 1."""
    rule_set: str
    """The version of the rules."""
    reason: str | None
    """Why there is another version; null for the first."""
    rows: int
    """How many people are in it."""
    codes: dict[str, int]
    """How many have which result code; without a code are those of whom the committee must decide."""
    sha256: str
    """Digest of the rows as they were computed."""
    published_at: datetime
    """When."""
