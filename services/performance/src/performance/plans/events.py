"""What this feature publishes."""

from datetime import date
from uuid import UUID

from abdi.messaging import Event


class PlanAgreed(Event, name="performance.plan.agreed", version=1, key="plan_id", dataclass="personal"):
    """A plan was agreed between the employee and the superior."""

    plan_id: UUID
    """Id of the plan (SKP)."""
    employee_id: UUID
    """Whose plan it is."""
    starts_on: date
    """The first day of its period."""
    ends_on: date
    """The last day."""
    approach: str
    """Quantitative or qualitative."""
    main_results: int
    """How many main results it names."""
    additional_results: int
    """How many additional ones."""
    acted_for: UUID | None = None
    """In whose place it was agreed, by delegation, Plt. or Plh."""
