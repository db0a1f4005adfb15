"""Making a package in the background: rows to a file, the file signed, then log and parts at once."""

import asyncio
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Final, cast
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import record_bulk
from abdi.faults import crash_at
from abdi.i18n import Text
from abdi.jobs import JobFailed, JobKind, JobRun, JobState
from recruitment.policy import MAKE_PACKAGE
from recruitment.publications.containers import Container
from recruitment.publications.log_entries import LogFacts
from recruitment.publications.packages import FILES, Draft, begin_package
from recruitment.rankings.models import Ranking
from recruitment.result_packages.facts import read_facts
from recruitment.result_packages.gathering import Gathered, ScoresChanged, gather_rows
from recruitment.result_packages.models import ResultPackage, ResultPackageBlock
from recruitment.result_packages.parts import PartWriter
from recruitment.result_packages.proofs import proof_files
from recruitment.settings import Settings
from recruitment.transparency_log.appending import append_entry
from recruitment.transparency_log.signing import LogSigner

MAKE: Final = "result_packages.make"
_UNWANTED: Final = Text("Paket ini sudah dibuat.", "This package was made already.")
_CHANGED: Final = Text(
    "Nilai peserta sudah berubah sejak pemeringkatan dihitung; susun versi berikutnya.",
    "Scores were changed since the ranking was computed; make its next version.",
)


async def make_package(run: JobRun) -> None:
    """The package of a published ranking; begun anew after a crash, as nothing counts before its end."""
    ranking_id = UUID(run.job.params["ranking_id"])
    with TemporaryDirectory(prefix="abdi-package-") as folder:
        try:
            await _Making(run, ranking_id, Path(folder)).run()
        except ScoresChanged as changed:
            raise JobFailed("scores_changed", _CHANGED) from changed
        except ValueError as error:
            told = Text(f"Paket tidak dapat dibuat: {error}", f"The package cannot be made: {error}")
            raise JobFailed("cannot_be_written", told) from error


MAKE_JOB: Final = JobKind(MAKE, make_package, MAKE_PACKAGE)


@dataclass
class _Making:
    """One package on its way."""

    run_: JobRun
    ranking_id: UUID
    folder: Path

    @property
    def _signer(self) -> LogSigner:
        return LogSigner.of(cast("Settings", self.run_.kit.settings))

    async def run(self) -> None:
        """The whole job; what it keeps stands or falls with its last transaction."""
        signer = self._signer
        async with self.run_.unit() as session:
            await self._wanted(session)
            ranking = await session.get_one(Ranking, self.ranking_id)
            facts = await read_facts(session, ranking, log=signer.name)
            gathered = await gather_rows(session, ranking, facts, path=self.folder / "rows")
        await self.run_.say("signing")
        with (self.folder / "results.zip").open("w+b") as target:
            draft = await asyncio.to_thread(begin_package, target, gathered.content(), signer.key)
            await self.run_.say("keeping")
            async with self.run_.unit() as session:
                await self._keep(session, target, draft, gathered=gathered)
                crash_at("result_packages.before_commit")

    async def _wanted(self, session: AsyncSession, *, is_locked: bool = False) -> ResultPackage:
        package = await session.get_one(ResultPackage, self.ranking_id, with_for_update=is_locked)
        if package.state != "making" or package.job_id != self.run_.job.id:
            raise JobFailed("not_wanted", _UNWANTED)
        return package

    async def _keep(
        self, session: AsyncSession, target: BinaryIO, draft: Draft, *, gathered: Gathered
    ) -> None:
        package = await self._wanted(session, is_locked=True)
        writer = PartWriter(session, self.ranking_id, target)
        await writer.keep_whole()  # others who add to the log need not wait for this
        log = await append_entry(session, draft.entry, signer=self._signer, agency=package.agency)
        draft.finish(log)
        await writer.keep_rest()
        blocks = [asdict(block) | {"ranking_id": self.ranking_id} for block in gathered.blocks]
        if blocks:
            await session.execute(insert(ResultPackageBlock), blocks)
        told = await self._make_ready(session, writer, log, target=target)
        await self.run_.settle(session, JobState.FINISHED, **told)

    async def _make_ready(
        self, session: AsyncSession, writer: PartWriter, log: LogFacts, *, target: BinaryIO
    ) -> dict[str, Any]:
        told = {
            "sha256": writer.digest.hexdigest(),
            "size": writer.size,
            "leaf_index": log.index,
            "log": self._signer.name,
            "fingerprint": self._signer.fingerprint,
        }
        ready = {
            **told,
            "state": "ready",
            "made_at": self.run_.kit.clock.now(),
            "proof_files": proof_files(Container(target, FILES, label="results.zip")),
            "version": ResultPackage.version + 1,
        }
        await session.execute(
            update(ResultPackage)
            .where(ResultPackage.ranking_id == self.ranking_id)
            .values(ready)
            .execution_options(synchronize_session=False)
        )
        record_bulk(session, MAKE, told | {"ranking_id": str(self.ranking_id)})
        return told
