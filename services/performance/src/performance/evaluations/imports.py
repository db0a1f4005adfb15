"""Taking in evaluations that were made elsewhere; the same file twice changes nothing."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.bulk.kinds import ImportContext, ImportKind, Taken
from abdi.bulk.rows import Numbered, RowError
from abdi.db.context import context_of
from abdi.i18n import Text
from performance.employees.models import Employee
from performance.employees.queries import list_employees_by_nip
from performance.evaluations.completing import Matrices, make_evaluation, matrices_of, store
from performance.evaluations.models import Evaluation
from performance.evaluations.queries import Completed, get_evaluable_years, list_completed
from performance.evaluations.rows import EvaluationRow
from performance.evaluations.rules import EvaluableYears, check_year
from performance.plans.queries import list_last_agreed
from performance.policy import IMPORT_EVALUATIONS

Rows = Sequence[Numbered[EvaluationRow]]
Fitting = tuple[Numbered[EvaluationRow], Employee]

_OWN_CASE: Final = (
    Text("tidak seorang pun menilai dirinya sendiri", "nobody evaluates oneself"),
    Text("minta petugas lain mengirimnya", "let another officer send it"),
)


@dataclass
class _Known:
    """What judging rows needs to know."""

    context: ImportContext
    today: date
    years: EvaluableYears
    matrices: Matrices
    employees: Mapping[str, Employee]
    completed: Mapping[tuple[UUID, int], Completed]
    plans: Mapping[tuple[UUID, int], UUID]


async def import_batch(session: AsyncSession, rows: Rows, context: ImportContext) -> Taken:
    """Complete the evaluations of `rows` that are new; those of one employee and year come together."""
    taken = Taken()
    known = await _known_for(session, rows, context)
    fitting: list[Fitting] = []
    for numbered in rows:
        found = _fitting(numbered, known)
        if isinstance(found, RowError):
            taken.errors.append(found)
        else:
            fitting.append((numbered, found))
    made: list[Evaluation] = []
    for numbered, employee in _without_contradictions(fitting, taken):
        before = known.completed.get((employee.employee_id, numbered.row.year))
        if before is None:
            made.append(_evaluation(numbered.row, employee, known))
        elif before.ratings == numbered.row.ratings:
            taken.unchanged += 1
        else:
            taken.errors.append(_completed(numbered.number, before))
    await store(session, made)
    taken.imported = len(made)
    return taken


EVALUATIONS = ImportKind(
    name="evaluations",
    title=Text("Predikat kinerja tahun-tahun lalu", "Evaluations of past years"),
    row=EvaluationRow,
    permission=IMPORT_EVALUATIONS,
    take=import_batch,
    # All that a row says: only what repeats it is a twin, rows that contradict each other are taken together.
    key=lambda row: (*row.place, row.agency_code, *row.ratings, row.completed_on),
    agency=lambda row: row.agency_code,
    group=lambda row: f"{row.nip} {row.year}",
)


async def _known_for(session: AsyncSession, rows: Rows, context: ImportContext) -> _Known:
    # A dry run changes nothing, so that nobody needs to wait for it.
    nips = {one.row.nip for one in rows}
    employees = await list_employees_by_nip(session, nips, is_locked=not context.is_dry_run)
    people = [employee.employee_id for employee in employees.values()]
    today = context_of(session).clock.today()
    years = await get_evaluable_years(session, today)
    return _Known(
        context=context,
        today=today,
        years=years,
        matrices=await matrices_of(session, (one.row.year for one in rows), years),
        employees=employees,
        completed=await list_completed(session, people),
        plans=await list_last_agreed(session, people),
    )


def _without_contradictions(fitting: Sequence[Fitting], taken: Taken) -> Iterator[Fitting]:
    """The rows that say something of a year alone; of those that contradict each other all are named."""
    of_year: dict[tuple[str, int], list[Fitting]] = defaultdict(list)
    for one in fitting:
        of_year[one[0].row.place].append(one)
    for same in of_year.values():
        if len(same) == 1:
            yield same[0]
            continue
        numbers = [numbered.number for numbered, _ in same]
        taken.errors += [_contradictory(number, numbers) for number in numbers]


def _fitting(numbered: Numbered[EvaluationRow], known: _Known) -> Employee | RowError:
    """The employee whose year it is, if a row like this can be taken."""
    row, number = numbered.row, numbered.number
    employee = known.employees.get(row.nip)
    if employee is None or employee.agency != row.agency_code:
        return _unknown(number, row)
    before = known.completed.get((employee.employee_id, row.year))
    is_same = before is not None and before.ratings == row.ratings
    if employee.employee_id == known.context.employee_id and not is_same:
        return RowError(number, "nip", "own_case", *_OWN_CASE)
    broken = [reason for reason in check_year(row.year, known.years, employee.service) if not reason.passed]
    if broken:
        return RowError(number, "year", "year_not_evaluable", broken[0].message, broken[0].remedy)
    if not date(row.year, 12, 31) < row.completed_on <= known.today:
        return _outside(number, row, known.today)
    return employee


def _contradictory(number: int, numbers: Sequence[int]) -> RowError:
    others = ", ".join(str(other) for other in numbers if other != number)
    message = Text(
        f"baris ini bertentangan dengan baris {others} tentang pegawai dan tahun yang sama",
        f"this row contradicts row {others} about the same employee and year",
    )
    hint = Text("hapus baris yang salah", "remove the rows that are wrong")
    return RowError(number, "", "contradictory_in_file", message, hint)


def _unknown(number: int, row: EvaluationRow) -> RowError:
    # One answer for whoever is nowhere and whoever is elsewhere: no file asks where somebody works.
    message = Text(
        f"instansi {row.agency_code} tidak mempunyai pegawai dengan NIP {row.nip}",
        f"agency {row.agency_code} has no employee with the NIP {row.nip}",
    )
    return RowError(number, "nip", "unknown_employee", message)


def _outside(number: int, row: EvaluationRow, today: date) -> RowError:
    message = Text(
        f"penilaian tahun {row.year} selesai setelah tahun itu berakhir dan tidak setelah hari ini",
        f"the evaluation of {row.year} is completed after that year and not after today",
    )
    first = date(row.year + 1, 1, 1)
    hint = Text(f"dari {first} sampai {today}", f"from {first} to {today}")
    return RowError(number, "completed_on", "completed_on_outside_of_time", message, hint)


def _completed(number: int, before: Completed) -> RowError:
    work_result, behaviour = before.ratings
    message = Text(
        f"tahun ini sudah dinilai: {work_result}, {behaviour}",
        f"this year was evaluated already: {work_result}, {behaviour}",
    )
    hint = Text("koreksi penilaiannya dengan alasan", "correct the evaluation, with a reason")
    return RowError(number, "", "completed_with_other_ratings", message, hint)


def _evaluation(row: EvaluationRow, employee: Employee, known: _Known) -> Evaluation:
    evaluation = make_evaluation(employee, row.year, ratings=row.ratings, matrices=known.matrices)
    evaluation.completed_on = row.completed_on
    evaluation.plan_id = known.plans.get((employee.employee_id, row.year))
    return evaluation
