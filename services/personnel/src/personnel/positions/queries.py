"""Finding positions within what the principal may see."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.paging import ListQuery, Page, paginate
from abdi.policy import visible
from abdi.problems import NotFound
from personnel.policy import decide_read_organisation, decide_write, position_scope
from personnel.positions.models import Position
from personnel.positions.schemas import PositionFilters, PositionRead


async def get_position(session: AsyncSession, principal: Principal, position_id: UUID) -> Position:
    """A position that the principal may read. Raises NotFound."""
    position = await session.get(Position, position_id)
    if position is None:
        raise NotFound
    visible(decide_read_organisation(principal, agency=position.agency_code))
    return position


async def get_position_to_change(session: AsyncSession, principal: Principal, position_id: UUID) -> Position:
    """A position that the principal may change, locked until the commit. Raises NotFound."""
    position = await session.get(Position, position_id, with_for_update=True)
    if position is None:
        raise NotFound
    visible(decide_write(principal, agency=position.agency_code))
    return position


async def find_position(session: AsyncSession, agency: str, code: str) -> Position | None:
    """The position of an agency with this code, if any."""
    return await session.scalar(select(Position).where(Position.agency_code == agency, Position.code == code))


async def find_head(session: AsyncSession, unit_id: UUID, *, besides: UUID) -> Position | None:
    """The position of a unit's head other than `besides`, if any."""
    heads = select(Position).where(Position.unit_id == unit_id, Position.is_head, Position.id != besides)
    with session.no_autoflush:
        return await session.scalar(heads.limit(1))


async def list_positions(
    session: AsyncSession, principal: Principal, *, filters: PositionFilters, query: ListQuery
) -> Page[PositionRead]:
    """A page of positions by agency and code."""
    wanted = select(Position).where(position_scope(principal))
    if filters.agency is not None:
        wanted = wanted.where(Position.agency_code == filters.agency)
    if filters.unit_id is not None:
        wanted = wanted.where(Position.unit_id == filters.unit_id)
    if filters.kind is not None:
        wanted = wanted.where(Position.kind == filters.kind)
    if filters.is_vacant is not None:
        is_empty = Position.holder_id.is_(None)
        wanted = wanted.where(is_empty if filters.is_vacant else ~is_empty)
    keys = [Position.agency_code, Position.code, Position.id]
    return await paginate(session, wanted, query=query, keys=keys, row=PositionRead.model_validate)
