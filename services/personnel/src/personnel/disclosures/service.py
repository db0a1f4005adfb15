"""The use case of showing a NIK in full."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import note_read
from abdi.auth import Principal
from abdi.directory import resource_of
from abdi.policy import decide, permitted
from personnel.disclosures.schemas import NikDisclosureRead
from personnel.employees.queries import get_employee
from personnel.identifiers.vault import NikVault
from personnel.policy import DISCLOSE_NIK

DISCLOSED = "employee.disclose_nik"


async def disclose_nik(
    session: AsyncSession, principal: Principal, employee_id: UUID, *, reason: str, vault: NikVault
) -> NikDisclosureRead:
    """The whole NIK of an employee. Raises NotFound out of scope, Forbidden.

    Noted with `reason` as its purpose, also for the own one: whoever holds the number can pass for
    the person.
    """
    employee = await get_employee(session, principal, employee_id)
    subject = await resource_of(session, agency=employee.agency_code, employee_id=employee.id)
    permitted(decide(principal, DISCLOSE_NIK, subject))
    note_read(session, DISCLOSED, [employee.id], purpose=reason)
    return NikDisclosureRead(employee_id=employee.id, nik=vault.open(employee.id, employee.nik_sealed))
