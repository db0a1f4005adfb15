"""Use cases that only read employees; whoever reads another person's data is noted."""

import re
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import note_read
from abdi.auth import Principal
from abdi.db.context import context_of
from abdi.paging import ListQuery, Page
from abdi.policy import others
from personnel.cards.queries import list_cards
from personnel.departures.rules import as_fields, person_left
from personnel.departures.schemas import Removal
from personnel.employees.changes import Changes, list_employee_changes
from personnel.employees.events import EmployeeState
from personnel.employees.models import Employee
from personnel.employees.queries import (
    MOST_FOUND,
    find_by_name,
    find_by_nik,
    find_by_nip,
    get_employee,
    list_employees,
    masks_of,
)
from personnel.employees.schemas import (
    EmployeeAsked,
    EmployeeFilters,
    EmployeeRead,
    EmployeeSearch,
    EmployeesFound,
    EmployeeWithSuperior,
)
from personnel.employees.state import states_of
from personnel.identifiers.rules import parse_nip, without_separators
from personnel.identifiers.service import nik_in, nip_in
from personnel.identifiers.vault import NikVault

READ_ONE = "employee.read"
READ_HISTORY = "employee.read_history"
READ_LIST = "employee.list"
SEARCHED = "employee.search"


def shown(
    employee: Employee,
    state: EmployeeState,
    *,
    nik: str | None = None,
    masked: Collection[str] = (),
) -> EmployeeRead:
    """An employee with its state, as answers show it: without the fields in `masked`, and says so.

    `nik` is the masked number, or None where none is shown.
    """
    hidden = {*masked, *([] if nik else ["nik"])}
    told: dict[str, Any] = {
        name: getattr(employee, name)
        for name in EmployeeRead.model_fields
        if name in Employee.__table__.columns
    }
    told |= {
        "agency": employee.agency_code,
        "nip_display": parse_nip(employee.nip).display,
        "nik": nik,
        "employment_type": state.employment_type,
        "rank": state.rank,
        "education": state.education,
        "position": state.position,
        "superior_id": state.superior_id,
    }
    told |= as_fields(person_left(left_on=employee.left_on, status=employee.status))
    return EmployeeRead(**told | dict.fromkeys(hidden), masked=sorted(hidden))


def note_unless_own(
    session: AsyncSession,
    principal: Principal,
    action: str,
    *,
    subjects: Sequence[UUID],
    purpose: str | None = None,
) -> None:
    """Note the read for the audit; one's own record is one's own business."""
    note_read(session, action, others(principal, subjects), purpose=purpose)


async def read_employee(
    session: AsyncSession,
    principal: Principal,
    employee_id: UUID,
    *,
    vault: NikVault,
    asked: EmployeeAsked,
) -> EmployeeWithSuperior:
    """One employee as of a day and as known at an instant (both default to now). Raises NotFound."""
    employee = await get_employee(session, principal, employee_id)
    today = context_of(session).clock.today()
    state = (await states_of(session, [employee.id], on=asked.as_of or today, at=asked.known_at))[employee.id]
    masked = (await masks_of(session, principal, [employee]))[employee.id]
    note_unless_own(session, principal, READ_ONE, subjects=[employee.id])
    read = shown(employee, state, nik=vault.masked(employee.id, employee.nik_sealed), masked=masked)
    cards = []
    if asked.with_superior and read.superior_id is not None:
        cards = await list_cards(session, principal, [read.superior_id], today=today)
    return EmployeeWithSuperior(**dict(read), superior=cards[0] if cards else None)


async def read_employees(
    session: AsyncSession, principal: Principal, *, filters: EmployeeFilters, query: ListQuery
) -> Page[EmployeeRead | Removal]:
    """A page of employees with their present state; with `changed_since` also of who left the list.

    Raises AuthorityChanged.
    """
    if query.changed_since is None:
        page = await list_employees(session, principal, filters=filters, query=query)
        changes = Changes(page.data, [employee.id for employee in page.data], page.page)
    else:
        changes = await list_employee_changes(
            session, principal, query.changed_since, filters=filters, query=query
        )
    told = {read.id: read for read in await _all_shown(session, principal, changes.employees)}
    note_unless_own(session, principal, READ_LIST, subjects=list(told))
    data = [entry if isinstance(entry, Removal) else told[entry] for entry in changes.entries]
    return Page[EmployeeRead | Removal](data=data, page=changes.page)


async def search_employees(
    session: AsyncSession, principal: Principal, search: EmployeeSearch, *, vault: NikVault
) -> EmployeesFound:
    """Employees by NIP, NIK or words of the name, within what the principal may see; at most fifty."""
    if search.nip is not None:
        found = await find_by_nip(session, principal, nip_in(search.nip).digits)
    elif search.nik is not None:
        nik_in(search.nik)
        found = await find_by_nik(session, principal, vault.digest(without_separators(search.nik)))
    else:
        found = await find_by_name(session, principal, re.findall(r"\w+", search.name or ""))
    data = await _all_shown(session, principal, found)
    note_unless_own(
        session, principal, SEARCHED, subjects=[employee.id for employee in data], purpose=search.purpose
    )
    return EmployeesFound(data=data, is_complete=len(data) < MOST_FOUND)


async def _all_shown(
    session: AsyncSession, principal: Principal, employees: Sequence[Employee]
) -> list[EmployeeRead]:
    on = context_of(session).clock.today()
    states = await states_of(session, [employee.id for employee in employees], on=on)
    masks = await masks_of(session, principal, employees)
    return [shown(employee, states[employee.id], masked=masks[employee.id]) for employee in employees]
