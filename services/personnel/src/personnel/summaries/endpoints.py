"""HTTP for units in numbers; the gateway puts the services' numbers together."""

from typing import Annotated
from uuid import UUID

from abdi.auth import Principal, requires
from abdi.directory.leading import unit_resource
from abdi.http import ClockNow, DbSession, ServiceRouter
from abdi.policy import decide, visible
from personnel.policy import READ_SUMMARY
from personnel.summaries.queries import summarise_unit
from personnel.summaries.schemas import UnitSummaryRead

router = ServiceRouter(prefix="/v1/unit-summaries", tags=["organisation"])

Reader = Annotated[Principal, requires(READ_SUMMARY)]


@router.get("/{unit_id}")
async def get_unit_summary(
    session: DbSession, principal: Reader, *, clock: ClockNow, unit_id: UUID
) -> UnitSummaryRead:
    """People and vacancies of a unit and all units below it."""
    unit = await unit_resource(session, principal, READ_SUMMARY, unit_id=unit_id)
    visible(decide(principal, READ_SUMMARY, unit))
    return await summarise_unit(session, unit_id, today=clock.today())
