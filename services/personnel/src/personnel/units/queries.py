"""Finding units within what the principal may see."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.paging import ListQuery, Page, paginate
from abdi.policy import visible
from abdi.problems import NotFound
from personnel.histories.queries import holds_on, known_at
from personnel.policy import decide_read_organisation, decide_write, unit_scope
from personnel.units.models import Unit, UnitPlacement
from personnel.units.schemas import UnitRead

UnitRow = Row[Unit, UUID | None]


def _placed_on(day: date) -> Select[Unit, UUID | None]:
    return select(Unit, UnitPlacement.parent_id).join(
        UnitPlacement,
        and_(UnitPlacement.unit_id == Unit.id, known_at(UnitPlacement, None), holds_on(UnitPlacement, day)),
    )


def unit_read(unit: Unit, parent_id: UUID | None) -> UnitRead:
    """A unit as answers show it."""
    return UnitRead(
        id=unit.id,
        version=unit.version,
        agency=unit.agency_code,
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        valid_from=unit.valid_from,
        parent_id=parent_id,
    )


async def get_unit(session: AsyncSession, principal: Principal, unit_id: UUID, *, on: date) -> UnitRead:
    """A unit that the principal may read, as it stands on `on`. Raises NotFound."""
    row = (await session.execute(_placed_on(on).where(Unit.id == unit_id))).one_or_none()
    if row is None:
        raise NotFound
    visible(decide_read_organisation(principal, agency=row[0].agency_code))
    return unit_read(*row)


async def get_unit_to_change(session: AsyncSession, principal: Principal, unit_id: UUID) -> Unit:
    """A unit that the principal may change, locked until the commit. Raises NotFound."""
    unit = await session.get(Unit, unit_id, with_for_update=True)
    if unit is None:
        raise NotFound
    visible(decide_write(principal, agency=unit.agency_code))
    return unit


async def list_units(
    session: AsyncSession, principal: Principal, agency: str | None, *, on: date, query: ListQuery
) -> Page[UnitRead]:
    """A page of the units that stand on `on`, by agency and code."""
    wanted: Any = _placed_on(on).where(unit_scope(principal))
    if agency is not None:
        wanted = wanted.where(Unit.agency_code == agency)
    keys = [Unit.agency_code, Unit.code, Unit.id]
    return await paginate(session, wanted, query=query, keys=keys, row=lambda row: unit_read(row[0], row[1]))


async def list_tree(
    session: AsyncSession, principal: Principal, agency: str, *, on: date
) -> Sequence[UnitRow]:
    """Every unit of an agency that stands on `on`, by code."""
    wanted = _placed_on(on).where(unit_scope(principal), Unit.agency_code == agency).order_by(Unit.code)
    return (await session.execute(wanted)).all()


async def list_placements(session: AsyncSession, agency: str) -> Sequence[UnitPlacement]:
    """All current placements of an agency, past ones included."""
    wanted = (
        select(UnitPlacement)
        .join(Unit, Unit.id == UnitPlacement.unit_id)
        .where(Unit.agency_code == agency, known_at(UnitPlacement, None))
    )
    return (await session.scalars(wanted)).all()
