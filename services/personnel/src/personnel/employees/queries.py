"""Finding employees within what the principal may see."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Permission, Principal
from abdi.directory import Columns, resource_of, resources_of, scope
from abdi.paging import ListQuery, Page, paginate
from abdi.policy import Allow, Decision, claims, decide, permitted
from abdi.problems import NotFound
from personnel.appointments.models import AppointmentRecord
from personnel.employees.models import Employee
from personnel.employees.schemas import EmployeeFilters
from personnel.histories.queries import known_at
from personnel.policy import READ_EMPLOYEES, SEARCH_EMPLOYEES
from personnel.positions.models import Position

MOST_FOUND = 50
MASKED = frozenset[str]().union(*(rule.masked for rule in READ_EMPLOYEES.rules))
COLUMNS = Columns(Employee.agency_code, Employee.id)


async def get_employee(session: AsyncSession, principal: Principal, employee_id: UUID) -> Employee:
    """An employee that the principal may read. Raises NotFound for all others."""
    return await _get(session, _visible(principal).where(Employee.id == employee_id))


async def get_employee_to(
    session: AsyncSession, principal: Principal, permission: Permission, *, employee_id: UUID
) -> Employee:
    """An employee to whom the principal may do this, locked until the commit.

    Raises NotFound out of scope; OwnCase, Forbidden for somebody whom the principal may only read.
    """
    # Not the key: who names this employee in another row, as a superior, need not wait.
    wanted = _visible(principal).where(Employee.id == employee_id)
    locked = wanted.with_for_update(key_share=True, of=Employee).execution_options(populate_existing=True)
    employee = await _get(session, locked)
    subject = await resource_of(session, agency=employee.agency_code, employee_id=employee.id)
    permitted(decide(principal, permission, subject))
    return employee


def _visible(principal: Principal) -> Select[Employee]:
    return select(Employee).where(scope(principal, READ_EMPLOYEES, COLUMNS))


async def _get(session: AsyncSession, wanted: Select[Employee]) -> Employee:
    found = await session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


async def masks_of(
    session: AsyncSession, principal: Principal, employees: Iterable[Employee]
) -> dict[UUID, frozenset[str]]:
    """The fields of each employee that the principal may not see; at most one query."""
    agencies = {employee.id: employee.agency_code for employee in employees}
    if not any(claim.rule.masked for claim in claims(principal, READ_EMPLOYEES)):
        return dict.fromkeys(agencies, frozenset())
    return {
        employee_id: _masked(decide(principal, READ_EMPLOYEES, subject))
        for employee_id, subject in (await resources_of(session, agencies)).items()
    }


def _masked(decision: Decision) -> frozenset[str]:
    # Whoever left the reader's scope since the query before has all of it hidden.
    return decision.masked if isinstance(decision, Allow) else MASKED


async def list_employees(
    session: AsyncSession, principal: Principal, *, filters: EmployeeFilters, query: ListQuery
) -> Page[Any]:
    """A page of employees by name."""
    wanted = _visible(principal).where(matching(filters))
    if filters.agency is not None:
        wanted = wanted.where(Employee.agency_code == filters.agency)
    return await paginate(
        session, wanted, query=query, keys=[Employee.name, Employee.id], row=lambda employee: employee
    )


def matching(filters: EmployeeFilters) -> ColumnElement[bool]:
    """The employees who match `filters`, the agency aside."""
    conditions: list[ColumnElement[bool]] = [true()]
    if filters.status is not None:
        conditions.append(Employee.status == filters.status)
    if filters.employment_type is not None:
        conditions.append(Employee.employment_type == filters.employment_type)
    if filters.unit_id is not None:
        conditions.append(_works_in(filters.unit_id))
    return and_(*conditions)


def _works_in(unit_id: UUID) -> Any:
    return (
        select(AppointmentRecord.id)
        .join(Position, Position.id == AppointmentRecord.position_id)
        .where(
            AppointmentRecord.employee_id == Employee.id,
            AppointmentRecord.valid_to.is_(None),
            known_at(AppointmentRecord, None),
            Position.unit_id == unit_id,
        )
        .exists()
    )


async def find_by_nip(session: AsyncSession, principal: Principal, nip: str) -> Sequence[Employee]:
    """The employee with this NIP, as a list of at most one."""
    return await _found(session, select(Employee).where(Employee.nip == nip), principal)


async def find_by_nik(session: AsyncSession, principal: Principal, digest: bytes) -> Sequence[Employee]:
    """The employee with the NIK of this digest, as a list of at most one."""
    return await _found(session, select(Employee).where(Employee.nik_index == digest), principal)


async def find_by_name(
    session: AsyncSession, principal: Principal, words: Sequence[str]
) -> Sequence[Employee]:
    """Employees in whose name every one of `words` begins a word; at most fifty, by name."""
    asked = func.to_tsquery("simple", " & ".join(f"{word}:*" for word in words))
    matching = select(Employee).where(Employee.name_words.op("@@")(asked))
    return await _found(session, matching, principal)


async def _found(session: AsyncSession, wanted: Select[Employee], principal: Principal) -> Sequence[Employee]:
    scoped = wanted.where(scope(principal, SEARCH_EMPLOYEES, COLUMNS)).order_by(Employee.name, Employee.id)
    return (await session.scalars(scoped.limit(MOST_FOUND))).all()


async def list_given_nips(session: AsyncSession, prefix: str) -> Sequence[str]:
    """Every NIP ever given with these first fifteen digits, in whatever agency."""
    return (await session.scalars(select(func.nips_given(prefix)))).all()


async def is_nik_known(session: AsyncSession, digest: bytes) -> bool:
    """Whether the registry holds somebody with the NIK of this digest, in whatever agency."""
    return bool(await session.scalar(select(func.is_nik_known(digest))))
