"""Finding employees within what the principal may see."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.paging import ListQuery, Page, paginate
from abdi.policy import visible
from abdi.problems import NotFound
from personnel.appointments.models import AppointmentRecord
from personnel.employees.models import Employee
from personnel.employees.schemas import EmployeeFilters
from personnel.histories.queries import known_at
from personnel.policy import decide_read, employee_scope, may_change
from personnel.positions.models import Position

MOST_FOUND = 50


async def get_employee(session: AsyncSession, principal: Principal, employee_id: UUID) -> Employee:
    """An employee that the principal may read. Raises NotFound for all others."""
    employee = await session.get(Employee, employee_id)
    if employee is None:
        raise NotFound
    visible(decide_read(principal, agency=employee.agency_code, employee_id=employee.id))
    return employee


async def get_employee_to_change(session: AsyncSession, principal: Principal, employee_id: UUID) -> Employee:
    """An employee that the principal may change, locked until the commit. Raises OwnCase, NotFound."""
    # Not the key: who names this employee in another row, as a superior, need not wait.
    employee = await session.get(Employee, employee_id, with_for_update={"key_share": True})
    if employee is None:
        raise NotFound
    may_change(principal, agency=employee.agency_code, employee_id=employee.id)
    return employee


async def list_employees(
    session: AsyncSession, principal: Principal, *, filters: EmployeeFilters, query: ListQuery
) -> Page[Any]:
    """A page of employees by name."""
    wanted = select(Employee).where(employee_scope(principal))
    if filters.agency is not None:
        wanted = wanted.where(Employee.agency_code == filters.agency)
    if filters.status is not None:
        wanted = wanted.where(Employee.status == filters.status)
    if filters.employment_type is not None:
        wanted = wanted.where(Employee.employment_type == filters.employment_type)
    if filters.unit_id is not None:
        wanted = wanted.where(_works_in(filters.unit_id))
    return await paginate(
        session, wanted, query=query, keys=[Employee.name, Employee.id], row=lambda employee: employee
    )


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
    scoped = wanted.where(employee_scope(principal)).order_by(Employee.name, Employee.id)
    return (await session.scalars(scoped.limit(MOST_FOUND))).all()


async def list_given_nips(session: AsyncSession, prefix: str) -> Sequence[str]:
    """Every NIP ever given with these first fifteen digits."""
    given = select(Employee.nip).where(Employee.nip.between(f"{prefix}000", f"{prefix}999"))
    return (await session.scalars(given)).all()
