"""HTTP for employees."""

from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from abdi.auth import Principal, requires
from abdi.http import DbSession, IfMatch, ServiceRouter, set_etag
from abdi.http.described_problems import MAY_CONFLICT
from abdi.paging import ListQuery, Page
from personnel.departures.schemas import Removal
from personnel.employees import reading, service
from personnel.employees.schemas import (
    EmployeeAsked,
    EmployeeCreate,
    EmployeeFilters,
    EmployeeRead,
    EmployeeRegisteredRead,
    EmployeeSearch,
    EmployeesFound,
    EmployeeUpdate,
    EmployeeWithSuperior,
    StatusChange,
)
from personnel.identifiers.vault import NikVault
from personnel.policy import READ_EMPLOYEES, SEARCH_EMPLOYEES, WRITE_EMPLOYEES

router = ServiceRouter(prefix="/v1/employees", tags=["employees"])

Reader = Annotated[Principal, requires(READ_EMPLOYEES)]
Searcher = Annotated[Principal, requires(SEARCH_EMPLOYEES)]
Writer = Annotated[Principal, requires(WRITE_EMPLOYEES)]


async def _vault(request: Request) -> NikVault:
    return cast("NikVault", request.app.state.nik_vault)


Vault = Annotated[NikVault, Depends(_vault)]


@router.post("", status_code=201)
async def register_employee(
    session: DbSession, principal: Writer, *, body: EmployeeCreate, vault: Vault, response: Response
) -> EmployeeRegisteredRead:
    """Enter a person into the registry."""
    made = await service.register_employee(session, principal, body, vault=vault)
    response.headers["Location"] = f"/v1/employees/{made.id}"
    set_etag(response, made.version)
    return made


@router.get("", responses=MAY_CONFLICT)
async def list_employees(
    session: DbSession,
    principal: Reader,
    *,
    filters: Annotated[EmployeeFilters, Query()],
    query: Annotated[ListQuery, Depends()],
) -> Page[EmployeeRead | Removal]:
    """Employees by name, within what the caller may see; those who left service, too (filter by `status`).

    Everywhere `is_removed` with `removed_on` and `reason` says who left service. To keep a copy, read all
    pages once, then again with `page.synced_until` as `changed_since`, and so on.

    With `changed_since` by the instant of the change, and also who left the list since then, each as an entry
    with `is_removed: true`: who left service, who is no longer within what the caller may see (moved to
    another unit, superior or agency), who no longer matches the filters. Who came into the caller's sight is
    in it, too. An entry may come twice, or for somebody whom the caller never saw; both do no harm. When the
    caller's own roles changed since then, the answer is 409 `authority-changed`: read the list once whole.
    """
    return await reading.read_employees(session, principal, filters=filters, query=query)


@router.post("/search")
async def search_employees(
    response: Response, session: DbSession, principal: Searcher, *, body: EmployeeSearch, vault: Vault
) -> EmployeesFound:
    """Find employees by NIP, NIK or words of the name.

    What is found is kept nowhere, also not under an Idempotency-Key.
    """
    response.headers["Cache-Control"] = "no-store"
    return await reading.search_employees(session, principal, body, vault=vault)


@router.get("/{employee_id}")
async def get_employee(
    session: DbSession,
    principal: Reader,
    *,
    employee_id: UUID,
    vault: Vault,
    asked: Annotated[EmployeeAsked, Query()],
    response: Response,
) -> EmployeeWithSuperior:
    """One employee, now or as of a day and as known at an instant."""
    read = await reading.read_employee(session, principal, employee_id, vault=vault, asked=asked)
    set_etag(response, read.version)
    return read


@router.patch("/{employee_id}")
async def correct_employee(
    session: DbSession,
    principal: Writer,
    *,
    employee_id: UUID,
    body: EmployeeUpdate,
    if_match: IfMatch,
    response: Response,
) -> EmployeeRead:
    """Correct what was recorded about the person."""
    read = await service.correct_employee(
        session, principal, employee_id=employee_id, change=body, seen_version=if_match
    )
    set_etag(response, read.version)
    return read


@router.post("/{employee_id}/status")
async def change_status(
    session: DbSession, principal: Writer, *, employee_id: UUID, body: StatusChange, response: Response
) -> EmployeeRead:
    """Put on leave, suspend, or bring back."""
    read = await service.change_status(session, principal, employee_id=employee_id, change=body)
    set_etag(response, read.version)
    return read
