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
        GATE: partial(_read, service="personnel", target=f"/v1/units/{unit_id}", view=UnitSection),
        "staffing": partial(_read, service="personnel", target=summary, view=StaffingSection),
        "performance": partial(_read, service="performance", target=summary, view=PerformanceSummary),
        "training": partial(_read, service="training", target=summary, view=TrainingSummary),
    }


async def _read(caller: Caller, /, *, service: str, target: str, view: type[View]) -> View:
    return await ask(caller, service, target, view=view)
