"""Use cases about positions; who holds them follows from appointments."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.problems import AlreadyExists, NotFound, PreconditionFailed
from personnel.policy import may_enter_into
from personnel.positions.events import PositionCreated, PositionDescribed
from personnel.positions.models import Position
from personnel.positions.queries import find_position, get_position_to_change
from personnel.positions.schemas import PositionCreate, PositionUpdate
from personnel.positions.state import position_facts
from personnel.units.models import Unit


async def create_position(session: AsyncSession, principal: Principal, new: PositionCreate) -> Position:
    """Enter an empty position. Raises AlreadyExists for a code in use, NotFound for the unit."""
    may_enter_into(principal, new.agency)
    await _must_be_unit_of(session, new.agency, new.unit_id)
    if await find_position(session, new.agency, new.code) is not None:
        raise AlreadyExists
    position = Position(id=new_id(), agency_code=new.agency, **new.model_dump(exclude={"agency"}))
    session.add(position)
    await session.flush()
    publish(session, PositionCreated(**position_facts(position)))
    return position


async def describe_position(
    session: AsyncSession,
    principal: Principal,
    *,
    position_id: UUID,
    update: PositionUpdate,
    seen_version: int,
) -> Position:
    """Change what the position is. Raises NotFound, PreconditionFailed."""
    position = await get_position_to_change(session, principal, position_id)
    if position.version != seen_version:
        raise PreconditionFailed(current_version=position.version)
    changes = update.model_dump(exclude_none=True)
    if update.unit_id is not None:
        await _must_be_unit_of(session, position.agency_code, update.unit_id)
    for name, value in changes.items():
        setattr(position, name, value)
    position.updated_at = context_of(session).clock.now()
    await session.flush()
    publish(session, PositionDescribed(**position_facts(position), changed=sorted(changes)))
    return position


async def _must_be_unit_of(session: AsyncSession, agency: str, unit_id: UUID) -> None:
    unit = await session.get(Unit, unit_id)
    if unit is None or unit.agency_code != agency:
        raise NotFound(Text("Unit tidak ditemukan", "The unit was not found"))
