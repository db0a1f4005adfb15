"""HTTP for how one person was recruited; the gateway makes it a section of the profile."""

from typing import Annotated
from uuid import UUID

from fastapi import Request

from abdi.audit import note_read
from abdi.auth import Principal, requires
from abdi.directory import reaches, scope
from abdi.http import DbSession, ServiceRouter
from abdi.policy import others
from recruitment.personal_summaries.queries import find_record
from recruitment.personal_summaries.schemas import CandidateSummary, PersonalRecruitmentRead
from recruitment.policy import COLUMNS, READ_CANDIDATE

router = ServiceRouter(prefix="/v1/recruitment-summaries", tags=["recruitment-summaries"])
Reader = Annotated[Principal, requires(READ_CANDIDATE)]


@router.get("/{employee_id}", name="get_personal_recruitment")
async def read_summary(
    employee_id: UUID, request: Request, *, session: DbSession, principal: Reader
) -> PersonalRecruitmentRead:
    """The record that one person came from.

    Null means that there is none: who may not see what there is gets 404.
    """
    found = await find_record(
        session,
        employee_id,
        visible=scope(principal, READ_CANDIDATE, COLUMNS),
        is_in_reach=reaches(principal, READ_CANDIDATE, employee_id),
    )
    if found is None:
        return PersonalRecruitmentRead(candidate=None)
    if others(principal, [employee_id]):
        # Both ids, as for the record itself: people ask who looked by either.
        note_read(request, "recruitment-summary.read", [found.id, employee_id])
    return PersonalRecruitmentRead(candidate=CandidateSummary.model_validate(found))
