"""HTTP for the training of one person; the gateway makes it a section of the profile."""

from typing import Annotated
from uuid import UUID

from fastapi import Request

from abdi.audit import note_read
from abdi.auth import Principal, requires
from abdi.auth.permissions import authorise
from abdi.directory import scope
from abdi.http import ClockNow, DbSession, ServiceRouter
from abdi.policy import others
from training.learning_hours.queries import HOURS
from training.learning_hours.service import get_hours_standard, summarise_year
from training.needs.queries import NEEDS
from training.needs.schemas import NeedRead
from training.personal_summaries.queries import get_hours_and_needs
from training.personal_summaries.schemas import PersonalTrainingRead
from training.policy import READ_HOURS, READ_NEED

router = ServiceRouter(prefix="/v1/training-summaries", tags=["training-summaries"])
Reader = Annotated[Principal, requires(READ_HOURS)]


@router.get("/{employee_id}", name="get_personal_training")
async def read_summary(
    employee_id: UUID, request: Request, *, session: DbSession, principal: Reader, clock: ClockNow
) -> PersonalTrainingRead:
    """The hours of one person in the running year, and the open needs as far as the list would show them."""
    today = clock.today()
    employee, hours, needs = await get_hours_and_needs(
        session,
        employee_id,
        year=today.year,
        visible=scope(principal, READ_HOURS, HOURS),
        needs=scope(principal, READ_NEED, NEEDS),
    )
    await authorise(request, READ_NEED)
    note_read(request, "training-summary.read", others(principal, [employee_id]))
    standard, _ = await get_hours_standard(session, today.year)
    return PersonalTrainingRead(
        hours=summarise_year(employee, hours, year=today.year, standard=standard, today=today),
        open_needs=[NeedRead.model_validate(need) for need in needs],
    )
