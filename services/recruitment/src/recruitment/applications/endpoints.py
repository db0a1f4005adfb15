"""HTTP for applications."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from abdi.audit import note_read
from abdi.auth import Principal, requires
from abdi.http import DbSession, IfMatch, ServiceRouter, set_etag
from abdi.paging import ListQuery, Page
from abdi.policy import others
from recruitment.applications import service
from recruitment.applications.models import Application
from recruitment.applications.queries import get_application, list_applications, masks_of
from recruitment.applications.records import shown
from recruitment.applications.schemas import (
    ApplicationCreate,
    ApplicationFilters,
    ApplicationRead,
    ApplicationUpdate,
    Submission,
)
from recruitment.applications.timeline_schemas import TimelineRead
from recruitment.applications.timelines import read_timeline
from recruitment.policy import READ_APPLICATION, SUBMIT_APPLICATION

router = ServiceRouter(prefix="/v1/applications", tags=["applications"])

Reader = Annotated[Principal, requires(READ_APPLICATION)]
Owner = Annotated[Principal, requires(SUBMIT_APPLICATION)]


@router.post("", status_code=201)
async def draw_up_application(
    body: ApplicationCreate, response: Response, *, session: DbSession, principal: Owner
) -> ApplicationRead:
    """Draw up an application for one opening; nobody else sees it until it is submitted."""
    application = await service.draw_up_application(session, principal, body)
    response.headers["Location"] = f"/v1/applications/{application.id}"
    return _shown(application, response)


@router.get("", name="list_applications")
async def read_applications(
    request: Request,
    *,
    session: DbSession,
    principal: Reader,
    filters: Annotated[ApplicationFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[ApplicationRead]:
    """The own applications, or those submitted to the agency; the first ones first."""
    page = await list_applications(session, principal, filters=filters, query=query)
    _note(request, principal, "application.list", seen=page.data)
    data = [shown(one, masked=masks_of(principal, one)) for one in page.data]
    return Page[ApplicationRead](data=data, page=page.page)


@router.get("/{application_id}", name="get_application")
async def read_application(
    application_id: UUID, request: Request, response: Response, *, session: DbSession, principal: Reader
) -> ApplicationRead:
    """One application with what its applicant can do next."""
    application = await get_application(session, principal, application_id)
    _note(request, principal, "application.read", seen=[application])
    set_etag(response, application.version)
    return shown(application, masked=masks_of(principal, application))


@router.patch("/{application_id}")
async def change_application(
    application_id: UUID,
    body: ApplicationUpdate,
    response: Response,
    *,
    session: DbSession,
    principal: Owner,
    if_match: IfMatch,
) -> ApplicationRead:
    """Change a draft."""
    application = await service.change_application(
        session, principal, application_id=application_id, update=body, seen_version=if_match
    )
    return _shown(application, response)


@router.post("/{application_id}/submission")
async def submit_application(
    application_id: UUID,
    body: Submission,
    response: Response,
    *,
    session: DbSession,
    principal: Owner,
    if_match: IfMatch,
) -> ApplicationRead:
    """Hand it in; a refusal names every requirement that is not met, and how to meet it."""
    application = await service.submit_application(
        session, principal, application_id=application_id, submission=body, seen_version=if_match
    )
    return _shown(application, response)


@router.post("/{application_id}/cancellation")
async def cancel_application(
    application_id: UUID, response: Response, *, session: DbSession, principal: Owner, if_match: IfMatch
) -> ApplicationRead:
    """Take it back while registration is open; then another one may be drawn up."""
    application = await service.cancel_application(
        session, principal, application_id=application_id, seen_version=if_match
    )
    return _shown(application, response)


@router.get("/{application_id}/timeline", name="get_application_timeline")
async def read_application_timeline(
    application_id: UUID, request: Request, *, session: DbSession, principal: Reader
) -> TimelineRead:
    """What happened so far, what comes next, and until when an objection is possible."""
    application = await get_application(session, principal, application_id)
    _note(request, principal, "application.timeline", seen=[application])
    return await read_timeline(session, application)


def _note(request: Request, principal: Principal, action: str, *, seen: Sequence[Application]) -> None:
    # Both ids: people ask who looked by either.
    read = [one for one in seen if others(principal, [one.applicant_id])]
    note_read(request, action, (id_ for one in read for id_ in (one.id, one.applicant_id)))


def _shown(application: Application, response: Response) -> ApplicationRead:
    set_etag(response, application.version)
    return shown(application)
