"""HTTP for agencies."""

from typing import Annotated

from fastapi import Depends

from abdi.auth import Principal, requires
from abdi.http import DbSession, ServiceRouter
from abdi.paging import ListQuery, Page
from personnel.agencies import queries, service
from personnel.agencies.schemas import AgencyCreate, AgencyRead
from personnel.policy import READ_AGENCIES, WRITE_AGENCIES

router = ServiceRouter(prefix="/v1/agencies", tags=["organisation"])


@router.get("")
async def list_agencies(
    session: DbSession,
    _principal: Annotated[Principal, requires(READ_AGENCIES)],
    *,
    query: Annotated[ListQuery, Depends()],
) -> Page[AgencyRead]:
    """Agencies by code."""
    return await queries.list_agencies(session, query)


@router.get("/{code}")
async def get_agency(
    session: DbSession, _principal: Annotated[Principal, requires(READ_AGENCIES)], *, code: str
) -> AgencyRead:
    """One agency by its BKN code."""
    return AgencyRead.model_validate(await queries.get_agency(session, code))


@router.post("", status_code=201)
async def establish_agency(
    session: DbSession, _principal: Annotated[Principal, requires(WRITE_AGENCIES)], *, body: AgencyCreate
) -> AgencyRead:
    """Enter an agency; only services do."""
    return AgencyRead.model_validate(await service.establish_agency(session, body))
