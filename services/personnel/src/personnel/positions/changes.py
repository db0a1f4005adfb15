"""What changed in a list of positions, and what left it."""

from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.clock import Clock
from abdi.db.context import context_of
from abdi.paging import ListQuery, Page, paginate
from personnel.departures.queries import must_have_held_since
from personnel.departures.rules import position_left
from personnel.departures.schemas import Removal
from personnel.employees.changing import today_of
from personnel.positions.models import Position
from personnel.positions.queries import matching, visible_in
from personnel.positions.schemas import PositionFilters, PositionRead
from personnel.positions.state import position_read


async def list_position_changes(
    session: AsyncSession, principal: Principal, *, filters: PositionFilters, query: ListQuery
) -> Page[PositionRead | Removal]:
    """A page of the positions that changed, in the order of their changes. Raises AuthorityChanged."""
    if query.changed_since is not None:
        await must_have_held_since(session, principal, query.changed_since, today=today_of(session))
    changed = visible_in(principal, filters.agency).add_columns(matching(filters).label("is_asked_for"))
    return await paginate(
        session,
        changed,
        query=query,
        keys=[Position.updated_at, Position.id],
        row=partial(_told, context_of(session).clock),
    )


def _told(clock: Clock, row: Any) -> PositionRead | Removal:
    position: Position = row[0]
    if row.is_asked_for:
        return position_read(position)
    changed_at = position.updated_at
    left = position_left(position.abolished_on)
    if left is not None:
        return Removal(id=position.id, removed_on=left.on, reason=left.reason, changed_at=changed_at)
    return Removal(
        id=position.id, removed_on=clock.day_of(changed_at), reason="filters_not_met", changed_at=changed_at
    )
