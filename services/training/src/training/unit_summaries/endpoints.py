"""Training of a unit at a glance; the gateway makes it a part of the unit's overview."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from abdi.auth import Principal, requires
from abdi.directory.leading import unit_resource
from abdi.http import ClockNow, DbSession, ServiceRouter
from abdi.policy import decide, visible
from training.learning_hours.schemas import Year
from training.learning_hours.service import get_hours_standard
from training.policy import READ_SUMMARY
from training.unit_summaries.queries import get_counts
from training.unit_summaries.schemas import TrainingSummary

router = ServiceRouter(prefix="/v1/unit-summaries", tags=["unit-summaries"])
Reader = Annotated[Principal, requires(READ_SUMMARY)]


@router.get("/{unit_id}", name="get_training_summary")
async def read_summary(
    unit_id: UUID, *, session: DbSession, principal: Reader, clock: ClockNow, year: Year | None = None
) -> TrainingSummary:
    """People, hours and open needs of a unit and all units below it."""
    unit = await unit_resource(session, principal, READ_SUMMARY, unit_id=unit_id)
    visible(decide(principal, READ_SUMMARY, unit))
    asked = year or clock.today().year
    standard, _ = await get_hours_standard(session, asked)
    counts = await get_counts(session, unit_id, year=asked, standard=standard, today=clock.today())
    return TrainingSummary(unit_id=unit_id, year=asked, **asdict(counts))
