"""From the file to staged rows: read once, in batches, with everything that is wrong with each row alone."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeVar

from pydantic import BaseModel

from abdi.bulk.days import is_month_first
from abdi.bulk.headers import Header
from abdi.bulk.judging import UNREADABLE, Judge, Judged
from abdi.bulk.kinds import AnyImportKind
from abdi.bulk.reading import open_table
from abdi.bulk.records import FileRefused, Record
from abdi.bulk.staging import (
    count_rows,
    forget_rows,
    judged_rows,
    keep_groups_back,
    place_groups,
    refuse_twins,
    stage_rows,
)
from abdi.faults import crash_at
from abdi.jobs.files import copy_file
from abdi.jobs.kinds import JobFailed
from abdi.jobs.running import JobRun, our_sessions

T = TypeVar("T")
UPLOAD: Final = "upload"
_BATCH: Final = 1000


class Loaded(BaseModel):
    """What is known of a file once its rows are staged; kept with the job."""

    number: int
    names: tuple[str, ...]
    columns: tuple[str | None, ...]
    month_first: tuple[str, ...] = ()
    """Columns in which some value can only be MM/DD/YYYY."""

    @property
    def header(self) -> Header:
        """The header of the file."""
        return Header(self.number, self.names, self.columns)


async def load(run: JobRun, kind: AnyImportKind, agencies: frozenset[str] | None, *, form: str) -> Loaded:
    """Stage the rows of the job's file, judged and compared. Raises JobFailed for a file that is none."""
    async with run.unit() as session:
        await forget_rows(session, run.job.id)
        await run.advance(session, "reading", done=0)
    with TemporaryDirectory(prefix="abdi-import-") as folder, ExitStack() as stack:
        path = Path(folder, "file")
        await copy_file(our_sessions(run.kit), run.job.id, UPLOAD, to=path)
        try:
            opened = open_table(path, kind, form=form)
            header, records = await _apart(lambda: stack.enter_context(opened))
            judge = Judge(kind, header, agencies)
            in_doubt = await _read(run, judge, records)
        except FileRefused as refused:
            raise JobFailed(refused.code, refused.message) from refused
    loaded = Loaded(
        number=header.number, names=header.names, columns=header.columns, month_first=tuple(sorted(in_doubt))
    )
    if in_doubt:
        await _judge_again(run, replace(judge, month_first=frozenset(in_doubt)))
    async with run.unit() as session:
        await refuse_twins(session, run.job.id)
        if kind.is_group_whole:
            await keep_groups_back(session, run.job.id)
        if kind.group is not None:
            await place_groups(session, run.job.id)
        rows, errors = await count_rows(session, run.job.id)
        known = loaded.model_dump(mode="json")
        await run.advance(session, "judging", loaded=known, rows=rows, errors=errors, done=0)
    return loaded


async def _read(run: JobRun, judge: Judge, records: Iterator[Record]) -> set[str]:
    """Stage all rows; returns the columns whose days are in doubt."""
    batches = _Batches(judge, records)
    rows = 0
    while not batches.is_over:
        judged = await _apart(batches.take)
        rows += len(judged)
        async with run.unit() as session:
            await stage_rows(session, run.job.id, judged)
            await run.advance(session, "reading", rows=rows)
        crash_at("imports.reading")
    return batches.in_doubt


class _Batches:
    """The rows of a file in judged batches, and what the file as a whole tells on the way."""

    def __init__(self, judge: Judge, records: Iterator[Record]) -> None:
        self.is_over = False
        self.in_doubt: set[str] = set()
        self._judge = judge
        self._records = records
        days = judge.header.days(judge.kind.row)
        columns = enumerate(judge.header.columns)
        self._days = [(place, name) for place, name in columns if name is not None and name in days]

    def take(self) -> list[Judged]:
        """The next batch; it may be empty before the end, since empty rows are not judged."""
        seen = list(islice(self._records, _BATCH))
        self.is_over = len(seen) < _BATCH
        return [self._judged(record) for record in seen if not record.is_empty]

    def _judged(self, record: Record) -> Judged:
        for place, name in self._days:
            if place < len(record.cells) and is_month_first(record.cells[place]):
                self.in_doubt.add(name)
        return self._judge.judge(record)


async def _apart(work: Callable[[], T]) -> T:
    """Run `work` in a thread, and never leave it behind: what it opens must be closed after it."""
    task = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise


async def _judge_again(run: JobRun, judge: Judge) -> None:
    """Judge all rows once more, now that the file said how its days may be meant."""
    number = 0
    while True:
        async with run.unit() as session:
            rows = await judged_rows(session, run.job.id, after=number, limit=_BATCH)
            if not rows:
                return
            judged = [judge.judge(Record(row.number, row.cells)) for row in rows if row.state != UNREADABLE]
            await stage_rows(session, run.job.id, judged)
            await run.advance(session, "judging")
        number = rows[-1].number
