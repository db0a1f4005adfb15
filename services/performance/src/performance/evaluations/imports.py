"""Taking in evaluations that were made elsewhere; the same file twice changes nothing."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
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
from performance.evaluations.queries import list_known_ratings
from performance.evaluations.service import (
    YearNotEvaluable,
    make_evaluation,
    make_version,
    matrix_of_year,
    outcome_of,
)

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
        seen: set[tuple[str, int]] = set()
        checksum = sha256(self.path.read_bytes()).hexdigest()
        rows = read_rows(self.path)
        while batch := list(islice(rows, BATCH)):
            report.rows += len(batch)
            wanted = _without_errors(batch, report, seen)
            await self._wait_for_employees([row.nip for row in wanted])
            async with unit_of_work(self.sessions, self._context()) as session:
                made = await import_batch(session, wanted, report, is_dry_run=self.is_dry_run)
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
            async with self.sessions() as session:
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
    made: list[Evaluation] = []
    for row in rows:
        employee = employees.get(row.nip)
        error = await _refusal(session, row, employee, known=known)
        if error is not None:
            report.errors.append(error)
        elif employee is not None and (employee.employee_id, row.year) in known:
            report.unchanged += 1
        elif employee is not None:
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


def _without_errors(
    batch: Sequence[EvaluationRow | RowError], report: ImportReport, seen: set[tuple[str, int]]
) -> list[EvaluationRow]:
    wanted = []
    for row in batch:
        if isinstance(row, RowError):
            report.errors.append(row)
        elif (row.nip, row.year) in seen:
            report.errors.append(RowError(row.line, "repeated_in_file"))
        else:
            seen.add((row.nip, row.year))
            wanted.append(row)
    return wanted


async def _refusal(
    session: AsyncSession,
    row: EvaluationRow,
    employee: Employee | None,
    *,
    known: dict[tuple[UUID, int], tuple[str, str]],
) -> RowError | None:
    if employee is None:
        return RowError(row.line, "unknown_employee", row.nip)
    if employee.agency != row.agency_code:
        return RowError(row.line, "other_agency", employee.agency)
    if row.completed_on.year < row.year or row.completed_on > context_of(session).clock.today():
        return RowError(row.line, "completed_on_outside_of_time", row.completed_on.isoformat())
    ratings = known.get((employee.employee_id, row.year))
    if ratings is not None and ratings != (row.work_result, row.behaviour):
        return RowError(row.line, "completed_with_other_ratings")
    try:
        await matrix_of_year(session, row.year)
    except YearNotEvaluable:
        return RowError(row.line, "year_not_evaluable", str(row.year))
    return None


async def _evaluation(session: AsyncSession, row: EvaluationRow, employee: Employee) -> Evaluation:
    matrix, version = await matrix_of_year(session, row.year)
    ratings = (row.work_result, row.behaviour)
    evaluation = make_evaluation(employee, row.year, ratings=ratings, matrix=matrix, version=version)
    evaluation.completed_on = row.completed_on
    return evaluation
