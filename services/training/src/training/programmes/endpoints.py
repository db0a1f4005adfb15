"""The catalogue over HTTP: everybody reads it, an agency's officers keep its part."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from abdi.auth import Principal, requires
from abdi.http import DbSession, IfMatch, ServiceRouter, set_etag
from abdi.paging import ListQuery, Page
from training.policy import READ_PROGRAMME, WRITE_PROGRAMME
from training.programmes.models import Programme
from training.programmes.queries import get_programme, list_programmes
from training.programmes.schemas import ProgrammeCreate, ProgrammeFilter, ProgrammeRead, ProgrammeUpdate
from training.programmes.service import change_programme, create_programme

router = ServiceRouter(prefix="/v1/programmes", tags=["programmes"])
Writer = Annotated[Principal, requires(WRITE_PROGRAMME)]


@router.post("", status_code=201, name="create_programme")
async def post_programme(
    body: ProgrammeCreate, response: Response, *, session: DbSession, principal: Writer
) -> ProgrammeRead:
    """Add a programme to the catalogue of the caller's agency."""
    programme = await create_programme(session, principal, body)
    response.headers["Location"] = f"/v1/programmes/{programme.id}"
    return _read(programme, response)


@router.put("/{programme_id}", name="change_programme")
async def put_programme(
    programme_id: UUID,
    body: ProgrammeUpdate,
    response: Response,
    *,
    session: DbSession,
    principal: Writer,
    if_match: IfMatch,
) -> ProgrammeRead:
    """Change a programme; courses that are on record keep what it was."""
    programme = await change_programme(
        session, principal, programme_id=programme_id, wanted=body, seen_version=if_match
    )
    return _read(programme, response)


@router.get("", name="list_programmes", dependencies=[requires(READ_PROGRAMME)])
async def read_programmes(
    *,
    session: DbSession,
    query: Annotated[ListQuery, Depends()],
    filters: Annotated[ProgrammeFilter, Depends()],
) -> Page[ProgrammeRead]:
    """The catalogue: of all agencies and national."""
    return await list_programmes(session, query=query, filters=filters, row=ProgrammeRead.model_validate)


@router.get("/{programme_id}", name="get_programme", dependencies=[requires(READ_PROGRAMME)])
async def read_programme(programme_id: UUID, response: Response, *, session: DbSession) -> ProgrammeRead:
    """One programme."""
    return _read(await get_programme(session, programme_id), response)


def _read(programme: Programme, response: Response) -> ProgrammeRead:
    set_etag(response, programme.version)
    return ProgrammeRead.model_validate(programme)
