"""Finding agencies."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.i18n import Text
from abdi.paging import ListQuery, Page, paginate
from abdi.problems import NotFound
from personnel.agencies.models import Agency
from personnel.agencies.schemas import AgencyRead


async def find_agency(session: AsyncSession, code: str) -> Agency | None:
    """The agency with this BKN code, if the registry knows it."""
    return await session.scalar(select(Agency).where(Agency.code == code))


async def get_agency(session: AsyncSession, code: str) -> Agency:
    """The agency with this BKN code. Raises NotFound."""
    agency = await find_agency(session, code)
    if agency is None:
        raise NotFound(Text("Instansi tidak ditemukan", "The agency was not found"))
    return agency


async def list_agencies(session: AsyncSession, query: ListQuery) -> Page[AgencyRead]:
    """A page of agencies by code."""
    return await paginate(
        session,
        select(Agency),
        query=query,
        keys=[Agency.code, Agency.id],
        row=AgencyRead.model_validate,
    )
