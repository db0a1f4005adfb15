"""Finding rankings and what stands in them."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import func, null, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from abdi.auth import Principal
from abdi.db.fence import beyond_fence
from abdi.directory import scope
from abdi.paging import ListQuery, Page, paginate
from abdi.problems import NotFound
from recruitment.applications.models import Application
from recruitment.policy import OUTCOMES, RANKINGS, READ_OUTCOME, READ_RANKING
from recruitment.rankings.models import PublishedRow, Ranking, RankingRow
from recruitment.rankings.schemas import PublicRankingFilters, RankingFilters, RowFilters
from recruitment.rankings.statements import COUNT_CHANGES, COUNT_OPEN
from recruitment.rankings.states import RankingState

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('recruitment.ranking.' || :key, 0))")
COMPARED = ("twk", "tiu", "tkp", "skb", "final_score", "place", "code", "seat_id", "step")
"""What makes the outcome of somebody another one."""


async def get_ranking(
    session: AsyncSession, principal: Principal, ranking_id: UUID, *, is_locked: bool = False
) -> Ranking:
    """A ranking that the principal may see, locked when asked. Raises NotFound."""
    wanted = select(Ranking).where(Ranking.id == ranking_id, scope(principal, READ_RANKING, RANKINGS))
    found = await session.scalar(wanted.with_for_update(of=Ranking) if is_locked else wanted)
    if found is None:
        raise NotFound
    return found


async def list_rankings(
    session: AsyncSession, principal: Principal, *, filters: RankingFilters, query: ListQuery
) -> Page[Any]:
    """A page of the rankings that the principal may see, the oldest first."""
    wanted = select(Ranking).where(scope(principal, READ_RANKING, RANKINGS))
    for name, value in filters.model_dump(exclude_none=True).items():
        wanted = wanted.where(getattr(Ranking, name) == value)
    return await paginate(session, wanted, query=query, keys=[Ranking.id], row=lambda found: found)


async def list_changed(session: AsyncSession, rankings: Iterable[Ranking]) -> set[UUID]:
    """Those of these rankings for which a correction of a score was committed since their scores were read.

    For `skd` corrections of SKD count, with the earlier sittings that are used again; for `final` all. They
    are counted beyond the fence, as the earlier sitting may be another agency's; only that there are some
    is told. Counts, and no times: a correction may be committed long after its own time.
    """
    computed = [one for one in rankings if one.computed_at is not None]
    async with beyond_fence(session):
        counts = await count_changes(session, {one.selection_id for one in computed})
    return {one.id for one in computed if counts[one.selection_id, one.stage] > one.changes_seen}


async def count_changes(session: AsyncSession, selection_ids: Collection[UUID]) -> Counter[tuple[UUID, str]]:
    """Corrections of scores that are committed by now, by selection and by the stage that rests on them."""
    counted: Counter[tuple[UUID, str]] = Counter()
    if selection_ids:
        given = {"selection_ids": [str(one) for one in selection_ids]}
        for selection_id, skd, final in await session.execute(text(COUNT_CHANGES), given):
            counted[selection_id, "skd"], counted[selection_id, "final"] = skd, final
    return counted


async def lock_stage(session: AsyncSession, selection_id: UUID, stage: str) -> list[Ranking]:
    """The rankings of a stage by number; nobody else begins one until the transaction ends."""
    await session.execute(_LOCK, {"key": f"{selection_id}.{stage}"})
    wanted = select(Ranking).where(Ranking.selection_id == selection_id, Ranking.stage == stage)
    return list(await session.scalars(wanted.order_by(Ranking.number)))


async def find_published(
    session: AsyncSession, selection_id: UUID, stage: str, *, before: int | None = None
) -> Ranking | None:
    """The newest published ranking of a stage, or the newest before a number."""
    wanted = select(Ranking).where(
        Ranking.selection_id == selection_id,
        Ranking.stage == stage,
        Ranking.state == RankingState.PUBLISHED,
    )
    if before is not None:
        wanted = wanted.where(Ranking.number < before)
    found: Ranking | None = await session.scalar(wanted.order_by(Ranking.number.desc()).limit(1))
    return found


async def count_open(session: AsyncSession, selection_id: UUID, *, skd: Ranking | None, goes_on: str) -> Any:
    """How much is not decided yet before a stage: `unjudged`, `participants`, `without_scores`."""
    if skd is None:
        return (await session.execute(text(COUNT_OPEN["skd"]), {"selection_id": selection_id})).one()
    given = {"selection_id": selection_id, "ranking_id": skd.id, "goes_on": goes_on}
    return (await session.execute(text(COUNT_OPEN["final"]), given)).one()


def _rows(ranking: Ranking) -> Any:
    return (
        select(RankingRow, Application.participant_number)
        .outerjoin(Application, Application.id == RankingRow.application_id)
        .where(RankingRow.ranking_id == ranking.id)
    )


async def list_rows(
    session: AsyncSession, ranking: Ranking, *, filters: RowFilters, query: ListQuery
) -> Page[Any]:
    """A page of the rows of a ranking, with their participant numbers."""
    wanted = _rows(ranking)
    for name, value in filters.model_dump(exclude_none=True).items():
        wanted = wanted.where(getattr(RankingRow, name) == value)
    return await paginate(
        session, wanted, query=query, keys=[RankingRow.application_id], row=lambda found: found[:2]
    )


async def get_outcome(
    session: AsyncSession, principal: Principal, ranking_id: UUID, *, application_id: UUID
) -> tuple[Ranking, RankingRow, str | None]:
    """The outcome and number of an application, when the principal may see it by now. Raises NotFound."""
    wanted = (
        select(Ranking, RankingRow, Application.participant_number)
        .join(RankingRow, RankingRow.ranking_id == Ranking.id)
        .outerjoin(Application, Application.id == RankingRow.application_id)
        .where(
            RankingRow.ranking_id == ranking_id,
            RankingRow.application_id == application_id,
            scope(principal, READ_OUTCOME, OUTCOMES),
            or_(Ranking.state == RankingState.PUBLISHED, scope(principal, READ_RANKING, RANKINGS)),
        )
    )
    found = (await session.execute(wanted)).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1], found[2]


async def list_changes(
    session: AsyncSession, ranking: Ranking, before: Ranking | None, *, query: ListQuery
) -> Page[Any]:
    """A page of the people whose outcome is another one than before: the rows `now` and `earlier`."""
    new = select(RankingRow).where(RankingRow.ranking_id == ranking.id).subquery()
    old = select(RankingRow).where(RankingRow.ranking_id == (before.id if before else null())).subquery()
    now, earlier = aliased(RankingRow, new), aliased(RankingRow, old)
    key: Any = func.coalesce(new.c.application_id, old.c.application_id)
    differs = [new.c[name].is_distinct_from(old.c[name]) for name in COMPARED]
    wanted: Any = (
        select(now, earlier, Application.participant_number)
        .select_from(new.join(old, new.c.application_id == old.c.application_id, full=True))
        .outerjoin(Application, Application.id == key)
        .where(or_(*differs))
    )
    return await paginate(session, wanted, query=query, keys=[key], row=lambda found: found[:3])


async def list_public_rankings(
    session: AsyncSession, *, filters: PublicRankingFilters, query: ListQuery
) -> Page[Any]:
    """A page of published rankings."""
    wanted = select(Ranking).where(Ranking.state == RankingState.PUBLISHED)
    for name, value in filters.model_dump(exclude_none=True).items():
        wanted = wanted.where(getattr(Ranking, name) == value)
    return await paginate(session, wanted, query=query, keys=[Ranking.id], row=lambda found: found)


async def get_public_ranking(session: AsyncSession, ranking_id: UUID) -> Ranking:
    """A published ranking. Raises NotFound."""
    wanted = select(Ranking).where(Ranking.id == ranking_id, Ranking.state == RankingState.PUBLISHED)
    found = await session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


async def list_public_rows(
    session: AsyncSession, ranking: Ranking, *, filters: RowFilters, query: ListQuery
) -> Page[Any]:
    """A page of the published rows, by participant number."""
    wanted = select(PublishedRow).where(PublishedRow.ranking_id == ranking.id)
    for name, value in filters.model_dump(exclude_none=True).items():
        wanted = wanted.where(getattr(PublishedRow, name) == value)
    return await paginate(
        session, wanted, query=query, keys=[PublishedRow.participant_number], row=lambda found: found
    )
