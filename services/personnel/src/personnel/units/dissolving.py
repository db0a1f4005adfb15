"""The use case of dissolving a unit."""

from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import say_reason
from abdi.auth import Principal
from abdi.db.context import context_of
from abdi.messaging import publish
from abdi.problems import RuleBroken
from personnel.histories.queries import known_at, list_history
from personnel.histories.service import end
from personnel.identifiers.rules import errors_of
from personnel.positions.models import Position
from personnel.units.events import UnitDissolved
from personnel.units.models import Unit, UnitPlacement
from personnel.units.queries import get_unit_to_change, unit_read
from personnel.units.rules import check_dissolved
from personnel.units.schemas import UnitDissolution, UnitRead
from personnel.units.service import lock_tree, unit_facts

LAST_PLACE: Final = -1


async def dissolve_unit(
    session: AsyncSession, principal: Principal, *, unit_id: UUID, dissolution: UnitDissolution
) -> UnitRead:
    """End a unit that holds nothing any more; its past stays. Raises NotFound, UnitGone, RuleBroken."""
    # Positions enter a unit under its row's lock, units under that of the tree.
    unit = await get_unit_to_change(session, principal, unit_id)
    await lock_tree(session, unit.agency_code)
    on = dissolution.effective_on
    placed = (await list_history(session, UnitPlacement, unit.id))[LAST_PLACE]
    broken = errors_of(
        check_dissolved(
            on,
            placed_since=placed.valid_from,
            today=context_of(session).clock.today(),
            units_below=await _count_units_below(session, unit),
            positions=await _count_positions(session, unit),
        )
    )
    if broken:
        raise RuleBroken(reasons=broken)
    say_reason(session, dissolution.reason)
    await end(session, placed, on)
    unit.dissolved_on = on
    unit.updated_at = context_of(session).clock.now()
    await session.flush()
    publish(session, UnitDissolved(**unit_facts(unit, placed.parent_id), reason=dissolution.reason))
    return unit_read(unit, None)


async def _count_units_below(session: AsyncSession, unit: Unit) -> int:
    below = select(func.count()).where(
        UnitPlacement.parent_id == unit.id, known_at(UnitPlacement, None), UnitPlacement.valid_to.is_(None)
    )
    return await session.scalar(below) or 0


async def _count_positions(session: AsyncSession, unit: Unit) -> int:
    left = select(func.count()).where(Position.unit_id == unit.id, Position.abolished_on.is_(None))
    return await session.scalar(left) or 0
