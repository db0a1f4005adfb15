"""The sections of an overview: which question each asks."""

from functools import partial
from typing import Final
from uuid import UUID

from gateway.composition.asking import Caller, ask
from gateway.composition.composing import Section
from gateway.composition.schemas import View
from gateway.overviews.views import PerformanceSummary, StaffingSection, TrainingSummary, UnitSection

GATE: Final = "unit"


def sections_of(unit_id: UUID) -> dict[str, Section]:
    """The sections of a unit's overview, each by its name."""
    summary = f"/v1/unit-summaries/{unit_id}"
    return {
        GATE: partial(_read, "personnel", f"/v1/units/{unit_id}", UnitSection),
        "staffing": partial(_read, "personnel", summary, StaffingSection),
        "performance": partial(_read, "performance", summary, PerformanceSummary),
        "training": partial(_read, "training", summary, TrainingSummary),
    }


async def _read(service: str, target: str, view: type[View], caller: Caller, /) -> View:
    return await ask(caller, service, target, view=view)
