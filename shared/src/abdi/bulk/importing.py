"""Taking a file: staged, judged as a set, then written chunk by chunk, as one whole or step by step."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit.changes import fold_changes, record_bulk
from abdi.bulk.judging import Judge, agencies_of
from abdi.bulk.kinds import AnyImportKind, ImportContext, Taken
from abdi.bulk.loading import Loaded, load
from abdi.bulk.rows import Numbered
from abdi.bulk.staging import count_rows, next_rows, refuse_rows
from abdi.bulk.taking import Rows, take_chunk, units_of
from abdi.faults import crash_at
from abdi.jobs.kinds import JobKind
from abdi.jobs.records import JobState
from abdi.jobs.running import JobRun
from abdi.messaging.outbox import flush_pending

OnError = Literal["refuse", "skip"]


class Asked(BaseModel):
    """What was asked for with the file; the params of the job."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: str
    is_dry_run: bool
    on_error: OnError
    sha256: str
    size: int

    @property
    def is_one_whole(self) -> bool:
        """Whether nothing is kept unless all is."""
        return self.is_dry_run or self.on_error == "refuse"


class Undone(Exception):  # noqa: N818 - no error: the way to leave a unit of work without a trace
    """Everything was tried and nothing is kept."""


def import_job(kind: AnyImportKind) -> JobKind:
    """The job that takes files of this kind."""

    async def run(job: JobRun) -> None:
        await Importing(kind, job, Asked.model_validate(job.job.params)).run()

    return JobKind(job_name(kind), run, kind.permission)


def job_name(kind: AnyImportKind) -> str:
    """What its jobs are called."""
    return f"imports.{kind.name}"


@dataclass
class Importing:
    """One file on its way."""

    kind: AnyImportKind
    run_: JobRun
    asked: Asked
    imported: int = 0
    unchanged: int = 0

    async def run(self) -> None:
        """The whole job; goes on behind the last chunk that was committed."""
        agencies = agencies_of(self.run_.principal, self.kind.permission)
        progress = self.run_.progress
        if self.asked.is_one_whole or "loaded" not in progress:
            progress.clear()
            loaded = await load(self.run_, self.kind, agencies, form=self.asked.form)
            crash_at("imports.after_staging")
        else:
            loaded = Loaded.model_validate(progress["loaded"])
        judge = Judge(self.kind, loaded.header, agencies, frozenset(loaded.month_first))
        if self.asked.is_one_whole:
            await self._write_as_one(judge)
        else:
            await self._write_in_steps(judge)

    async def _write_as_one(self, judge: Judge) -> None:
        state = JobState.FINISHED
        try:
            async with self.run_.unit() as session:
                async for chunk, position in self._chunks(session, judge):
                    await self._take_within(session, chunk, position)
                _, errors = await count_rows(session, self.run_.job.id)
                if errors and self.asked.on_error == "refuse":
                    state = JobState.REFUSED
                self._undo_unless_kept(state)
                await self._end(session, state)
                crash_at("imports.before_commit")
        except Undone:
            if not self.asked.is_dry_run:
                self.imported = self.unchanged = 0
            async with self.run_.unit() as session:
                await self._end(session, state)

    def _undo_unless_kept(self, state: JobState) -> None:
        if self.asked.is_dry_run or state is JobState.REFUSED:
            raise Undone

    async def _take_within(self, session: AsyncSession, chunk: list[Rows], position: int) -> None:
        """One chunk of the whole; what is wrong and how far it is are told beside it."""
        taken = await take_chunk(session, self.kind, chunk, context=self._context())
        self._add(taken)
        await session.run_sync(flush_pending)
        fold_changes(session)
        session.expunge_all()  # a hundred thousand rows need not stay in memory
        async with self.run_.unit() as beside:
            await refuse_rows(beside, self.run_.job.id, taken.errors)
            await self.run_.advance(beside, "writing", done=position, **self._counts())
        crash_at("imports.after_chunk")

    async def _write_in_steps(self, judge: Judge) -> None:
        progress = self.run_.progress
        self.imported, self.unchanged = progress.get("imported", 0), progress.get("unchanged", 0)
        while True:
            async with self.run_.unit() as session:
                found = await self._next(session, judge, after=progress.get("done", 0))
                if found is None:
                    await self._end(session, JobState.FINISHED)
                    return
                chunk, position = found
                taken = await take_chunk(session, self.kind, chunk, context=self._context())
                self._add(taken)
                await refuse_rows(session, self.run_.job.id, taken.errors)
                self._record(session, taken)
                await self.run_.advance(session, "writing", done=position, **self._counts())
            crash_at("imports.after_chunk")
            self.run_.kit.wake_relay()

    async def _chunks(self, session: AsyncSession, judge: Judge) -> AsyncIterator[tuple[list[Rows], int]]:
        position = 0
        while found := await self._next(session, judge, after=position):
            yield found
            position = found[1]

    async def _next(
        self, session: AsyncSession, judge: Judge, *, after: int
    ) -> tuple[list[Rows], int] | None:
        job_id = self.run_.job.id
        held = await next_rows(session, job_id, after=after, limit=self.kind.chunk)
        if not held:
            return None
        rows = [(Numbered(row.number, judge.row_of(row.cells)), row.group) for row in held]
        return units_of(rows), held[-1].position

    async def _end(self, session: AsyncSession, state: JobState) -> None:
        rows, errors = await count_rows(session, self.run_.job.id)
        if state is JobState.FINISHED and not self.asked.is_dry_run:
            counts = {"rows": rows, "imported": self.imported, "unchanged": self.unchanged, "errors": errors}
            record_bulk(session, self.run_.job.kind, self._manifest() | counts | {"is_end": True})
        await self.run_.check_authority()
        told: dict[str, Any] = {"rows": rows, "errors": errors, "done": rows, **self._counts()}
        await self.run_.settle(session, state, **told)

    def _record(self, session: AsyncSession, taken: Taken) -> None:
        refused = len({error.row for error in taken.errors})
        counts = {"imported": taken.imported, "unchanged": taken.unchanged, "errors": refused}
        record_bulk(session, self.run_.job.kind, self._manifest() | counts)

    def _manifest(self) -> dict[str, Any]:
        return {
            "job_id": str(self.run_.job.id),
            "kind": self.kind.name,
            "sha256": self.asked.sha256,
            "on_error": self.asked.on_error,
            "is_dry_run": False,
        }

    def _add(self, taken: Taken) -> None:
        self.imported += taken.imported
        self.unchanged += taken.unchanged

    def _counts(self) -> dict[str, int]:
        return {"imported": self.imported, "unchanged": self.unchanged}

    def _context(self) -> ImportContext:
        job = self.run_.job
        return ImportContext(
            job_id=job.id,
            actor=job.actor,
            agency=job.agency,
            is_dry_run=self.asked.is_dry_run,
            principal=self.run_.principal,
        )
