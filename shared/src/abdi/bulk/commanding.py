"""Taking a file by a command of the operator: read, judged and written as over HTTP, without a job.

Rows that cannot be taken are named and the others are. An interrupted command is simply given again: what is
there already is unchanged.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.audit import record_bulk
from abdi.bulk.days import is_month_first
from abdi.bulk.headers import Header
from abdi.bulk.importing import Undone, job_name
from abdi.bulk.judging import GOOD, Judge, Judged
from abdi.bulk.kinds import AnyImportKind, ImportContext
from abdi.bulk.reading import open_table
from abdi.bulk.records import CSV, XLSX, Record
from abdi.bulk.rows import Numbered, RowError
from abdi.bulk.taking import Rows, take_chunk
from abdi.clock import new_id
from abdi.db.uow import UnitContext, unit_of_work
from abdi.i18n import Text
from abdi.tokens import Principal

Before = Callable[[Sequence[Any]], Awaitable[None]]
"""What is awaited before a chunk is taken, with its rows."""

_XLSX_SUFFIX: Final = ".xlsx"
_POLL_SECONDS: Final = 0.2


async def wait_until(is_so: Callable[[], Awaitable[bool]], *, patience_seconds: float) -> None:
    """Wait for what another service has yet to tell; gives up in silence: the rows say what is missing."""
    deadline = asyncio.get_running_loop().time() + patience_seconds
    while asyncio.get_running_loop().time() < deadline:
        if await is_so():
            return
        await asyncio.sleep(_POLL_SECONDS)


@dataclass
class CommandReport:
    """What became of the rows of a file; a row may have several errors."""

    rows: int = 0
    imported: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """How many rows were not taken."""
        return len({error.row for error in self.errors})


@dataclass(frozen=True)
class CommandImport:
    """One run over one file, each chunk a unit of work of its own."""

    kind: AnyImportKind
    path: Path
    sessions: async_sessionmaker[AsyncSession]
    context: UnitContext
    is_dry_run: bool = False
    before: Before | None = None

    async def run(self) -> CommandReport:
        """Take what can be taken. Raises FileRefused for a file that is none, OSError."""
        report = CommandReport()
        with self.path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        for chunk in _chunks(_placed(_good(self._judged(), report)), self.kind.chunk):
            if self.before is not None:
                await self.before([one.row for unit in chunk for one in unit])
            await self._take(chunk, report, digest=digest)
        report.errors.sort(key=lambda error: (error.row, error.column))
        return report

    async def _take(self, chunk: Sequence[Rows], report: CommandReport, *, digest: str) -> None:
        try:
            async with unit_of_work(self.sessions, self.context) as session:
                taken = await take_chunk(session, self.kind, chunk, context=self._context())
                if taken.imported:
                    counts = {"imported": taken.imported, "unchanged": taken.unchanged}
                    record_bulk(session, job_name(self.kind), {"sha256": digest, **counts})
                self._undo_if_dry()
        except Undone:
            pass
        report.imported += taken.imported
        report.unchanged += taken.unchanged
        report.errors += taken.errors

    def _undo_if_dry(self) -> None:
        if self.is_dry_run:
            raise Undone

    def _context(self) -> ImportContext:
        operator = Principal(subject=self.context.actor, kind="service")
        return ImportContext(
            job_id=new_id(),
            actor=self.context.actor,
            agency=None,
            is_dry_run=self.is_dry_run,
            principal=operator,
        )

    def _judged(self) -> Iterator[tuple[Judged, Judge]]:
        form = XLSX if self.path.suffix.lower() == _XLSX_SUFFIX else CSV
        with open_table(self.path, self.kind, form=form) as (header, records):
            judge = Judge(self.kind, header, None, self._month_first(header, records))
        with open_table(self.path, self.kind, form=form) as (_, records):
            for record in records:
                if not record.is_empty:
                    yield judge.judge(record), judge

    def _month_first(self, header: Header, records: Iterator[Record]) -> frozenset[str]:
        """The columns of days in which some value can only be MM/DD/YYYY."""
        of_days = set(header.days(self.kind.row))
        days = [(place, name) for place, name in enumerate(header.columns) if name and name in of_days]
        return frozenset(
            name
            for record in records
            for place, name in days
            if place < len(record.cells) and is_month_first(record.cells[place])
        )


def told(error: RowError) -> str:
    """An error as a command says it."""
    place = f"line {error.row}" + (f", {error.column}" if error.column else "")
    hint = f" ({error.suggestion.en})" if error.suggestion else ""
    return f"{place}: {error.code}: {error.message.en}{hint}"


def summary(report: CommandReport, *, is_dry_run: bool) -> str:
    """What a command says at its end."""
    verb = "would be imported" if is_dry_run else "imported"
    kept = f"{report.imported} {verb}, {report.unchanged} unchanged"
    return f"{report.rows} rows: {kept}, {report.refused} refused"


def _good(
    judged: Iterator[tuple[Judged, Judge]], report: CommandReport
) -> Iterator[tuple[Numbered[Any], str | None]]:
    """The rows that are good by themselves and repeat none, with their groups; the others are reported."""
    first_of: dict[str, int] = {}
    for row, judge in judged:
        report.rows += 1
        if row.state != GOOD or row.key is None:
            report.errors += [_error_of(row.number, error) for error in row.errors]
        elif (first := first_of.setdefault(row.key, row.number)) != row.number:
            message = Text(f"baris ini mengulang baris {first}", f"this row repeats row {first}")
            report.errors.append(RowError(row.number, "", "twin", message))
        else:
            yield Numbered(row.number, judge.row_of(row.cells)), row.group


def _placed(rows: Iterator[tuple[Numbered[Any], str | None]]) -> list[Rows]:
    """What belongs together, in the order in which the file first tells of it."""
    units: dict[object, list[Numbered[Any]]] = {}
    for row, group in rows:
        units.setdefault(row.number if group is None else group, []).append(row)
    return list(units.values())


def _chunks(units: Sequence[Rows], size: int) -> Iterator[list[Rows]]:
    chunk: list[Rows] = []
    held = 0
    for unit in units:
        chunk.append(unit)
        held += len(unit)
        if held >= size:
            yield chunk
            chunk, held = [], 0
    if chunk:
        yield chunk


def _error_of(number: int, kept: dict[str, Any]) -> RowError:
    hint = kept["suggestion"]
    suggestion = None if hint is None else Text(hint["id"], hint["en"])
    return RowError(
        number, kept["column"], kept["code"], Text(kept["message"]["id"], kept["message"]["en"]), suggestion
    )
