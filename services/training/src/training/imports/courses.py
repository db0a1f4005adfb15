"""Taking in completed courses; the same file twice changes nothing."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.bulk.kinds import ImportContext, ImportKind, Taken
from abdi.bulk.rows import Numbered, RowError
from abdi.i18n import Text
from abdi.problems import Problem
from training.courses.queries import Run, list_recorded
from training.courses.recording import open_desk, store
from training.courses.schemas import CourseCreate
from training.employees.models import Employee
from training.employees.queries import list_employees_by_nip
from training.imports.contradictions import contradictory
from training.imports.rows import CourseRow
from training.policy import IMPORT_COURSES
from training.programmes.models import Programme
from training.programmes.queries import list_programmes_by_code

Rows = Sequence[Numbered[CourseRow]]
Programmes = Mapping[tuple[str | None, str], Programme]

_RUN: Final = Text("kursus yang sama", "the same course")
_OWN_CASE: Final = (
    Text("tidak seorang pun mencatat kursusnya sendiri", "nobody records the own course"),
    Text("minta petugas lain mengirimnya", "let another officer send it"),
)


@dataclass(frozen=True)
class _Wanted:
    number: int
    course: CourseCreate

    @property
    def run(self) -> Run:
        """What tells recorded courses apart."""
        one = self.course
        return (
            one.employee_id,
            one.programme_id,
            one.started_on,
            one.completed_on,
            one.certificate_number,
        )


async def import_courses(session: AsyncSession, rows: Rows, context: ImportContext) -> Taken:
    """Record the courses of `rows` that are new; all rows of one person come together."""
    taken = Taken()
    employees = await list_employees_by_nip(session, {one.row.nip for one in rows})
    programmes = await list_programmes_by_code(session, {one.row.programme_code for one in rows})
    fitting: list[_Wanted] = []
    for numbered in rows:
        found = _fitting(numbered, employees.get(numbered.row.nip), programmes)
        if isinstance(found, RowError):
            taken.errors.append(found)
        else:
            fitting.append(_Wanted(numbered.number, found))
    wanted = [*_without_contradictions(fitting, taken)]
    # Who may bring in whose courses was judged by the machine and above.
    desk = await open_desk(session, None, [one.course for one in wanted])
    recorded = await list_recorded(session, {one.course.employee_id for one in wanted})
    for one in wanted:
        if one.run in recorded:
            taken.unchanged += 1
            continue
        if one.course.employee_id == context.employee_id:
            taken.errors.append(RowError(one.number, "nip", "own_case", *_OWN_CASE))
            continue
        try:
            desk.accept(one.course)
        except Problem as problem:
            taken.errors.append(_refused(one.number, problem))
    if desk.accepted:
        await store(session, desk.accepted)
    taken.imported = len(desk.accepted)
    return taken


COURSES = ImportKind(
    name="courses",
    title=Text("Riwayat pengembangan kompetensi", "Completed courses"),
    row=CourseRow,
    permission=IMPORT_COURSES,
    take=import_courses,
    # All that a row says: only what repeats it is a twin, rows that contradict each other are taken together.
    key=lambda row: (*row.run, row.agency_code, row.jp, row.provider),
    agency=lambda row: row.agency_code,
    group=lambda row: row.nip,
)


def _fitting(
    numbered: Numbered[CourseRow],
    employee: Employee | None,
    programmes: Programmes,
) -> CourseCreate | RowError:
    row, number = numbered.row, numbered.number
    if employee is None or employee.agency != row.agency_code:
        # One answer for whoever is nowhere and whoever is elsewhere: no file asks where somebody works.
        message = Text(
            f"instansi {row.agency_code} tidak mempunyai pegawai dengan NIP {row.nip}",
            f"agency {row.agency_code} has no employee with the NIP {row.nip}",
        )
        return RowError(number, "nip", "unknown_employee", message)
    places = ((row.agency_code, row.programme_code), (None, row.programme_code))
    programme = next((programmes[place] for place in places if place in programmes), None)
    if programme is None:
        return _unknown_programme(number, row)
    said = row.model_dump(mode="json", exclude={"agency_code", "nip", "programme_code"})
    named = {"employee_id": str(employee.employee_id), "programme_id": str(programme.id)}
    return CourseCreate.model_validate({**said, **named})


def _unknown_programme(number: int, row: CourseRow) -> RowError:
    message = Text(
        f"tidak ada program {row.programme_code}, baik milik instansi {row.agency_code} maupun nasional",
        f"there is no programme {row.programme_code}, neither of agency {row.agency_code} nor a national one",
    )
    hint = Text("kirim program itu lebih dahulu", "send the programme first")
    return RowError(number, "programme_code", "unknown_programme", message, hint)


def _without_contradictions(fitting: Sequence[_Wanted], taken: Taken) -> Iterator[_Wanted]:
    """Each course once; of rows that say different things of one course all are named."""
    of_run: dict[Run, list[_Wanted]] = defaultdict(list)
    for one in fitting:
        of_run[one.run].append(one)
    for same in of_run.values():
        if len(same) == 1:
            yield same[0]
            continue
        numbers = [one.number for one in same]
        taken.errors += [contradictory(number, numbers, _RUN) for number in numbers]


def _refused(number: int, problem: Problem) -> RowError:
    code = problem.code.replace("-", "_")
    for reason in problem.extra.get("reasons", ()):
        return RowError(number, "", code, reason.message, reason.remedy)
    return RowError(number, "", code, problem.title)
