"""Use cases that change employees: register, correct, change status."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.clock import new_id
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.problems import AlreadyExists, Conflict, PreconditionFailed
from personnel.agencies.queries import get_agency
from personnel.employees.changing import employee_in_service, today_of, touch
from personnel.employees.events import EmployeeCorrected, EmployeeRegistered, StatusChanged
from personnel.employees.models import Employee
from personnel.employees.queries import get_employee_to_change, list_given_nips
from personnel.employees.reading import shown
from personnel.employees.schemas import (
    EmployeeCreate,
    EmployeeRead,
    EmployeeRegisteredRead,
    EmployeeUpdate,
    StatusChange,
)
from personnel.employees.state import state_of
from personnel.identifiers.rules import (
    FIRST_AGREEMENT,
    PREFIX_LENGTH,
    Declared,
    SerialsExhausted,
    next_nip,
    nip_prefix,
    parse_nip,
)
from personnel.identifiers.service import check_numbers, nik_in, nip_in
from personnel.identifiers.vault import NikVault
from personnel.policy import may_enter_into


class NipTaken(AlreadyExists):
    """The NIP was given to somebody, who may have left since."""

    code = "nip-taken"
    title = Text("NIP sudah dipakai", "The NIP is taken")


class NikTaken(AlreadyExists):
    """The registry holds a person with this NIK."""

    code = "nik-taken"
    title = Text("NIK sudah terdaftar", "The NIK is registered already")


class NoSerialLeft(Conflict):
    """All 999 serials of this birth date, appointment month and sex are given."""

    code = "no-nip-serial-left"
    title = Text("Nomor urut NIP habis", "No NIP serial is left")


async def register_employee(
    session: AsyncSession, principal: Principal, new: EmployeeCreate, *, vault: NikVault
) -> EmployeeRegisteredRead:
    """Enter a person into the registry, with the NIP that BKN issued or, on request, the next free one.

    Raises Malformed for impossible numbers, RuleBroken when they contradict what is declared, NipTaken,
    NikTaken.
    """
    may_enter_into(principal, new.agency)
    await get_agency(session, new.agency)
    nik = nik_in(new.nik)
    declared = Declared(new.employment_type, new.birth_date, new.sex, new.appointed_on)
    nip = parse_nip(await _reserve_nip(session, new))
    warnings = check_numbers(nip, nik, declared)
    digest = vault.digest(nik.digits)
    if await session.scalar(select(Employee.id).where(Employee.nik_index == digest)):
        raise NikTaken
    employee_id = new_id()
    employee = Employee(
        id=employee_id,
        agency_code=new.agency,
        nip=nip.digits,
        nik_sealed=vault.seal(employee_id, nik.digits),
        nik_index=digest,
        status="active",
        **new.model_dump(exclude={"agency", "nip", "nik", "assign_nip"}),
    )
    session.add(employee)
    state = await state_of(session, employee, on=today_of(session))
    publish(
        session,
        EmployeeRegistered(agency=new.agency, employee_id=employee_id, state=state, source="registration"),
    )
    read = shown(employee, state, nik=vault.masked(employee_id, employee.nik_sealed))
    return EmployeeRegisteredRead(**dict(read), warnings=warnings)


async def _reserve_nip(session: AsyncSession, new: EmployeeCreate) -> str:
    given = nip_in(new.nip).digits if new.nip else None
    agreement = FIRST_AGREEMENT if new.employment_type == "PPPK" else None
    wanted = nip_prefix(new.birth_date, new.appointed_on, new.sex, agreement=agreement)
    prefix = given[:PREFIX_LENGTH] if given else wanted
    # Entered and assigned numbers of one prefix wait for each other; the unique constraint is the net below.
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"nip:{prefix}", 0))))
    taken = await list_given_nips(session, prefix)
    if given is None:
        try:
            return next_nip(prefix, taken)
        except SerialsExhausted as exhausted:
            raise NoSerialLeft from exhausted
    if given in taken:
        raise NipTaken
    return given


async def correct_employee(
    session: AsyncSession,
    principal: Principal,
    *,
    employee_id: UUID,
    change: EmployeeUpdate,
    seen_version: int,
) -> EmployeeRead:
    """Correct what was recorded about the person; the audit keeps the old values.

    Raises PreconditionFailed when somebody else was faster.
    """
    employee = await get_employee_to_change(session, principal, employee_id)
    if employee.version != seen_version:
        raise PreconditionFailed(current_version=employee.version)
    for name, value in change.changes.items():
        setattr(employee, name, value)
    await touch(session, employee)
    state = await state_of(session, employee, on=today_of(session))
    publish(
        session,
        EmployeeCorrected(
            agency=employee.agency_code,
            employee_id=employee.id,
            state=state,
            corrected=sorted(change.changes),
            reason=change.reason,
        ),
    )
    return shown(employee, state)


async def change_status(
    session: AsyncSession, principal: Principal, *, employee_id: UUID, change: StatusChange
) -> EmployeeRead:
    """Put on leave, suspend, or bring back. Raises NotInService for somebody who left."""
    employee = await employee_in_service(session, principal, employee_id)
    await enter_status(session, employee, change.status, reason=change.reason, on=change.effective_on)
    return shown(employee, await state_of(session, employee, on=today_of(session)))


async def enter_status(
    session: AsyncSession, employee: Employee, status: str, *, reason: str, on: date
) -> None:
    """Write a new status and publish it."""
    previous, employee.status = employee.status, status
    await touch(session, employee)
    publish(
        session,
        StatusChanged(
            agency=employee.agency_code,
            employee_id=employee.id,
            state=await state_of(session, employee, on=today_of(session)),
            previous_status=previous,
            status=status,
            reason=reason,
            effective_on=on,
        ),
    )
