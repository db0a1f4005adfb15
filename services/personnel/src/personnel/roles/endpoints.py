"""HTTP for roles."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from abdi.auth import Principal, requires
from abdi.http import ClockNow, DbSession, IfMatch, Locale, ServiceRouter, set_etag
from abdi.http.answers import problem_body
from abdi.paging import ListQuery, Page
from abdi.problems import Problem
from personnel.policy import READ_ROLES, WRITE_ROLES
from personnel.roles import changing, reading, service
from personnel.roles.schemas import (
    RoleBatch,
    RoleCreate,
    RoleEnding,
    RoleFilters,
    RoleOutcome,
    RoleOutcomes,
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
    request: Request,
    session: DbSession,
    principal: Writer,
    *,
    body: RoleBatch,
    clock: ClockNow,
    locale: Locale,
) -> RoleOutcomes:
    """Give many roles; each item is made or refused for itself."""
    outcomes = await service.assign_roles(session, principal, body.data)
    shown = [
        RoleOutcome(
            index=index,
            status=outcome.status,
            problem=problem_body(outcome, locale=locale, request_id=request.state.request_id),
        )
        if isinstance(outcome, Problem)
        else RoleOutcome(
            index=index, status=HTTPStatus.CREATED, role=service.shown(outcome, today=clock.today())
        )
        for index, outcome in enumerate(outcomes)
    ]
    made = sum(outcome.role is not None for outcome in shown)
    return RoleOutcomes(data=shown, made=made, refused=len(shown) - made)


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
