"""HTTP for following the steps of the administrative selection, and what was announced."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from abdi.auth import Principal, requires
from abdi.bulk.endpoints import LOOK_AGAIN_SECONDS
from abdi.http import DbSession, ServiceRouter
from abdi.http.dependencies import Locale
from abdi.http.described_problems import MAY_CONFLICT
from abdi.paging import Page, PlainListQuery
from recruitment.policy import READ_VERIFICATION
from recruitment.verification_steps.announcements import list_announced
from recruitment.verification_steps.queries import get_step, list_steps
from recruitment.verification_steps.records import shown
from recruitment.verification_steps.schemas import VerificationStepFilters, VerificationStepRead
from recruitment.verifications.selection_schemas import AdministrativeAnnouncementRead

router = ServiceRouter(prefix="/v1/selections/{selection_id}", tags=["verification"])

Reader = Annotated[Principal, requires(READ_VERIFICATION)]


@router.get("/verification-steps", name="list_verification_steps")
async def read_steps(
    selection_id: UUID,
    *,
    session: DbSession,
    principal: Reader,
    locale: Locale,
    filters: Annotated[VerificationStepFilters, Query()],
    query: Annotated[PlainListQuery, Depends()],
) -> Page[VerificationStepRead]:
    """What was asked for with a whole selection: pre-checks, acceptances, announcements; the latest first."""
    page = await list_steps(session, principal, selection_id, filters=filters, query=query)
    data = [shown(job, locale=locale) for job in page.data]
    return Page[VerificationStepRead](data=data, page=page.page)


@router.get("/verification-steps/{step_id}", name="get_verification_step")
async def read_step(
    selection_id: UUID,
    step_id: UUID,
    response: Response,
    *,
    session: DbSession,
    principal: Reader,
    locale: Locale,
) -> VerificationStepRead:
    """How far a step is, and what came of it."""
    job = await get_step(session, principal, selection_id, step_id=step_id)
    if job.state.is_open:
        response.headers["Retry-After"] = LOOK_AGAIN_SECONDS
    return shown(job, locale=locale)


@router.get("/administrative-announcements", name="list_administrative_announcements", responses=MAY_CONFLICT)
async def read_announcements(
    selection_id: UUID, *, session: DbSession, principal: Reader, query: Annotated[PlainListQuery, Depends()]
) -> Page[AdministrativeAnnouncementRead]:
    """The administrative result as it was announced: the first time, and again after the objections."""
    return await list_announced(session, principal, selection_id, query=query)
