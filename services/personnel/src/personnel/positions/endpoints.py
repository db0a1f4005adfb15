"""HTTP for positions."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from abdi.auth import Principal, requires
from abdi.http import DbSession, IfMatch, ServiceRouter, set_etag
from abdi.http.described_problems import MAY_CONFLICT
from abdi.paging import ListQuery, Page
from personnel.departures.schemas import Removal
from personnel.policy import READ_ORGANISATION, WRITE_ORGANISATION
from personnel.positions import abolishing, changes, queries, service
from personnel.positions.schemas import (
    PositionAbolition,
    PositionCreate,
    PositionFilters,
    PositionRead,
    PositionUpdate,
)
from personnel.positions.state import position_read

router = ServiceRouter(prefix="/v1/positions", tags=["organisation"])

Reader = Annotated[Principal, requires(READ_ORGANISATION)]
Writer = Annotated[Principal, requires(WRITE_ORGANISATION)]


@router.get("", responses=MAY_CONFLICT)
async def list_positions(
    session: DbSession,
    principal: Reader,
    *,
    filters: Annotated[PositionFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[PositionRead | Removal]:
    """Positions by agency and code; `is_vacant=true` leaves the empty ones.

    To keep a copy, read all pages once, then again with `page.synced_until` as `changed_since`, and so on.
    With `changed_since` also what left the list since then, each as an entry with `is_removed: true`:
    positions that were abolished, or no longer match the filters.
    """
    if query.changed_since is not None:
        return await changes.list_position_changes(session, principal, filters=filters, query=query)
    page = await queries.list_positions(session, principal, filters=filters, query=query)
    return Page[PositionRead | Removal](data=[*page.data], page=page.page)


@router.get("/{position_id}")
async def get_position(
    session: DbSession, principal: Reader, *, position_id: UUID, response: Response
) -> PositionRead:
    """One position."""
    position = await queries.get_position(session, principal, position_id)
    set_etag(response, position.version)
    return position_read(position)


@router.post("", status_code=201)
async def create_position(session: DbSession, principal: Writer, *, body: PositionCreate) -> PositionRead:
    """Enter an empty position."""
    return position_read(await service.create_position(session, principal, body))


@router.post("/{position_id}/abolition", status_code=201)
async def abolish_position(
    session: DbSession, principal: Writer, *, position_id: UUID, body: PositionAbolition
) -> PositionRead:
    """End an empty position."""
    abolished = await abolishing.abolish_position(session, principal, position_id=position_id, abolition=body)
    return position_read(abolished)


@router.patch("/{position_id}")
async def describe_position(
    session: DbSession,
    principal: Writer,
    *,
    position_id: UUID,
    body: PositionUpdate,
    if_match: IfMatch,
    response: Response,
) -> PositionRead:
    """Change what a position is."""
    changed = await service.describe_position(
        session, principal, position_id=position_id, update=body, seen_version=if_match
    )
    set_etag(response, changed.version)
    return position_read(changed)
