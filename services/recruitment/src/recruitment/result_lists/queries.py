"""Published results with the posts that they are about. Nothing here reads a table about persons."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.problems import NotFound
from recruitment.formations.models import Formation, Opening
from recruitment.rankings.models import PublishedRow, Ranking
from recruitment.selections.models import Selection


class Result(NamedTuple):
    """A published row with its post."""

    row: PublishedRow
    position: str
    placement: str
    need: str


async def get_published_stage(session: AsyncSession, ranking_id: UUID) -> tuple[Ranking, Selection]:
    """A published ranking with its selection. Raises NotFound."""
    wanted = (
        select(Ranking, Selection)
        .join(Selection, Selection.id == Ranking.selection_id)
        .where(Ranking.id == ranking_id, Ranking.state == "published")
    )
    found = (await session.execute(wanted)).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


async def list_results(session: AsyncSession, ranking_id: UUID, *, limit: int) -> Sequence[Result]:
    """Rows by post, placement and need, the best first, with the post of each; at most `limit`."""
    wanted = (
        select(PublishedRow, Formation.position_name, Formation.placement_name, Opening.need)
        .join(Opening, Opening.id == PublishedRow.opening_id)
        .join(Formation, Formation.id == Opening.formation_id)
        .where(PublishedRow.ranking_id == ranking_id)
        .order_by(
            Formation.position_name,
            Formation.placement_name,
            Opening.need,
            PublishedRow.place.nulls_last(),
            PublishedRow.participant_number,
        )
        .limit(limit)
    )
    return [Result(*row) for row in await session.execute(wanted)]
