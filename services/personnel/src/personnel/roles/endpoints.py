"""HTTP for roles."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from abdi.auth import Principal, requires
from abdi.bulk.batch import BatchAnswer, BatchRead
from abdi.http import ClockNow, DbSession, IfMatch, ServiceRouter, set_etag
from abdi.paging import ListQuery, Page
from personnel.policy import READ_ROLES, WRITE_ROLES
from personnel.roles import changing, reading, service
from personnel.roles.schemas import (
    RoleBatch,
    RoleCreate,
    RoleEnding,
    RoleFilters,
    RoleRead,
    RoleUpdate,
)

router = ServiceRouter(prefix="/v1/roles", tags=["roles"])

Reader = Annotated[Principal, requires(READ_ROLES)]
Writer = Annotated[Principal, requires(WRITE_ROLES)]


@router.get("")
async def list_roles(
    session: DbSession,
    principal: Reader,
    *,
    filters: Annotated[RoleFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[RoleRead]:
    """Roles by their first day; everybody sees the own ones."""
    return await reading.read_roles(session, principal, filters=filters, query=query)


@router.post("", status_code=201)
async def assign_role(
    session: DbSession, principal: Writer, *, body: RoleCreate, clock: ClockNow, response: Response
) -> RoleRead:
    """Give somebody a role; nobody gives oneself one."""
    made = await service.assign_role(session, principal, body)
    response.headers["Location"] = f"/v1/roles/{made.id}"
    set_etag(response, made.version)
    return service.shown(made, today=clock.today())


@router.post(":batch")
async def assign_roles(
    session: DbSession, principal: Writer, *, body: RoleBatch, answer: BatchAnswer
) -> BatchRead:
    """Give up to 500 roles; each item is made or refused for itself."""
    return answer.of(await service.assign_roles(session, principal, body.items))


@router.get("/{role_id}")
async def get_role(session: DbSession, principal: Reader, *, role_id: UUID, response: Response) -> RoleRead:
    """One role."""
    read = await reading.read_role(session, principal, role_id)
    set_etag(response, read.version)
    return read


@router.patch("/{role_id}")
async def correct_role(
    session: DbSession,
    principal: Writer,
    *,
    role_id: UUID,
    body: RoleUpdate,
    if_match: IfMatch,
    clock: ClockNow,
    response: Response,
) -> RoleRead:
    """Correct what was recorded about a role."""
    changed = await changing.correct_role(
        session, principal, role_id=role_id, update=body, seen_version=if_match
    )
    set_etag(response, changed.version)
    return service.shown(changed, today=clock.today())


@router.post("/{role_id}/ending")
async def end_role(
    session: DbSession,
    principal: Writer,
    *,
    role_id: UUID,
    body: RoleEnding,
    if_match: IfMatch,
    clock: ClockNow,
    response: Response,
) -> RoleRead:
    """End a role; yesterday as its last day ends it at once."""
    ended = await changing.end_role(session, principal, role_id=role_id, ending=body, seen_version=if_match)
    set_etag(response, ended.version)
    return service.shown(ended, today=clock.today())
