"""Taking in programmes and completed courses from files; the same files twice change nothing."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.audit import record_bulk
from abdi.clock import Clock, new_id
from abdi.db.uow import UnitContext, unit_of_work
from abdi.problems import Problem
from training.courses.queries import list_recorded
from training.courses.recording import Desk, open_desk, store
from training.courses.schemas import CourseCreate
from training.employees.models import Employee
from training.employees.queries import list_employees_by_nip
from training.imports.files import RowError, read_rows
from training.imports.rows import CourseRow, ProgrammeRow, Row
from training.programmes.models import Programme
from training.programmes.queries import list_programmes_by_code

R = TypeVar("R", bound=Row)
PROGRAMMES: Final = "programmes.csv"
COURSES: Final = "courses.csv"
BATCH: Final = 500
_POLL_SECONDS: Final = 0.2


@dataclass
class ImportReport:
    """What became of the rows of both files."""

    rows: int = 0
    imported: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)


@dataclass(frozen=True)
class TrainingImport:
    """One run over one folder. An interrupted run is simply started again."""

    sessions: async_sessionmaker[AsyncSession]
    clock: Clock
    folder: Path
    is_dry_run: bool = False
    patience_seconds: float = 0.0
    """How long to wait for employees whose registration has not arrived yet."""

    async def run(self) -> ImportReport:
        """Take in what the folder has, programmes first. Raises FileNotReadable, FileNotFoundError."""
        report = ImportReport()
        paths = {name: self.folder / name for name in (PROGRAMMES, COURSES)}
        if not any(path.exists() for path in paths.values()):
            raise FileNotFoundError(f"{self.folder} has neither {PROGRAMMES} nor {COURSES}")
        if paths[PROGRAMMES].exists():
            for batch in _batches(paths[PROGRAMMES], ProgrammeRow, report):
                await self._take_programmes(paths[PROGRAMMES], batch, report)
        if paths[COURSES].exists():
            for courses in _batches(paths[COURSES], CourseRow, report):
                await self._wait_for_employees([row.nip for row in courses])
                await self._take_courses(paths[COURSES], courses, report)
        report.errors.sort(key=lambda error: (error.file, error.line))
        return report

    async def _take_programmes(self, path: Path, rows: Sequence[ProgrammeRow], report: ImportReport) -> None:
        async with unit_of_work(self.sessions, self._context()) as session:
            taken = await import_programmes(session, rows, report, is_dry_run=self.is_dry_run)
            if taken:
                record_bulk(session, "programme.import", {"file": _checksum(path), "imported": taken})

    async def _take_courses(self, path: Path, rows: Sequence[CourseRow], report: ImportReport) -> None:
        async with unit_of_work(self.sessions, self._context()) as session:
            taken = await import_courses(session, rows, report, is_dry_run=self.is_dry_run)
            if taken:
                record_bulk(session, "course.import", {"file": _checksum(path), "imported": taken})

    def _context(self) -> UnitContext:
        name = "training.import"
        return UnitContext(actor="training", request_id=name, action=name, clock=self.clock)

    async def _wait_for_employees(self, nips: Sequence[str]) -> None:
        deadline = asyncio.get_running_loop().time() + self.patience_seconds
        while asyncio.get_running_loop().time() < deadline:
            async with unit_of_work(self.sessions, self._context()) as session:
                known = await list_employees_by_nip(session, nips)
            if known.keys() >= set(nips):
                return
            await asyncio.sleep(_POLL_SECONDS)


async def import_programmes(
    session: AsyncSession, rows: Sequence[ProgrammeRow], report: ImportReport, *, is_dry_run: bool = False
) -> int:
    """Make the catalogue say what `rows` say; how many were added or changed. Outcomes go into `report`."""
    known = await list_programmes_by_code(session, {row.code for row in rows})
    taken = 0
    for row in rows:
        place, content = (row.agency_code, row.code), row.content()
        programme = known.get(place)
        if programme is not None and all(getattr(programme, name) == content[name] for name in content):
            report.unchanged += 1
            continue
        taken += 1
        report.imported += 1
        if is_dry_run:
            continue
        if programme is None:
            programme = Programme(id=new_id(), agency=row.agency_code, code=row.code, is_active=True)
            session.add(programme)
            known[place] = programme
        for name, value in content.items():
            setattr(programme, name, value)
    return 0 if is_dry_run else taken


async def import_courses(
    session: AsyncSession, rows: Sequence[CourseRow], report: ImportReport, *, is_dry_run: bool = False
) -> int:
    """Record the courses of `rows` that are new; how many were stored. Outcomes go into `report`."""
    employees = await list_employees_by_nip(session, [row.nip for row in rows])
    programmes = await list_programmes_by_code(session, {row.programme_code for row in rows})
    wanted: list[tuple[CourseRow, CourseCreate]] = []
    for row in rows:
        found = _wanted(row, employees.get(row.nip), programmes)
        if isinstance(found, RowError):
            report.errors.append(found)
        else:
            wanted.append((row, found))
    desk = await open_desk(session, None, [one for _, one in wanted])
    recorded = await list_recorded(session, [one.employee_id for _, one in wanted])
    for row, one in wanted:
        _accept(desk, row, one, recorded=recorded, report=report)
    if is_dry_run or not desk.accepted:
        return 0
    await store(session, desk.accepted)
    return len(desk.accepted)


Run = tuple[UUID, UUID, object, object, str | None]


def _accept(
    desk: Desk, row: CourseRow, wanted: CourseCreate, *, recorded: set[Run], report: ImportReport
) -> None:
    run = (
        wanted.employee_id,
        wanted.programme_id,
        wanted.started_on,
        wanted.completed_on,
        wanted.certificate_number,
    )
    if run in recorded:
        report.unchanged += 1
        return
    try:
        desk.accept(wanted)
    except Problem as problem:
        report.errors.append(RowError(COURSES, row.line, problem.code, _in_words(problem)))
    else:
        recorded.add(run)
        report.imported += 1


def _in_words(problem: Problem) -> str:
    reasons = problem.extra.get("reasons", ())
    return " ".join(reason.message.en for reason in reasons)


def _wanted(
    row: CourseRow, employee: Employee | None, programmes: dict[tuple[str | None, str], Programme]
) -> CourseCreate | RowError:
    if employee is None:
        return RowError(COURSES, row.line, "unknown_employee", row.nip)
    if employee.agency != row.agency_code:
        return RowError(COURSES, row.line, "other_agency", employee.agency)
    places = ((row.agency_code, row.programme_code), (None, row.programme_code))
    programme = next((programmes[place] for place in places if place in programmes), None)
    if programme is None:
        return RowError(COURSES, row.line, "unknown_programme", row.programme_code)
    said = row.model_dump(mode="json", exclude={"line", "agency_code", "nip", "programme_code"})
    people = {"employee_id": str(employee.employee_id), "programme_id": str(programme.id)}
    return CourseCreate.model_validate({**said, **people})


def _batches(path: Path, kind: type[R], report: ImportReport) -> Iterator[list[R]]:
    """The readable rows in batches, in the order of the file; the others go into `report`."""
    batch: list[R] = []
    for row in read_rows(path, kind):
        report.rows += 1
        if isinstance(row, RowError):
            report.errors.append(row)
            continue
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _checksum(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
