"""What this feature publishes."""

from datetime import date
from uuid import UUID

from abdi.messaging import Event


class EligibilityOutcome(Event):
    """Whether an employee may rise, to which rank and when; the ids of the rules that say no."""

    employee_id: UUID
    """Who was judged."""
    is_eligible: bool
    """Whether every rule that applies is met."""
    next_rank: str | None
    """The rank in question; null: there is none above."""
    effective_on: date
    """The period of promotion for which it was judged."""
    failed_rules: list[str]
    """Ids of the rules that are not met."""


class EligibilityChanged(
    EligibilityOutcome,
    name="promotion.eligibility.changed",
    version=1,
    key="employee_id",
    dataclass="personal",
):
    """The outcome differs from the one published before; a new effective date alone is no change."""


class EligibilitySnapshot(
    EligibilityOutcome,
    name="promotion.eligibility.snapshot",
    version=1,
    key="employee_id",
    dataclass="personal",
):
    """The present outcome, for consumers that start late."""
