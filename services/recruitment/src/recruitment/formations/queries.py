"""Finding formations within what the principal may see."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from abdi.auth import Permission, Principal
from abdi.directory import scope, scope_of_any, units_below
from abdi.paging import ListQuery, Page, paginate
from abdi.problems import NotFound
from recruitment.formations.models import Formation, Opening
from recruitment.formations.rules import FormationState
from recruitment.formations.schemas import FormationFilters
from recruitment.policy import FORMATION_COLUMNS, READ_FORMATION, REVIEW_FORMATION
from recruitment.posts.models import Post
from recruitment.selections.models import Selection, SelectionFormation

Line = tuple[str, int, UUID, str]
"""Agency, intake, post, and the digest of placement and education."""

_LOCK = text("""
    SELECT count(pg_advisory_xact_lock(hashtextextended('recruitment.formation.' || line, 0)))
    FROM (SELECT DISTINCT unnest(CAST(:lines AS text[])) AS line ORDER BY 1) AS asked
""")


@dataclass(frozen=True, slots=True)
class Found:
    """A formation, and whether the principal may do with it what was asked about, and whether review it."""

    formation: Formation
    may: bool
    reviews: bool


async def get_formation(session: AsyncSession, principal: Principal, formation_id: UUID) -> Formation:
    """A formation with its openings, if the principal may see it. Raises NotFound."""
    wanted = select(Formation).where(
        Formation.id == formation_id, scope(principal, READ_FORMATION, FORMATION_COLUMNS)
    )
    found = await session.scalar(wanted.options(selectinload(Formation.openings)))
    if found is None:
        raise NotFound
    return found


async def list_formations_to_change(
    session: AsyncSession, principal: Principal, act: Permission, *, formation_ids: Collection[UUID]
) -> dict[UUID, Found]:
    """Those that the principal may see, by id, with their openings, locked in one order for everybody."""
    may = scope(principal, act, FORMATION_COLUMNS).label("may")
    visible = scope_of_any(principal, (READ_FORMATION, act), FORMATION_COLUMNS)
    reviews = scope(principal, REVIEW_FORMATION, FORMATION_COLUMNS).label("reviews")
    wanted = select(Formation, may, reviews).where(Formation.id.in_(formation_ids), visible)
    wanted = wanted.options(selectinload(Formation.openings))
    rows = await session.execute(wanted.order_by(Formation.id).with_for_update(of=Formation))
    return {row.Formation.id: Found(row.Formation, row.may, row.reviews) for row in rows}


async def list_formations(
    session: AsyncSession, principal: Principal, *, filters: FormationFilters, query: ListQuery
) -> Page[Any]:
    """A page of formations, the oldest first."""
    wanted = select(Formation).where(scope(principal, READ_FORMATION, FORMATION_COLUMNS), *_narrowed(filters))
    wanted = wanted.options(selectinload(Formation.openings))
    return await paginate(session, wanted, query=query, keys=[Formation.id], row=lambda found: found)


def _narrowed(filters: FormationFilters) -> Iterable[ColumnElement[bool]]:
    for name in ("agency", "intake", "state", "position_id"):
        value = getattr(filters, name)
        if value is not None:
            yield getattr(Formation, name) == value
    if filters.unit_id is not None:
        yield Formation.unit_id.in_(units_below([filters.unit_id]))
    if filters.need is not None:
        yield Formation.id.in_(select(Opening.formation_id).where(Opening.need == filters.need))
    if filters.education_code is not None:
        yield Formation.education_codes.contains([filters.education_code])
    if filters.q is not None:
        yield func.lower(Formation.position_name).contains(filters.q.lower(), autoescape=True)


async def lock_lines(session: AsyncSession, lines: Collection[Line]) -> dict[Line, Formation]:
    """Which of these lines are asked for already, by formations that were not withdrawn.

    Two askers of one line wait for each other until the first one ends.
    """
    named = [f"{agency}.{intake}.{position}.{line}" for agency, intake, position, line in lines]
    await session.execute(_LOCK, {"lines": named})
    return await list_lines(session, lines)


async def list_lines(session: AsyncSession, lines: Collection[Line]) -> dict[Line, Formation]:
    """As `lock_lines` without waiting for anybody."""
    if not lines:
        return {}
    columns = tuple_(Formation.agency, Formation.intake, Formation.position_id, Formation.line)
    wanted = select(Formation).where(columns.in_(lines), Formation.state != FormationState.WITHDRAWN)
    found = await session.scalars(wanted.options(selectinload(Formation.openings)))
    return {(one.agency, one.intake, one.position_id, one.line or ""): one for one in found}


async def list_selected(
    session: AsyncSession, formation_ids: Collection[UUID]
) -> dict[UUID, tuple[UUID, str]]:
    """The selection to which each of these formations is bound, and its state; without the free ones."""
    wanted = (
        select(SelectionFormation.formation_id, Selection.id, Selection.state)
        .join(Selection, Selection.id == SelectionFormation.selection_id)
        .where(SelectionFormation.formation_id.in_(formation_ids), ~SelectionFormation.is_released)
    )
    rows = await session.execute(wanted)
    return {formation_id: (selection_id, state) for formation_id, selection_id, state in rows}


async def list_announced_before(session: AsyncSession, formation_ids: Collection[UUID]) -> set[UUID]:
    """Those of these formations that an announced selection had which was cancelled."""
    wanted = (
        select(SelectionFormation.formation_id)
        .join(Selection, Selection.id == SelectionFormation.selection_id)
        .where(
            SelectionFormation.formation_id.in_(formation_ids),
            SelectionFormation.is_released,
            Selection.announced_at.is_not(None),
        )
    )
    return set(await session.scalars(wanted))


async def count_empty_posts(
    session: AsyncSession, places: Collection[tuple[UUID, str]]
) -> dict[tuple[UUID, str], int]:
    """Empty posts by unit and title."""
    if not places:
        return {}
    wanted = (
        select(Post.unit_id, Post.title, func.count())
        .where(
            tuple_(Post.unit_id, Post.title).in_(places),
            Post.holder_id.is_(None),
            Post.abolished_on.is_(None),
        )
        .group_by(Post.unit_id, Post.title)
    )
    return {(unit_id, title): number for unit_id, title, number in await session.execute(wanted)}
