"""What recruitment publishes about formations: one fact for a step, however many formations it moved."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict

from abdi.messaging import Event


class FormationFact(BaseModel):
    """A formation of the step."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    formation_id: UUID
    """Id of the formation."""
    unit_id: UUID
    """The unit that asked."""
    position_id: UUID
    """The post at the registry."""
    position_name: str
    """Title of the post."""
    education_level: str
    """The level asked for, as a code."""
    placement_code: str
    """Where the people will work."""
    openings: dict[str, int]
    """Openings by need."""


class FormationsApproved(
    Event, name="recruitment.formation.approved", version=1, key="approval_id", dataclass="internal"
):
    """The agency approved formations of an intake together."""

    approval_id: UUID
    """Id of the step."""
    intake: int
    """The year of the selection."""
    formations: list[FormationFact]
    """What was approved."""
    openings: dict[str, int]
    """Openings of all of them, by need."""


class FormationsReopened(
    Event, name="recruitment.formation.reopened", version=1, key="reopening_id", dataclass="internal"
):
    """Formations that were approved are not any more: returned to their units, or withdrawn."""

    reopening_id: UUID
    """Id of the step."""
    intake: int
    """The year of the selection."""
    state: str
    """`returned` or `withdrawn`."""
    formation_ids: list[UUID]
    """Which ones."""
