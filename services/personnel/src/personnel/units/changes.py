"""What changed in a list of units, and what left it."""

from datetime import date
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.clock import Clock
from abdi.db.context import context_of
from abdi.paging import ListQuery, Page, paginate
from personnel.departures.queries import must_have_held_since
from personnel.departures.rules import unit_left
from personnel.departures.schemas import Removal
from personnel.employees.changing import today_of
from personnel.units.models import Unit, UnitPlacement
from personnel.units.queries import unit_read, visible_in
from personnel.units.schemas import UnitRead


async def list_unit_changes(
    session: AsyncSession, principal: Principal, agency: str | None, *, on: date, query: ListQuery
) -> Page[UnitRead | Removal]:
    """A page of the units that changed, in the order of their changes. Raises AuthorityChanged."""
    if query.changed_since is not None:
        await must_have_held_since(session, principal, query.changed_since, today=today_of(session))
    changed = visible_in(principal, agency, on=on).add_columns(UnitPlacement.id.label("place_id"))
    return await paginate(
        session,
        changed,
        query=query,
        keys=[Unit.updated_at, Unit.id],
        row=partial(_told, context_of(session).clock),
    )


def _told(clock: Clock, row: Any) -> UnitRead | Removal:
    unit: Unit = row[0]
    if row.place_id is not None:
        return unit_read(unit, row[1])
    left = unit_left(unit.dissolved_on)
    if left is not None:
        return Removal(id=unit.id, removed_on=left.on, reason=left.reason, changed_at=unit.updated_at)
    return Removal(
        id=unit.id,
        removed_on=clock.day_of(unit.updated_at),
        reason="filters_not_met",
        changed_at=unit.updated_at,
    )
