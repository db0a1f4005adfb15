"""What this feature publishes."""

from datetime import date
from uuid import UUID

from abdi.messaging import Event


class PlanAgreed(Event, name="performance.plan.agreed", version=1, key="plan_id", dataclass="personal"):
    """A plan was agreed between the employee and the superior."""

    plan_id: UUID
    employee_id: UUID
    starts_on: date
    ends_on: date
    approach: str
    main_results: int
    additional_results: int
    acted_for: UUID | None = None
    """In whose place it was agreed, by delegation, Plt. or Plh."""
