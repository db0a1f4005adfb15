"""What the overview of a unit looks like."""

from typing import Any, Final

from pydantic import BaseModel

from gateway.composition.schemas import WHOLE, Meta, example
from gateway.overviews.views import (
    PERFORMANCE,
    STAFFING,
    TRAINING,
    UNIT,
    PerformanceSummary,
    StaffingSection,
    TrainingSummary,
    UnitSection,
)

OVERVIEW: Final[dict[str, Any]] = {
    "unit": UNIT,
    "staffing": STAFFING,
    "performance": PERFORMANCE,
    "training": TRAINING,
}


class OverviewSections(BaseModel):
    """The unit and everything below it. Null: missing, see `meta.missing`."""

    model_config = example(OVERVIEW)

    unit: UnitSection
    staffing: StaffingSection | None
    performance: PerformanceSummary | None
    training: TrainingSummary | None


class OverviewRead(BaseModel):
    """A unit at a glance, and how complete the answer is."""

    model_config = example({"data": OVERVIEW, "meta": WHOLE})

    data: OverviewSections
    meta: Meta
