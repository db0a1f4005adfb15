"""Finding units within what the principal may see."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.directory import Columns, scope
from abdi.i18n import Text
from abdi.paging import ListQuery, Page, paginate
from abdi.policy import Resource, Scope, decide, permitted
from abdi.problems import Conflict, NotFound
from personnel.departures.rules import as_fields, unit_left
from personnel.histories.queries import holds_on, known_at
from personnel.policy import READ_ORGANISATION, WRITE_ORGANISATION
from personnel.units.models import Unit, UnitPlacement
from personnel.units.rules import STANDING
from personnel.units.schemas import UnitRead

UnitRow = Row[Unit, UUID | None]
COLUMNS = Columns(Unit.agency_code, unit_id=Unit.id)


class UnitGone(Conflict):
    """The unit was dissolved."""

    code = "unit-dissolved"
    title = Text("Unit sudah dihapus", "The unit was dissolved")

    def __init__(self, on: date) -> None:
        check = STANDING.outcome(passed=False, required="standing", found={"dissolved_on": on.isoformat()})
        super().__init__(current_state="dissolved", allowed=["standing"], reasons=[check.reason])


def _placed_on(day: date) -> Select[Unit, UUID | None]:
    return _units(day, is_outer=False)


def _units(day: date, *, is_outer: bool) -> Select[Unit, UUID | None]:
    placed = and_(
        UnitPlacement.unit_id == Unit.id, known_at(UnitPlacement, None), holds_on(UnitPlacement, day)
    )
    return select(Unit, UnitPlacement.parent_id).join(UnitPlacement, placed, isouter=is_outer)


def unit_read(unit: Unit, parent_id: UUID | None) -> UnitRead:
    """A unit as answers show it."""
    return UnitRead(
        id=unit.id,
        version=unit.version,
        updated_at=unit.updated_at,
        agency=unit.agency_code,
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        valid_from=unit.valid_from,
        dissolved_on=unit.dissolved_on,
        parent_id=parent_id,
        **as_fields(unit_left(unit.dissolved_on)),
    )


async def get_unit(session: AsyncSession, principal: Principal, unit_id: UUID, *, on: date) -> UnitRead:
    """A unit that the principal may read, as it stands on `on`, or was dissolved. Raises NotFound."""
    wanted = _units(on, is_outer=True).where(Unit.id == unit_id, _seen_by(principal))
    row = (await session.execute(wanted)).one_or_none()
    if row is None:
        raise NotFound
    return unit_read(*row)


async def get_unit_to_change(session: AsyncSession, principal: Principal, unit_id: UUID) -> Unit:
    """A unit that the principal may change, locked until the commit. Raises NotFound, Forbidden, UnitGone."""
    wanted = select(Unit).where(Unit.id == unit_id, _seen_by(principal))
    locked = wanted.with_for_update().execution_options(populate_existing=True)
    unit = await session.scalar(locked)
    if unit is None:
        raise NotFound
    permitted(decide(principal, WRITE_ORGANISATION, Resource(unit.agency_code)))
    if unit.dissolved_on is not None:
        raise UnitGone(unit.dissolved_on)
    return unit


def _seen_by(principal: Principal) -> Scope:
    return scope(principal, READ_ORGANISATION, COLUMNS)


async def list_units(
    session: AsyncSession, principal: Principal, agency: str | None, *, on: date, query: ListQuery
) -> Page[UnitRead]:
    """A page of the units that stand on `on`, by agency and code."""
    wanted = visible_in(principal, agency, on=on).where(UnitPlacement.id.is_not(None))
    keys = [Unit.agency_code, Unit.code, Unit.id]
    return await paginate(session, wanted, query=query, keys=keys, row=lambda row: unit_read(row[0], row[1]))


def visible_in(principal: Principal, agency: str | None, *, on: date) -> Any:
    """The units that the principal may read, of one agency or of all, with their places on `on` if any."""
    wanted: Any = _units(on, is_outer=True).where(_seen_by(principal))
    return wanted if agency is None else wanted.where(Unit.agency_code == agency)


async def list_tree(
    session: AsyncSession, principal: Principal, agency: str, *, on: date
) -> Sequence[UnitRow]:
    """Every unit of an agency that stands on `on`, by code."""
    wanted = _placed_on(on).where(_seen_by(principal), Unit.agency_code == agency).order_by(Unit.code)
    return (await session.execute(wanted)).all()


async def list_placements(session: AsyncSession, agency: str) -> Sequence[UnitPlacement]:
    """All current placements of an agency, past ones included."""
    wanted = (
        select(UnitPlacement)
        .join(Unit, Unit.id == UnitPlacement.unit_id)
        .where(Unit.agency_code == agency, known_at(UnitPlacement, None))
    )
    return (await session.scalars(wanted)).all()
