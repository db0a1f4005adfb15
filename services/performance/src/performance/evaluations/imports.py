"""Taking in evaluations that were made elsewhere; the same file twice changes nothing."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.audit import record_bulk
from abdi.clock import Clock
from abdi.db.context import context_of
from abdi.db.uow import UnitContext, unit_of_work
from abdi.messaging import publish
from performance.employees.models import Employee
from performance.employees.queries import list_employees_by_nip
from performance.evaluations.events import EvaluationCompleted
from performance.evaluations.files import EvaluationRow, RowError, read_rows
from performance.evaluations.models import Evaluation
from performance.evaluations.queries import get_evaluable_years, list_known_ratings
from performance.evaluations.rules import EvaluableYears, check_year
from performance.evaluations.service import (
    make_evaluation,
    make_version,
    matrix_of_year,
    outcome_of,
)

Fitting = tuple[EvaluationRow, Employee]

BATCH = 1000
_POLL_SECONDS = 0.2


@dataclass
class ImportReport:
    """What became of the rows of a file."""

    rows: int = 0
    imported: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)


@dataclass(frozen=True)
class EvaluationImport:
    """One run over one file. An interrupted run is simply started again."""

    sessions: async_sessionmaker[AsyncSession]
    clock: Clock
    path: Path
    is_dry_run: bool = False
    patience_seconds: float = 0.0
    """How long to wait for employees whose registration has not arrived yet."""

    async def run(self) -> ImportReport:
        """Take in the file in batches, each a unit of work. Raises FileNotReadable."""
        report = ImportReport()
        checksum = sha256(self.path.read_bytes()).hexdigest()
        for batch in _batches(_by_year(self.path, report)):
            await self._wait_for_employees([row.nip for row in batch])
            async with unit_of_work(self.sessions, self._context()) as session:
                made = await import_batch(session, batch, report, is_dry_run=self.is_dry_run)
                if made:
                    manifest = {"file": checksum, "rows": len(batch), "imported": made}
                    record_bulk(session, "evaluation.import", manifest)
        report.errors.sort(key=lambda error: error.line)
        return report

    def _context(self) -> UnitContext:
        return UnitContext(
            actor="performance", request_id="evaluation.import", action="evaluation.import", clock=self.clock
        )

    async def _wait_for_employees(self, nips: Sequence[str]) -> None:
        deadline = asyncio.get_running_loop().time() + self.patience_seconds
        while asyncio.get_running_loop().time() < deadline:
            async with unit_of_work(self.sessions, self._context()) as session:
                known = await list_employees_by_nip(session, nips)
            if known.keys() >= set(nips):
                return
            await asyncio.sleep(_POLL_SECONDS)


async def import_batch(
    session: AsyncSession, rows: Sequence[EvaluationRow], report: ImportReport, *, is_dry_run: bool = False
) -> int:
    """Complete the evaluations of `rows` that are new; how many were stored. Outcomes go into `report`."""
    employees = await list_employees_by_nip(session, [row.nip for row in rows], is_locked=not is_dry_run)
    known = await list_known_ratings(session, [employee.employee_id for employee in employees.values()])
    today = context_of(session).clock.today()
    years = await get_evaluable_years(session, today)
    fitting = []
    for row in rows:
        employee = employees.get(row.nip)
        if employee is None:
            report.errors.append(RowError(row.line, "unknown_employee", row.nip))
        elif error := _refusal(row, employee, years=years, today=today):
            report.errors.append(error)
        else:
            fitting.append((row, employee))
    made: list[Evaluation] = []
    for row, employee in _without_repetitions(fitting, report):
        ratings = known.get((employee.employee_id, row.year))
        if ratings is not None and ratings != (row.work_result, row.behaviour):
            report.errors.append(RowError(row.line, "completed_with_other_ratings"))
        elif ratings is not None:
            report.unchanged += 1
        else:
            report.imported += 1
            made.append(await _evaluation(session, row, employee))
    if is_dry_run:
        return 0
    session.add_all(made)
    await session.flush()
    session.add_all(make_version(session, evaluation, reason=None) for evaluation in made)
    for evaluation in made:
        publish(session, EvaluationCompleted.model_validate(outcome_of(evaluation)))
    await session.flush()
    return len(made)


def _by_year(path: Path, report: ImportReport) -> list[list[EvaluationRow]]:
    """The readable rows, those of one employee and year together, in the order of the file."""
    found: dict[tuple[str, int], list[EvaluationRow]] = {}
    for row in read_rows(path):
        report.rows += 1
        if isinstance(row, RowError):
            report.errors.append(row)
        else:
            found.setdefault((row.nip, row.year), []).append(row)
    return list(found.values())


def _batches(groups: Sequence[Sequence[EvaluationRow]]) -> Iterator[list[EvaluationRow]]:
    """Rows in batches of about a thousand; what may contradict each other stays together."""
    batch: list[EvaluationRow] = []
    for group in groups:
        batch.extend(group)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _without_repetitions(fitting: Sequence[Fitting], report: ImportReport) -> Iterator[Fitting]:
    """One row of each employee and year; the same one again is named, and of contradicting ones all are."""
    of_year: dict[tuple[UUID, int], list[Fitting]] = {}
    for row, employee in fitting:
        of_year.setdefault((employee.employee_id, row.year), []).append((row, employee))
    for same in of_year.values():
        lines = [row.line for row, _ in same]
        if len({row.says for row, _ in same}) > 1:
            for line in lines:
                others = ", ".join(str(other) for other in lines if other != line)
                report.errors.append(RowError(line, "contradictory_in_file", f"line {others}"))
            continue
        report.errors.extend(RowError(line, "repeated_in_file", f"line {lines[0]}") for line in lines[1:])
        yield same[0]


def _refusal(
    row: EvaluationRow, employee: Employee, *, years: EvaluableYears, today: date
) -> RowError | None:
    if employee.agency != row.agency_code:
        return RowError(row.line, "other_agency", employee.agency)
    broken = [reason for reason in check_year(row.year, years, employee.service) if not reason.passed]
    if broken:
        return RowError(row.line, "year_not_evaluable", " ".join(reason.message.en for reason in broken))
    if not date(row.year, 12, 31) < row.completed_on <= today:
        return RowError(row.line, "completed_on_outside_of_time", row.completed_on.isoformat())
    return None


async def _evaluation(session: AsyncSession, row: EvaluationRow, employee: Employee) -> Evaluation:
    matrix, version = await matrix_of_year(session, row.year)
    ratings = (row.work_result, row.behaviour)
    evaluation = make_evaluation(employee, row.year, ratings=ratings, matrix=matrix, version=version)
    evaluation.completed_on = row.completed_on
    return evaluation
