"""HTTP for delegations."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from abdi.auth import Principal, requires
from abdi.bulk.batch import BatchAnswer, BatchRead
from abdi.http import ClockNow, DbSession, IfMatch, ServiceRouter, set_etag
from abdi.paging import ListQuery, Page
from personnel.delegations import changing, reading, service
from personnel.delegations.schemas import (
    DelegationBatch,
    DelegationCreate,
    DelegationEnding,
    DelegationFilters,
    DelegationRead,
)
from personnel.policy import READ_DELEGATIONS, WRITE_DELEGATIONS

router = ServiceRouter(prefix="/v1/delegations", tags=["delegations"])

Reader = Annotated[Principal, requires(READ_DELEGATIONS)]
Writer = Annotated[Principal, requires(WRITE_DELEGATIONS)]


@router.get("")
async def list_delegations(
    session: DbSession,
    principal: Reader,
    *,
    filters: Annotated[DelegationFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[DelegationRead]:
    """Delegations by their first day; everybody sees those given or received."""
    return await reading.read_delegations(session, principal, filters=filters, query=query)


@router.post("", status_code=201)
async def make_delegation(
    session: DbSession, principal: Writer, *, body: DelegationCreate, clock: ClockNow, response: Response
) -> DelegationRead:
    """Delegate the own authority, or appoint a Plt. or Plh."""
    made = await service.make_delegation(session, principal, body)
    response.headers["Location"] = f"/v1/delegations/{made.id}"
    set_etag(response, made.version)
    return service.shown(made, today=clock.today())


@router.post(":batch")
async def make_delegations(
    session: DbSession, principal: Writer, *, body: DelegationBatch, answer: BatchAnswer
) -> BatchRead:
    """Make up to 500 delegations; each item is made or refused for itself."""
    return answer.of(await service.make_delegations(session, principal, body.items))


@router.get("/{delegation_id}")
async def get_delegation(
    session: DbSession, principal: Reader, *, delegation_id: UUID, response: Response
) -> DelegationRead:
    """One delegation."""
    read = await reading.read_delegation(session, principal, delegation_id)
    set_etag(response, read.version)
    return read


@router.post("/{delegation_id}/ending")
async def end_delegation(
    session: DbSession,
    principal: Writer,
    *,
    delegation_id: UUID,
    body: DelegationEnding,
    if_match: IfMatch,
    clock: ClockNow,
    response: Response,
) -> DelegationRead:
    """End a delegation; yesterday as its last day ends it at once."""
    ended = await changing.end_delegation(
        session, principal, delegation_id=delegation_id, ending=body, seen_version=if_match
    )
    set_etag(response, ended.version)
    return service.shown(ended, today=clock.today())
