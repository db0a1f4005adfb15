"""HTTP for units."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from abdi.auth import Principal, requires
from abdi.http import ClockNow, DbSession, IfMatch, ServiceRouter, set_etag
from abdi.http.described_problems import MAY_CONFLICT
from abdi.paging import ListQuery, Page
from personnel.departures.schemas import Removal
from personnel.policy import READ_ORGANISATION, WRITE_ORGANISATION
from personnel.units import changes, dissolving, queries, service
from personnel.units.schemas import (
    TreeFilters,
    UnitCreate,
    UnitDissolution,
    UnitFilters,
    UnitMove,
    UnitNode,
    UnitRead,
    UnitUpdate,
)

router = ServiceRouter(prefix="/v1/units", tags=["organisation"])

Reader = Annotated[Principal, requires(READ_ORGANISATION)]
Writer = Annotated[Principal, requires(WRITE_ORGANISATION)]


@router.get("", responses=MAY_CONFLICT)
async def list_units(
    session: DbSession,
    principal: Reader,
    *,
    clock: ClockNow,
    filters: Annotated[UnitFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[UnitRead | Removal]:
    """Units as they stand on a day.

    To keep a copy, read all pages once, then again with `page.synced_until` as `changed_since`, and so on.
    With `changed_since` also what left the list since then, each as an entry with `is_removed: true`: units
    that were dissolved, or do not stand on the day asked for.
    """
    on = filters.as_of or clock.today()
    if query.changed_since is not None:
        return await changes.list_unit_changes(session, principal, filters.agency, on=on, query=query)
    page = await queries.list_units(session, principal, filters.agency, on=on, query=query)
    return Page[UnitRead | Removal](data=[*page.data], page=page.page)


@router.get("/tree")
async def get_unit_tree(
    session: DbSession, principal: Reader, *, filters: Annotated[TreeFilters, Query()]
) -> list[UnitNode]:
    """The tree of an agency on a day."""
    return await service.read_tree(session, principal, filters.agency, as_of=filters.as_of)


@router.post("", status_code=201)
async def create_unit(session: DbSession, principal: Writer, *, body: UnitCreate) -> UnitRead:
    """Enter a unit."""
    return await service.create_unit(session, principal, body)


@router.get("/{unit_id}")
async def get_unit(
    session: DbSession, principal: Reader, *, clock: ClockNow, unit_id: UUID, response: Response
) -> UnitRead:
    """One unit as it stands today."""
    read = await queries.get_unit(session, principal, unit_id, on=clock.today())
    set_etag(response, read.version)
    return read


@router.patch("/{unit_id}")
async def describe_unit(
    session: DbSession,
    principal: Writer,
    *,
    unit_id: UUID,
    body: UnitUpdate,
    if_match: IfMatch,
    response: Response,
) -> UnitRead:
    """Change a unit's name or kind."""
    read = await service.describe_unit(
        session, principal, unit_id=unit_id, update=body, seen_version=if_match
    )
    set_etag(response, read.version)
    return read


@router.post("/{unit_id}/dissolution", status_code=201)
async def dissolve_unit(
    session: DbSession, principal: Writer, *, unit_id: UUID, body: UnitDissolution
) -> UnitRead:
    """End a unit that has no positions and no units below it any more."""
    return await dissolving.dissolve_unit(session, principal, unit_id=unit_id, dissolution=body)


@router.post("/{unit_id}/placements", status_code=201)
async def move_unit(session: DbSession, principal: Writer, *, unit_id: UUID, body: UnitMove) -> UnitRead:
    """Give a unit a new place in the tree from a day on."""
    return await service.move_unit(session, principal, unit_id=unit_id, move=body)
