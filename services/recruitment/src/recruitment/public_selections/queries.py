"""Finding what was announced. Nothing here reads a table about persons."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, cast, exists, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from abdi.paging import ListQuery, Page, paginate
from abdi.problems import NotFound
from recruitment.formations.models import Formation, Opening
from recruitment.public_selections.schemas import PublicFormationFilters, PublicSelectionFilters
from recruitment.selections.models import ScheduleChange, Selection, SelectionFormation

ANNOUNCED: Final[ColumnElement[bool]] = Selection.announced_at.is_not(None)
"""A draft that was cancelled was never public."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many formations and openings a selection has."""

    formations: int = 0
    openings: int = 0


async def get_announced(session: AsyncSession, selection_id: UUID) -> Selection:
    """An announced selection with its parts. Raises NotFound."""
    wanted = select(Selection).where(Selection.id == selection_id, ANNOUNCED)
    parts = (selectinload(Selection.stages), selectinload(Selection.tests), selectinload(Selection.documents))
    found = await session.scalar(wanted.options(*parts))
    if found is None:
        raise NotFound
    return found


async def list_announced(
    session: AsyncSession, *, filters: PublicSelectionFilters, query: ListQuery
) -> Page[Any]:
    """A page of announced selections with their stages."""
    wanted = select(Selection).where(ANNOUNCED).options(selectinload(Selection.stages))
    for name, value in filters.model_dump(exclude_none=True).items():
        wanted = wanted.where(getattr(Selection, name) == value)
    return await paginate(session, wanted, query=query, keys=[Selection.id], row=lambda found: found)


async def sizes_of(session: AsyncSession, selection_ids: Collection[UUID]) -> dict[UUID, Size]:
    """Formations and openings of these selections; those without any are left out."""
    counted = (
        select(
            SelectionFormation.selection_id,
            func.count(SelectionFormation.formation_id.distinct()).label("formations"),
            func.coalesce(func.sum(Opening.count), 0).label("openings"),
        )
        .outerjoin(Opening, Opening.formation_id == SelectionFormation.formation_id)
        .where(SelectionFormation.selection_id.in_(selection_ids))
        .group_by(SelectionFormation.selection_id)
    )
    rows = await session.execute(counted)
    return {row.selection_id: Size(row.formations, int(row.openings)) for row in rows}


async def list_formations(
    session: AsyncSession, selection_id: UUID, *, filters: PublicFormationFilters, query: ListQuery
) -> Page[Any]:
    """A page of the formations of a selection that fit."""
    wanted = formations_of(selection_id).where(*_conditions(filters))
    return await paginate(session, wanted, query=query, keys=[Formation.id], row=lambda found: found)


async def list_whole(session: AsyncSession, selection_id: UUID, *, limit: int) -> Sequence[Formation]:
    """All formations of a selection in the order of an official list, up to `limit`."""
    order = (Formation.placement_name, Formation.position_name, Formation.id)
    return (await session.scalars(formations_of(selection_id).order_by(*order).limit(limit))).all()


def formations_of(selection_id: UUID) -> Select[Formation]:
    """The formations of a selection with their openings."""
    return (
        select(Formation)
        .join(SelectionFormation, SelectionFormation.formation_id == Formation.id)
        .where(SelectionFormation.selection_id == selection_id)
        .options(selectinload(Formation.openings))
    )


def _conditions(filters: PublicFormationFilters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.education_code is not None:
        conditions.append(cast(Formation.education_codes, JSONB).contains([filters.education_code]))
    if filters.education_level is not None:
        conditions.append(Formation.education_level == filters.education_level)
    if filters.place is not None:
        conditions.append(Formation.placement_code == filters.place)
    if filters.need is not None:
        has = exists().where(Opening.formation_id == Formation.id, Opening.need == filters.need)
        conditions.append(has)
    for word in (filters.text or "").split():
        named = (Formation.position_name, Formation.placement_name)
        conditions.append(or_(*(column.icontains(word, autoescape=True) for column in named)))
    return conditions


async def list_latest_changes(session: AsyncSession, *, limit: int) -> Sequence[tuple[Any, Any]]:
    """The latest versions of schedules with their selections, the newest first; for the feed."""
    wanted = select(ScheduleChange, Selection).join(Selection, Selection.id == ScheduleChange.selection_id)
    newest = wanted.where(ANNOUNCED).order_by(ScheduleChange.announced_at.desc(), ScheduleChange.id.desc())
    return [(row[0], row[1]) for row in await session.execute(newest.limit(limit))]


async def list_latest_endings(session: AsyncSession, *, limit: int) -> Sequence[Selection]:
    """The announced selections that ended last, the newest first."""
    wanted = select(Selection).where(ANNOUNCED, Selection.ended_at.is_not(None))
    return (await session.scalars(wanted.order_by(Selection.ended_at.desc()).limit(limit))).all()
