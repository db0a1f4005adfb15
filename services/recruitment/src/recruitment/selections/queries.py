"""Finding selections within what the principal may see, and what belongs to them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from abdi.auth import Permission, Principal
from abdi.directory import scope
from abdi.paging import ListQuery, Page, paginate
from abdi.problems import NotFound
from recruitment.formations.models import Formation, Opening
from recruitment.policy import READ_SELECTION, SELECTION_COLUMNS
from recruitment.selections.models import ScheduleChange, Selection, SelectionFormation
from recruitment.selections.schemas import SelectionFilters

WHOLE = (
    selectinload(Selection.stages),
    selectinload(Selection.tests),
    selectinload(Selection.documents),
)


async def get_selection(
    session: AsyncSession, principal: Principal, selection_id: UUID, *, is_locked: bool = False
) -> Selection:
    """A selection that the principal may see, with its parts; locked when asked. Raises NotFound."""
    within = scope(principal, READ_SELECTION, SELECTION_COLUMNS)
    wanted = select(Selection).where(Selection.id == selection_id, within).options(*WHOLE)
    found = await session.scalar(wanted.with_for_update(of=Selection) if is_locked else wanted)
    if found is None:
        raise NotFound
    return found


async def get_selection_for(
    session: AsyncSession,
    principal: Principal,
    permission: Permission,
    *,
    selection_id: UUID,
    is_locked: bool = False,
) -> Selection:
    """A selection to which `permission` extends, without its parts; locked when asked. Raises NotFound.

    The lock may be held for minutes: rows that refer to the selection are written meanwhile.
    """
    within = scope(principal, permission, SELECTION_COLUMNS)
    wanted = select(Selection).where(Selection.id == selection_id, within)
    found = await session.scalar(wanted.with_for_update(key_share=True) if is_locked else wanted)
    if found is None:
        raise NotFound
    return found


async def list_selections(
    session: AsyncSession, principal: Principal, *, filters: SelectionFilters, query: ListQuery
) -> Page[Any]:
    """A page of the selections that the principal may see."""
    wanted = select(Selection).where(scope(principal, READ_SELECTION, SELECTION_COLUMNS)).options(*WHOLE)
    for name, value in filters.model_dump(exclude_none=True).items():
        wanted = wanted.where(getattr(Selection, name) == value)
    return await paginate(session, wanted, query=query, keys=[Selection.id], row=lambda found: found)


async def list_changes(session: AsyncSession, selection_id: UUID) -> list[ScheduleChange]:
    """Every schedule that was announced, the first one first."""
    wanted = select(ScheduleChange).where(ScheduleChange.selection_id == selection_id)
    return list(await session.scalars(wanted.order_by(ScheduleChange.schedule_version)))


async def openings_by_need(session: AsyncSession, selection_id: UUID) -> dict[str, int]:
    """How many openings the formations of a selection have, by need."""
    counted = (
        select(Opening.need, func.sum(Opening.count))
        .join(SelectionFormation, SelectionFormation.formation_id == Opening.formation_id)
        .where(SelectionFormation.selection_id == selection_id)
        .group_by(Opening.need)
    )
    return {need: int(count) for need, count in await session.execute(counted)}


async def count_formations(session: AsyncSession, selection_id: UUID) -> int:
    """How many formations a selection fills."""
    counted = select(func.count()).where(SelectionFormation.selection_id == selection_id)
    return (await session.execute(counted)).scalar_one()


async def list_unapproved(session: AsyncSession, selection_id: UUID, *, limit: int = 20) -> list[UUID]:
    """Formations of a selection that are not approved (any more), the first ones."""
    wanted = (
        select(Formation.id)
        .join(SelectionFormation, SelectionFormation.formation_id == Formation.id)
        .where(SelectionFormation.selection_id == selection_id, Formation.state != "approved")
    )
    return list(await session.scalars(wanted.order_by(Formation.id).limit(limit)))


async def list_formations(session: AsyncSession, selection_id: UUID, *, query: ListQuery) -> Page[Any]:
    """A page of the formations that a selection fills, with their openings."""
    wanted = (
        select(Formation)
        .join(SelectionFormation, SelectionFormation.formation_id == Formation.id)
        .where(SelectionFormation.selection_id == selection_id)
        .options(selectinload(Formation.openings))
    )
    return await paginate(session, wanted, query=query, keys=[Formation.id], row=lambda found: found)


async def chosen_by(session: AsyncSession, formation_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The selection to which each of these formations is bound; without those that are free."""
    wanted = select(SelectionFormation.formation_id, SelectionFormation.selection_id)
    bound = (SelectionFormation.formation_id.in_(formation_ids), ~SelectionFormation.is_released)
    rows = await session.execute(wanted.where(*bound))
    return {row.formation_id: row.selection_id for row in rows}
