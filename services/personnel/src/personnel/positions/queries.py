"""Finding positions within what the principal may see."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.directory import Columns, scope
from abdi.i18n import Text
from abdi.paging import ListQuery, Page, paginate
from abdi.policy import Resource, decide, permitted
from abdi.problems import Conflict, NotFound
from personnel.policy import READ_ORGANISATION, WRITE_ORGANISATION
from personnel.positions.models import Position
from personnel.positions.rules import EXISTING
from personnel.positions.schemas import PositionFilters, PositionRead
from personnel.positions.state import position_read

COLUMNS = Columns(Position.agency_code, unit_id=Position.unit_id)


class PositionGone(Conflict):
    """The position was abolished."""

    code = "position-abolished"
    title = Text("Jabatan sudah dihapus", "The position was abolished")

    def __init__(self, on: date) -> None:
        check = EXISTING.outcome(passed=False, required="existing", found={"abolished_on": on.isoformat()})
        super().__init__(current_state="abolished", allowed=["existing"], reasons=[check.reason])


async def get_position(session: AsyncSession, principal: Principal, position_id: UUID) -> Position:
    """A position that the principal may read. Raises NotFound."""
    return await _get(session, _visible(principal).where(Position.id == position_id))


async def get_position_to_change(session: AsyncSession, principal: Principal, position_id: UUID) -> Position:
    """A position that the principal may change, locked until the commit.

    Raises NotFound, Forbidden, PositionGone.
    """
    wanted = _visible(principal).where(Position.id == position_id)
    locked = wanted.with_for_update().execution_options(populate_existing=True)
    position = await _get(session, locked)
    permitted(decide(principal, WRITE_ORGANISATION, Resource(position.agency_code)))
    if position.abolished_on is not None:
        raise PositionGone(position.abolished_on)
    return position


def _visible(principal: Principal) -> Select[Position]:
    return select(Position).where(scope(principal, READ_ORGANISATION, COLUMNS))


async def _get(session: AsyncSession, wanted: Select[Position]) -> Position:
    found = await session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


async def find_position(session: AsyncSession, agency: str, code: str) -> Position | None:
    """The position of an agency with this code, if any."""
    return await session.scalar(select(Position).where(Position.agency_code == agency, Position.code == code))


async def find_head(session: AsyncSession, unit_id: UUID, *, besides: UUID) -> Position | None:
    """The position of a unit's head other than `besides`, if any."""
    heads = select(Position).where(
        Position.unit_id == unit_id,
        Position.is_head,
        Position.abolished_on.is_(None),
        Position.id != besides,
    )
    with session.no_autoflush:
        return await session.scalar(heads.limit(1))


async def list_positions(
    session: AsyncSession, principal: Principal, *, filters: PositionFilters, query: ListQuery
) -> Page[PositionRead]:
    """A page of positions that exist, by agency and code."""
    wanted = visible_in(principal, filters.agency).where(matching(filters))
    keys = [Position.agency_code, Position.code, Position.id]
    return await paginate(session, wanted, query=query, keys=keys, row=position_read)


def visible_in(principal: Principal, agency: str | None) -> Select[Position]:
    """The positions that the principal may read, of one agency or of all."""
    wanted = _visible(principal)
    return wanted if agency is None else wanted.where(Position.agency_code == agency)


def matching(filters: PositionFilters) -> ColumnElement[bool]:
    """The positions that exist and match `filters`, the agency aside."""
    conditions: list[ColumnElement[bool]] = [Position.abolished_on.is_(None)]
    if filters.unit_id is not None:
        conditions.append(Position.unit_id == filters.unit_id)
    if filters.kind is not None:
        conditions.append(Position.kind == filters.kind)
    if filters.is_vacant is not None:
        is_empty = Position.holder_id.is_(None)
        conditions.append(is_empty if filters.is_vacant else ~is_empty)
    return and_(*conditions)
