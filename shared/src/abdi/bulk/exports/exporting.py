"""Making the file: one query, streamed; the file, who was in it and that it was made commit together."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, JsonValue
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit.changes import record_bulk
from abdi.audit.reads import ReadEntry, enter_reads
from abdi.bulk.exports.forms import MOST_SHEET_ROWS, Write, open_form
from abdi.bulk.exports.kinds import SUBJECT, AnyExportKind
from abdi.bulk.judging import agencies_of
from abdi.bulk.records import XLSX
from abdi.faults import crash_at
from abdi.i18n import Text
from abdi.jobs.files import write_file
from abdi.jobs.kinds import JobFailed, JobKind
from abdi.jobs.records import JobState
from abdi.jobs.running import JobRun
from abdi.policy import capacity_of, others, purpose_of

FILE: Final = "export"
AGENCIES: Final = "agencies"
"""In the progress of a job: for which agencies the asker had the permission; None: for all."""
_PAGE: Final = 1000
_SUBJECTS_AT_ONCE: Final = 500
_TOO_MANY: Final = Text(
    "Buku kerja tidak memuat sebanyak ini; mintalah CSV, atau persempit dengan saringan.",
    "A workbook does not hold so many rows; ask for CSV, or narrow it by filters.",
)


class ExportAsked(BaseModel):
    """What was asked for; the params of the job."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: str
    purpose: str
    filters: dict[str, JsonValue]


def export_job(kind: AnyExportKind) -> JobKind:
    """The job that makes files of this kind."""

    async def run(job: JobRun) -> None:
        await Exporting(kind, job, ExportAsked.model_validate(job.job.params)).run()

    return JobKind(export_name(kind), run, kind.permission)


def export_name(kind: AnyExportKind) -> str:
    """What its jobs are called."""
    return f"exports.{kind.name}"


@dataclass
class Exporting:
    """One file on its way; after a crash it begins anew."""

    kind: AnyExportKind
    run_: JobRun
    asked: ExportAsked
    rows: int = 0
    _waiting: list[UUID] = field(default_factory=list)
    """People in the file who are not in the audit yet."""

    async def run(self) -> None:
        """The whole job."""
        held = agencies_of(self.run_.principal, self.kind.permission)
        self.run_.progress[AGENCIES] = None if held is None else sorted(held)
        with TemporaryDirectory(prefix="abdi-export-") as folder:
            path = Path(folder, FILE)
            async with self.run_.unit() as session:
                await self._write(session, path)
                await self._enter(session, everybody=True)
                await self._keep(session, path)
                crash_at("exports.before_commit")

    async def _write(self, session: AsyncSession, path: Path) -> None:
        columns = list(self.kind.row.model_fields)
        form = open_form(self.asked.form, path, name=self.kind.name, columns=columns)
        with form as write:
            async with self._pages() as pages:
                async for page in pages:
                    await self._write_page(session, page, write)

    @asynccontextmanager
    async def _pages(self) -> AsyncIterator[AsyncIterator[Sequence[Mapping[str, Any]]]]:
        """The rows as they were at one moment, a page at a time."""
        filters = self.kind.filters.model_validate(self.asked.filters)
        wanted = self.kind.select(self.run_.principal, filters)
        async with self.run_.unit() as reading:
            found = await reading.stream(wanted.execution_options(yield_per=_PAGE))
            yield found.mappings().partitions(_PAGE)

    async def _write_page(
        self, session: AsyncSession, page: Sequence[Mapping[str, Any]], write: Write
    ) -> None:
        self.rows += len(page)
        if self.asked.form == XLSX and self.rows > MOST_SHEET_ROWS:
            raise JobFailed("too_many_rows_for_a_workbook", _TOO_MANY)
        shown: Callable[[Mapping[str, Any]], Mapping[str, Any]] = self.kind.shown or dict
        await asyncio.to_thread(write, [shown(row) for row in page])
        people = dict.fromkeys(row[SUBJECT] for row in page if row.get(SUBJECT))
        self._waiting += others(self.run_.principal, people)
        await self._enter(session)
        await self.run_.say("writing", rows=self.rows)

    async def _enter(self, session: AsyncSession, *, everybody: bool = False) -> None:
        """Note whom the file tells about: the person sees it, with the purpose."""
        while len(self._waiting) >= _SUBJECTS_AT_ONCE or (everybody and self._waiting):
            subjects = self._waiting[:_SUBJECTS_AT_ONCE]
            del self._waiting[:_SUBJECTS_AT_ONCE]
            await enter_reads(session, [self._entry(subjects)])

    def _entry(self, subjects: Sequence[UUID]) -> ReadEntry:
        job, reader = self.run_.job, self.run_.principal
        given = purpose_of(reader, self.kind.permission)
        return ReadEntry(
            at=self.run_.kit.clock.now(),
            actor=job.actor,
            agency=reader.agency,
            request_id=job.request_id,
            action=job.kind,
            subjects=subjects,
            purpose="; ".join(part for part in (given, self.asked.purpose) if part),
            employee_id=reader.employee_id,
            capacity=capacity_of(reader, self.kind.permission),
        )

    async def _keep(self, session: AsyncSession, path: Path) -> None:
        job = self.run_.job
        with path.open("rb") as source:
            checksum = sha256()
            while piece := source.read(1 << 20):
                checksum.update(piece)
            source.seek(0)
            size = await write_file(session, job.id, FILE, source=source)
        manifest = self.asked.model_dump() | {
            "job_id": str(job.id),
            "rows": self.rows,
            "sha256": checksum.hexdigest(),
        }
        record_bulk(session, job.kind, manifest)
        kept_for = timedelta(hours=self.run_.kit.service_settings.export_retention_hours)
        told: dict[str, Any] = {"rows": self.rows, "size": size, "sha256": checksum.hexdigest()}
        await self.run_.settle(session, JobState.FINISHED, kept_for=kept_for, **told)
