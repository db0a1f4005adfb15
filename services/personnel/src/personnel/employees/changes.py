"""What changed in a list of employees: rows, and who left the list or came into the reader's sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, false, func, or_, select, true, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.clock import Clock
from abdi.db.context import context_of
from abdi.directory import scope
from abdi.paging import ListQuery, Page, PageInfo, paginate_changes
from personnel.departures.queries import must_have_held_since, people_moved
from personnel.departures.rules import person_left
from personnel.departures.schemas import Removal
from personnel.employees.changing import today_of
from personnel.employees.models import Employee
from personnel.employees.queries import COLUMNS, matching
from personnel.employees.schemas import EmployeeFilters
from personnel.policy import READ_EMPLOYEES


@dataclass(frozen=True)
class Changes:
    """A page of changes: who is in the list, and every entry in order, an id or what is told of a removal."""

    employees: Sequence[Employee]
    entries: Sequence[UUID | Removal]
    page: PageInfo


async def list_employee_changes(
    session: AsyncSession,
    principal: Principal,
    since: datetime,
    *,
    filters: EmployeeFilters,
    query: ListQuery,
) -> Changes:
    """A page of the employees who changed since then, in the order of their changes.

    Raises AuthorityChanged.
    """
    await must_have_held_since(session, principal, since, today=today_of(session))
    changed = _changes(principal, since, filters)
    page: Page[Any] = await paginate_changes(
        session,
        select(changed),
        query=query,
        changed_at=changed.c.changed_at,
        key=changed.c.id,
        row=lambda row: row,
    )
    ids = [row.id for row in page.data if row.is_seen]
    found = await session.scalars(select(Employee).where(Employee.id.in_(ids)))
    employees = {employee.id: employee for employee in found}
    clock = context_of(session).clock
    entries = [_entry(row, employees.get(row.id), filters, clock=clock) for row in page.data]
    listed = [employees[entry] for entry in entries if not isinstance(entry, Removal)]
    return Changes(listed, entries, page.page)


def _entry(row: Any, employee: Employee | None, filters: EmployeeFilters, *, clock: Clock) -> UUID | Removal:
    if employee is None:
        return Removal(
            id=row.id,
            removed_on=clock.day_of(row.changed_at),
            reason="out_of_scope",
            changed_at=row.changed_at,
        )
    # Who asks for those who left gets them; to everybody else they are gone.
    left = person_left(left_on=employee.left_on, status=employee.status)
    if left is not None and filters.status != employee.status:
        return Removal(id=employee.id, removed_on=left.on, reason=left.reason, changed_at=row.changed_at)
    if not row.is_asked_for:
        return Removal(
            id=employee.id,
            removed_on=clock.day_of(row.changed_at),
            reason="filters_not_met",
            changed_at=row.changed_at,
        )
    return employee.id


def _changes(principal: Principal, since: datetime, filters: EmployeeFilters) -> Subquery:
    moved = people_moved(principal, READ_EMPLOYEES, since=since)
    in_scope = scope(principal, READ_EMPLOYEES, COLUMNS)
    asked_for = matching(filters).label("is_asked_for")
    if moved is None:
        return (
            select(Employee.id, Employee.updated_at.label("changed_at"), asked_for, true().label("is_seen"))
            .where(in_scope, Employee.updated_at >= since, _of_agency(filters))
            .subquery()
        )
    changed_at = func.greatest(Employee.updated_at, moved.c.at, type_=Employee.updated_at.type)
    seen = (
        select(Employee.id, changed_at.label("changed_at"), asked_for, true().label("is_seen"))
        .outerjoin(moved, moved.c.id == Employee.id)
        .where(in_scope, or_(Employee.updated_at >= since, moved.c.at.is_not(None)), _of_agency(filters))
    )
    still_seen = select(Employee.id).where(Employee.id == moved.c.id, in_scope).exists()
    gone = select(moved.c.id, moved.c.at, false(), false()).where(~still_seen)
    return union_all(seen, gone).subquery()


def _of_agency(filters: EmployeeFilters) -> ColumnElement[bool]:
    # Whoever belongs to another agency never belonged to the list.
    return true() if filters.agency is None else Employee.agency_code == filters.agency
