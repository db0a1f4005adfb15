"""Use cases about agencies."""

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import new_id
from abdi.problems import AlreadyExists
from personnel.agencies.models import Agency
from personnel.agencies.queries import find_agency
from personnel.agencies.schemas import AgencyCreate


async def establish_agency(session: AsyncSession, new: AgencyCreate) -> Agency:
    """Enter an agency. Raises AlreadyExists for a known code."""
    if await find_agency(session, new.code) is not None:
        raise AlreadyExists
    agency = Agency(id=new_id(), **new.model_dump())
    session.add(agency)
    return agency
