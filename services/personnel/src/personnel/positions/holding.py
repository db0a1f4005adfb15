"""Who holds a position follows from the appointments; this is the one place that draws the conclusion."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.context import context_of
from abdi.messaging import publish
from personnel.appointments.models import AppointmentRecord
from personnel.histories.queries import holds_on, known_at
from personnel.histories.rules import Span
from personnel.positions.events import PositionFilled, PositionVacated
from personnel.positions.models import Position
from personnel.positions.state import position_facts


async def lock_positions(session: AsyncSession, position_ids: Collection[UUID]) -> Sequence[Position]:
    """The positions, locked until the commit, in one order for everybody."""
    wanted = select(Position).where(Position.id.in_(position_ids)).order_by(Position.id)
    locked = wanted.with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(locked)).all()


async def settle_holders(
    session: AsyncSession, positions: Sequence[Position], *, reason: str, vacated_on: date
) -> None:
    """Write who holds the locked `positions` today, and publish what changed.

    One that falls empty is so since its last holder's end, or `vacated_on` if nobody ever held it.
    Those that fall empty go first: nobody holds two positions, not even for a moment.
    """
    holders = await _holders(session, [position.id for position in positions])
    changed = [position for position in positions if position.holder_id != holders.get(position.id)]
    before = {position.id: position.holder_id for position in changed}
    ends = await _last_ends(session, [position.id for position in changed])
    now = context_of(session).clock.now()
    for position in changed:
        if before[position.id] is not None:
            position.holder_id, position.empty_since = None, ends.get(position.id, vacated_on)
            position.updated_at = now
    await session.flush()
    for position in changed:
        holder = holders.get(position.id)
        if holder is not None:
            position.holder_id, position.empty_since = holder, None
            position.updated_at = now
    await session.flush()
    for position in changed:
        _publish_change(session, position, before[position.id], reason=reason)


def _publish_change(session: AsyncSession, position: Position, previous: UUID | None, *, reason: str) -> None:
    facts = position_facts(position)
    if position.holder_id is not None:
        publish(session, PositionFilled(**facts, previous_holder_id=previous))
    elif previous is not None:
        publish(session, PositionVacated(**facts, previous_holder_id=previous, reason=reason))


async def _holders(session: AsyncSession, position_ids: Collection[UUID]) -> dict[UUID, UUID]:
    today = context_of(session).clock.today()
    holding = select(AppointmentRecord.position_id, AppointmentRecord.employee_id).where(
        AppointmentRecord.position_id.in_(position_ids),
        known_at(AppointmentRecord, None),
        holds_on(AppointmentRecord, today),
    )
    return {row.position_id: row.employee_id for row in await session.execute(holding)}


async def _last_ends(session: AsyncSession, position_ids: Collection[UUID]) -> dict[UUID, date]:
    ended = select(AppointmentRecord.position_id, func.max(AppointmentRecord.valid_to).label("on")).where(
        AppointmentRecord.position_id.in_(position_ids),
        known_at(AppointmentRecord, None),
        AppointmentRecord.valid_to <= context_of(session).clock.today(),
    )
    by_position = ended.group_by(AppointmentRecord.position_id)
    return {row.position_id: row.on for row in await session.execute(by_position)}


async def find_other_holder(
    session: AsyncSession, position_id: UUID, *, span: Span, by_other_than: UUID
) -> AppointmentRecord | None:
    """The first appointment of somebody else to the position that has a day in common with `span`, if any."""
    others = select(AppointmentRecord).where(
        AppointmentRecord.position_id == position_id,
        AppointmentRecord.employee_id != by_other_than,
        known_at(AppointmentRecord, None),
        AppointmentRecord.valid_to.is_(None) | (AppointmentRecord.valid_to > span.starts),
    )
    if span.ends is not None:
        others = others.where(AppointmentRecord.valid_from < span.ends)
    return await session.scalar(others.order_by(AppointmentRecord.valid_from).limit(1))
