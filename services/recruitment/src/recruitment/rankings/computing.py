"""Computing a ranking: read by COPY, judged in parcels, kept by COPY and one INSERT, all or nothing."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import polars as pl
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import record_bulk
from abdi.faults import crash_at
from abdi.i18n import Text
from abdi.jobs import Job, JobFailed, JobKind, JobRun, JobState
from recruitment.policy import COMPUTE_RANKING
from recruitment.rankings.columns import copy_in, copy_out
from recruitment.rankings.models import Ranking
from recruitment.rankings.openings import read_openings, share_openings
from recruitment.rankings.parcels import Parcels, Told
from recruitment.rankings.queries import count_changes, find_published
from recruitment.rankings.stages import Judging, ScoresMissing, StageName
from recruitment.rankings.statements import COLUMNS, CREATE_STAGED, FINAL_INPUT, KEEP_ROWS, SKD_INPUT
from recruitment.rankings.states import RankingState
from recruitment.selections.models import Selection
from recruitment.selections.rules.standard import AgencyKind
from recruitment.selections.standards import standard_of

COMPUTE: Final = "rankings.compute"
SLICE: Final = 20_000
"""How many rows are written as text at once: the largest post alone may have a hundred thousand."""
_PATIENCE: Final = text("""
    SELECT set_config('statement_timeout', '60min', true),
        set_config('idle_in_transaction_session_timeout', '10min', true),
        set_config('work_mem', '128MB', true)
""")
_MISSING: Final = Text(
    "Nilai peserta berubah atau belum lengkap; hitung lagi setelah lengkap.",
    "Scores changed or are not complete; compute again when they are.",
)
_STOPPED: Final = Text("Perhitungan dihentikan sebelum selesai.", "Computing was stopped before it was done.")
_UNWANTED: Final = Text("Pemeringkatan ini sudah dibatalkan.", "This ranking is not wanted any more.")


async def compute_ranking(run: JobRun) -> None:
    """The rows of a ranking that somebody asked for; begun anew after a crash, as nothing is kept before."""
    try:
        await (await Computing.of(run, _ranking_of(run.job))).run()
    except ScoresMissing as missing:
        raise JobFailed("scores_missing", _MISSING) from missing


async def discard_uncomputed(session: AsyncSession, job: Job, why: Text | None) -> None:
    """Nobody waits for a ranking whose computing ended without its rows; another one can be asked for."""
    is_open = (Ranking.id == _ranking_of(job), Ranking.state == RankingState.COMPUTING)
    values = {"state": RankingState.DISCARDED, "reason": (why or _STOPPED).id}
    await session.execute(update(Ranking).where(*is_open).values(values))


def _ranking_of(job: Job) -> UUID:
    return UUID(job.params["ranking_id"])


COMPUTE_JOB: Final = JobKind(COMPUTE, compute_ranking, COMPUTE_RANKING, left=discard_uncomputed)


@dataclass
class Computing:
    """One ranking on its way."""

    run_: JobRun
    ranking: Ranking
    judging: Judging
    basis: tuple[Any, ...]
    """What its input statement asks for."""
    told: Told = field(default_factory=Told)
    read_at: datetime | None = None
    changes_seen: int = 0

    @classmethod
    async def of(cls, run: JobRun, ranking_id: UUID) -> "Computing":
        """What is to be done. Raises JobFailed when nobody wants it any more."""
        async with run.unit() as session:
            ranking = await session.get_one(Ranking, ranking_id)
            if ranking.state != RankingState.COMPUTING:
                raise JobFailed("not_wanted", _UNWANTED)
            selection = await session.get_one(Selection, ranking.selection_id)
            _, standard = await standard_of(session, version=ranking.rule_set)
            openings = await read_openings(session, selection.id, standard)
            kind: AgencyKind = "central" if selection.agency_kind == "central" else "regional"
            stage: StageName = "skd" if ranking.stage == "skd" else "final"
            basis: tuple[Any, ...] = (selection.id,)
            if stage == "final":
                skd = await find_published(session, selection.id, "skd")
                if skd is None:
                    raise JobFailed("not_wanted", _UNWANTED)
                basis = (skd.id, standard.results.skd.goes_on, 10**standard.skb.decimals)
        return cls(run, ranking, Judging(stage, openings, standard, kind), basis)

    async def run(self) -> None:
        """Everything; the rows stand or fall with the end of the job."""
        async with self.run_.unit() as reading:
            await reading.execute(_PATIENCE)
            params = {"selection_id": self.ranking.selection_id}
            await share_openings(reading, self.judging.openings, params=params)
            async with self.run_.unit() as writing:
                await writing.execute(_PATIENCE)
                await writing.execute(text(CREATE_STAGED))
                await self._judge(reading, writing)
                await self.run_.say("keeping", rows=self.told.rows)
                await self._keep(writing)
                crash_at("rankings.before_commit")

    async def _judge(self, reading: AsyncSession, writing: AsyncSession) -> None:
        # Before the scores are read: what is committed in between is told as changed, never overlooked.
        place = self.ranking.selection_id, self.ranking.stage
        self.read_at = self.run_.kit.clock.now()
        self.changes_seen = (await count_changes(reading, {place[0]}))[place]

        async def judge(people: pl.DataFrame) -> None:
            rows = await asyncio.to_thread(self.judging.rows, people)
            for part in rows.iter_slices(SLICE):
                lines = await asyncio.to_thread(self.told.lines, part)
                await copy_in(writing, "ranked", lines, columns=COLUMNS)
            await self.run_.say("ranking", rows=self.told.rows)

        parcels = Parcels(self.judging, judge)
        query = SKD_INPUT if self.judging.stage == "skd" else FINAL_INPUT
        await copy_out(reading, query, *self.basis, schema=self.judging.schema, take=parcels.take)
        await parcels.end()

    async def _keep(self, session: AsyncSession) -> None:
        ranking = await self._locked(session)
        given = {"ranking_id": ranking.id, "agency": ranking.agency}
        await session.execute(text(KEEP_ROWS), given)
        manifest = self.told.manifest() | {
            "stage": ranking.stage,
            "number": ranking.number,
            "rule_set": ranking.rule_set,
            "openings": self.judging.openings.height,
        }
        ranking.state, ranking.manifest = RankingState.COMPUTED, manifest
        ranking.computed_at, ranking.changes_seen = self.read_at, self.changes_seen
        record_bulk(session, COMPUTE, manifest | {"ranking_id": str(ranking.id)})
        await session.flush()
        await self.run_.settle(session, JobState.FINISHED, rows=self.told.rows)

    async def _locked(self, session: AsyncSession) -> Ranking:
        wanted = select(Ranking).where(Ranking.id == self.ranking.id).with_for_update()
        ranking = (await session.scalars(wanted)).one()
        if ranking.state != RankingState.COMPUTING:
            raise JobFailed("not_wanted", _UNWANTED)
        return ranking
