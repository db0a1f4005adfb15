"""Use cases about positions; who holds them follows from appointments."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.policy import Resource, decide, permitted
from abdi.problems import AlreadyExists, NotFound, PreconditionFailed, RuleBroken
from personnel.employees.changing import lock_placed, today_of, touch_placed
from personnel.employees.events import PositionChanged
from personnel.employees.models import Employee
from personnel.employees.state import state_of
from personnel.identifiers.rules import Check, errors_of
from personnel.policy import WRITE_ORGANISATION
from personnel.positions.events import PositionCreated, PositionDescribed
from personnel.positions.models import Position
from personnel.positions.queries import find_head, find_position, get_position_to_change
from personnel.positions.rules import check_empty_since, check_one_head, check_position
from personnel.positions.schemas import PositionCreate, PositionUpdate
from personnel.positions.state import position_facts
from personnel.units.models import Unit

SHOWN_OF_PEOPLE: Final = frozenset({"title", "level", "unit_id"})
"""What an employee's record shows of the position held."""


async def create_position(session: AsyncSession, principal: Principal, new: PositionCreate) -> Position:
    """Enter an empty position. Raises AlreadyExists for a code in use, NotFound for the unit, RuleBroken."""
    permitted(decide(principal, WRITE_ORGANISATION, Resource(new.agency)))
    unit = await _lock_unit_of(session, new.agency, new.unit_id)
    if await find_position(session, new.agency, new.code) is not None:
        raise AlreadyExists
    position = Position(id=new_id(), agency_code=new.agency, **new.model_dump(exclude={"agency"}))
    today = context_of(session).clock.today()
    since = check_empty_since(new.empty_since, unit_from=unit.valid_from, today=today)
    await _must_be_lawful(session, position, also=since)
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
    """Change what the position is, if anything; whoever was ever placed there shows it, and so changes too.

    Raises NotFound, PreconditionFailed, RuleBroken.
    """
    if update.model_fields_set & SHOWN_OF_PEOPLE:
        await lock_placed(session, Position.id == position_id)
    position = await get_position_to_change(session, principal, position_id)
    if position.version != seen_version:
        raise PreconditionFailed(current_version=position.version)
    sent = update.model_dump(exclude_none=True)
    changes = {name: value for name, value in sent.items() if getattr(position, name) != value}
    if not changes:
        return position
    await _lock_unit_of(session, position.agency_code, update.unit_id or position.unit_id)
    for name, value in changes.items():
        setattr(position, name, value)
    if changes.keys() & {"unit_id", "level", "is_head"}:
        await _must_be_lawful(session, position)
    position.updated_at = context_of(session).clock.now()
    await session.flush()
    publish(session, PositionDescribed(**position_facts(position), changed=sorted(changes)))
    if changes.keys() & SHOWN_OF_PEOPLE:
        await touch_placed(session, Position.id == position.id)
    if "unit_id" in changes and position.holder_id is not None:
        await _tell_of_holder(session, position.holder_id, position)
    return position


async def _tell_of_holder(session: AsyncSession, holder_id: UUID, position: Position) -> None:
    # The unit in which somebody works decides who may see the person, in every service.
    holder = await session.get_one(Employee, holder_id, populate_existing=True)
    publish(
        session,
        PositionChanged(
            agency=holder.agency_code,
            employee_id=holder.id,
            state=await state_of(session, holder, on=today_of(session)),
            previous_position_id=position.id,
            position_id=position.id,
            effective_on=today_of(session),
        ),
    )


async def _lock_unit_of(session: AsyncSession, agency: str, unit_id: UUID) -> Unit:
    # Two heads entered at once would not see each other.
    unit = await session.get(Unit, unit_id, with_for_update=True)
    if unit is None or unit.agency_code != agency or unit.dissolved_on is not None:
        raise NotFound(Text("Unit tidak ditemukan", "The unit was not found"))
    return unit


async def _must_be_lawful(session: AsyncSession, position: Position, *, also: Sequence[Check] = ()) -> None:
    head = await find_head(session, position.unit_id, besides=position.id) if position.is_head else None
    broken = errors_of(
        [
            *check_position(position.kind, level=position.level, is_head=position.is_head),
            check_one_head(is_head=position.is_head, other_code=head.code if head else None),
            *also,
        ]
    )
    if broken:
        raise RuleBroken(reasons=broken)
