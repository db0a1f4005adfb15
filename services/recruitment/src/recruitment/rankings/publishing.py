"""Publishing a ranking as a whole: one statement for its rows, one audit entry, one event."""

from typing import Final
from uuid import UUID

from sqlalchemy import select, text

from abdi.audit import record_bulk
from abdi.i18n import Text
from abdi.jobs import JobFailed, JobKind, JobRun, JobState
from abdi.messaging import publish
from recruitment.policy import PUBLISH_RANKING
from recruitment.rankings.events import RankingPublished
from recruitment.rankings.models import Ranking
from recruitment.rankings.statements import COUNT_UNNUMBERED, PUBLISH_ROWS
from recruitment.rankings.states import RankingState

PUBLISH: Final = "rankings.publish"
_PATIENCE: Final = text("SELECT set_config('statement_timeout', '60min', true)")
_UNWANTED: Final = Text(
    "Pemeringkatan ini tidak lagi menunggu penerbitan.",
    "This ranking does not wait to be published any more.",
)
_UNNUMBERED: Final = Text(
    "Ada peserta tanpa nomor peserta; berikan nomor lebih dahulu.",
    "Somebody has no participant number; give the numbers first.",
)


async def publish_rows(run: JobRun) -> None:
    """Let everybody read a computed ranking, by participant number."""
    ranking_id = UUID(run.job.params["ranking_id"])
    async with run.unit() as session:
        await session.execute(_PATIENCE)
        wanted = select(Ranking).where(Ranking.id == ranking_id).with_for_update()
        ranking = (await session.scalars(wanted)).one()
        if ranking.state != RankingState.COMPUTED:
            raise JobFailed("not_wanted", _UNWANTED)
        if await session.scalar(text(COUNT_UNNUMBERED), {"ranking_id": ranking_id}):
            raise JobFailed("participants_without_number", _UNNUMBERED)
        await session.execute(text(PUBLISH_ROWS), {"ranking_id": ranking_id})
        now = run.kit.clock.now()
        ranking.state, ranking.published_at = RankingState.PUBLISHED, now
        record_bulk(session, PUBLISH, ranking.manifest | {"ranking_id": str(ranking_id)})
        publish(session, _fact(ranking))
        await session.flush()
        await run.settle(session, JobState.FINISHED, rows=ranking.manifest["rows"])


PUBLISH_JOB: Final = JobKind(PUBLISH, publish_rows, PUBLISH_RANKING)


def _fact(ranking: Ranking) -> RankingPublished:
    if ranking.published_at is None:
        raise ValueError("the ranking is not published")
    return RankingPublished(
        agency=ranking.agency,
        ranking_id=ranking.id,
        selection_id=ranking.selection_id,
        stage=ranking.stage,
        number=ranking.number,
        rule_set=ranking.rule_set,
        reason=ranking.reason,
        rows=ranking.manifest["rows"],
        codes=ranking.manifest["codes"],
        sha256=ranking.manifest["sha256"],
        published_at=ranking.published_at,
    )
