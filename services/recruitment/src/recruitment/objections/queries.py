"""Finding objections, and what they are objections to."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.directory import Columns, scope
from abdi.paging import ListQuery, Page, paginate
from abdi.policy import Permission
from abdi.problems import NotFound
from recruitment.applications.models import Application
from recruitment.objections.models import Objection, ObjectionAnswer
from recruitment.objections.rules import ObjectionStage, ObjectionState
from recruitment.objections.schemas import ObjectionFilters
from recruitment.rankings.models import Ranking, RankingRow
from recruitment.verifications.models import AdministrativeAnnouncement
from recruitment.verifications.permissions import LODGE_OBJECTION, OBJECTIONS, READ_OBJECTION

_APPLICATIONS = Columns(Application.agency, Application.applicant_id)


class Result(NamedTuple):
    """A result that can be objected to; `ranking_id` only of the final one."""

    announced_at: datetime
    ranking_id: UUID | None = None


class Waiting(NamedTuple):
    """Objections without an answer."""

    waiting: int
    oldest_id: UUID | None
    oldest_since: datetime | None


async def get_own_application(
    session: AsyncSession, principal: Principal, application_id: UUID, *, is_locked: bool = False
) -> Application:
    """The principal's own application. Raises NotFound."""
    within = scope(principal, LODGE_OBJECTION, _APPLICATIONS)
    is_submitted = Application.submitted_at.is_not(None)
    wanted = select(Application).where(Application.id == application_id, is_submitted, within)
    found = await session.scalar(wanted.with_for_update() if is_locked else wanted)
    if found is None:
        raise NotFound
    return found


async def list_objections_of(session: AsyncSession, application_id: UUID) -> Sequence[Objection]:
    """The objections of one application, the first one first."""
    wanted = select(Objection).where(Objection.application_id == application_id)
    return (await session.scalars(wanted.order_by(Objection.lodged_at))).all()


async def find_result(
    session: AsyncSession, application: Application, stage: ObjectionStage
) -> Result | None:
    """The announced result of a stage that is about this application."""
    if stage is ObjectionStage.ADMINISTRATIVE:
        announced = select(AdministrativeAnnouncement.announced_at).where(
            AdministrativeAnnouncement.selection_id == application.selection_id,
            AdministrativeAnnouncement.number == 1,
        )
        at = await session.scalar(announced)
        return None if at is None else Result(at)
    return await _final_result(session, application)


async def get_objection(
    session: AsyncSession, principal: Principal, objection_id: UUID
) -> tuple[Objection, ObjectionAnswer | None]:
    """An objection that the principal may see, with what stays inside of its answer. Raises NotFound."""
    within = scope(principal, READ_OBJECTION, OBJECTIONS)
    found = await session.scalar(select(Objection).where(Objection.id == objection_id, within))
    if found is None:
        raise NotFound
    return found, await session.get(ObjectionAnswer, objection_id)


async def list_objections(
    session: AsyncSession, principal: Principal, *, filters: ObjectionFilters, query: ListQuery
) -> Page[Any]:
    """A page of the objections that the principal may see, who waits longest first."""
    wanted = select(Objection).where(scope(principal, READ_OBJECTION, OBJECTIONS))
    for name, value in filters.model_dump(exclude_none=True, exclude={"lodged_before"}).items():
        wanted = wanted.where(getattr(Objection, name) == value)
    if filters.lodged_before is not None:
        wanted = wanted.where(Objection.lodged_at < filters.lodged_before)
    keys = [Objection.lodged_at, Objection.id]
    return await paginate(session, wanted, query=query, keys=keys, row=lambda found: found)


async def answers_of(session: AsyncSession, objection_ids: Collection[UUID]) -> dict[UUID, ObjectionAnswer]:
    """What stays inside of the answers of these objections."""
    wanted = select(ObjectionAnswer).where(ObjectionAnswer.objection_id.in_(objection_ids))
    return {answer.objection_id: answer for answer in await session.scalars(wanted)}


async def lock_objections(
    session: AsyncSession, principal: Principal, permission: Permission, *, objection_ids: Collection[UUID]
) -> dict[UUID, Objection]:
    """Those of these objections to which `permission` extends, locked in one order."""
    within = scope(principal, permission, OBJECTIONS)
    wanted = select(Objection).where(Objection.id.in_(objection_ids), within)
    locked = wanted.order_by(Objection.id).with_for_update()
    return {found.id: found for found in await session.scalars(locked)}


async def lock_applications(
    session: AsyncSession, application_ids: Collection[UUID]
) -> dict[UUID, Application]:
    """The applications behind objections, locked in one order."""
    wanted = select(Application).where(Application.id.in_(application_ids))
    locked = wanted.order_by(Application.id).with_for_update()
    return {found.id: found for found in await session.scalars(locked)}


async def find_waiting(session: AsyncSession, selection_id: UUID, stage: ObjectionStage) -> Waiting:
    """How many objections to a result wait for an answer, and the one that waits longest."""
    waiting = (
        Objection.selection_id == selection_id,
        Objection.stage == stage,
        Objection.state == ObjectionState.LODGED,
    )
    count = await session.scalar(select(func.count()).where(*waiting)) or 0
    oldest = select(Objection.id, Objection.lodged_at).where(*waiting)
    row = (await session.execute(oldest.order_by(Objection.lodged_at, Objection.id).limit(1))).one_or_none()
    return Waiting(count, row.id if row else None, row.lodged_at if row else None)


async def count_by_state(session: AsyncSession, selection_id: UUID) -> dict[str, dict[str, int]]:
    """Objections of a selection by the result objected to and by state."""
    counted = (
        select(Objection.stage, Objection.state, func.count())
        .where(Objection.selection_id == selection_id)
        .group_by(Objection.stage, Objection.state)
    )
    found: dict[str, dict[str, int]] = {}
    for stage, state, count in await session.execute(counted):
        found.setdefault(stage, {})[state] = count
    return found


async def count_by_ground(session: AsyncSession, selection_id: UUID) -> dict[str, int]:
    """Objections of a selection by ground."""
    counted = select(Objection.ground, func.count()).where(Objection.selection_id == selection_id)
    rows = await session.execute(counted.group_by(Objection.ground))
    return {ground: count for ground, count in rows}  # noqa: C416 - rows are no pairs to mypy


async def list_corrections_asked(session: AsyncSession, selection_id: UUID) -> Sequence[Objection]:
    """The accepted objections to the final result: what a new version of the ranking must mend."""
    wanted = select(Objection).where(
        Objection.selection_id == selection_id, Objection.needs_correction.is_(True)
    )
    return (await session.scalars(wanted.order_by(Objection.lodged_at, Objection.id))).all()


async def _final_result(session: AsyncSession, application: Application) -> Result | None:
    # The window counts from the first announcement; what is disputed is the version that stands.
    wanted = (
        select(Ranking.id, Ranking.published_at)
        .join(RankingRow, RankingRow.ranking_id == Ranking.id)
        .where(
            Ranking.selection_id == application.selection_id,
            Ranking.stage == "final",
            Ranking.state == "published",
            Ranking.published_at.is_not(None),
            RankingRow.application_id == application.id,
        )
        .order_by(Ranking.number)
    )
    rows = (await session.execute(wanted)).all()
    return Result(rows[0].published_at, rows[-1].id) if rows else None
