"""The use case of abolishing a position."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import say_reason
from abdi.auth import Principal
from abdi.db.context import context_of
from abdi.messaging import publish
from abdi.problems import RuleBroken
from personnel.identifiers.rules import errors_of
from personnel.positions.events import PositionAbolished
from personnel.positions.models import Position
from personnel.positions.queries import get_position_to_change
from personnel.positions.rules import check_abolished
from personnel.positions.schemas import PositionAbolition
from personnel.positions.state import position_facts


async def abolish_position(
    session: AsyncSession, principal: Principal, *, position_id: UUID, abolition: PositionAbolition
) -> Position:
    """End an empty position; who held it stays known. Raises NotFound, PositionGone, RuleBroken."""
    position = await get_position_to_change(session, principal, position_id)
    clock = context_of(session).clock
    broken = errors_of(
        check_abolished(abolition.effective_on, empty_since=position.empty_since, today=clock.today())
    )
    if broken:
        raise RuleBroken(reasons=broken)
    say_reason(session, abolition.reason)
    position.abolished_on = abolition.effective_on
    position.updated_at = clock.now()
    await session.flush()
    publish(session, PositionAbolished(**position_facts(position), reason=abolition.reason))
    return position
