"""Use cases that change employees: register, correct, change status."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import say_reason
from abdi.auth import Principal
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.policy import Resource, decide, permitted
from abdi.problems import AlreadyExists, Conflict, PreconditionFailed
from personnel.agencies.queries import get_agency
from personnel.employees.changing import employee_in_service, must_have_happened, must_pass, today_of, touch
from personnel.employees.events import EmployeeCorrected, EmployeeRegistered, EmployeeState, StatusChanged
from personnel.employees.models import IN_SERVICE, Employee
from personnel.employees.queries import get_employee_to, is_nik_known, list_given_nips
from personnel.employees.reading import READ_ONE, note_unless_own, shown
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
    Rule,
    SerialsExhausted,
    check_appointed,
    next_nip,
    nip_prefix,
    parse_nip,
)
from personnel.identifiers.service import check_numbers, nik_in, nip_in
from personnel.identifiers.vault import NikVault
from personnel.policy import WRITE_EMPLOYEES

CHANGES = Rule(
    "status.changes",
    "Abdi",
    Text(id="Status baru berbeda dari status saat ini", en="A new status differs from the present one"),
    Text(id="Tidak perlu mencatat ulang", en="Nothing has to be entered again"),
)


class NipTaken(AlreadyExists):
    """The NIP was given to somebody, who may have left since."""

    code = "nip-taken"
    title = Text("NIP sudah dipakai", "The NIP is taken")


class NikTaken(AlreadyExists):
    """The registry holds a person with this NIK."""

    code = "nik-taken"
    title = Text("NIK sudah terdaftar", "The NIK is registered already")


class StatusUnchanged(Conflict):
    """The employee has this status already."""

    code = "status-unchanged"
    title = Text("Status tidak berubah", "The status is the same already")

    def __init__(self, status: str) -> None:
        check = CHANGES.outcome(passed=False, required=f"not {status}", found=status)
        others = sorted(IN_SERVICE - {status})
        super().__init__(current_state=status, allowed=others, reasons=[check.reason])


class NoSerialLeft(Conflict):
    """All 999 serials of this birth date, appointment month and sex are given."""

    code = "no-nip-serial-left"
    title = Text("Nomor urut NIP habis", "No NIP serial is left")


async def register_employee(
    session: AsyncSession,
    principal: Principal,
    new: EmployeeCreate,
    *,
    vault: NikVault,
    candidate_id: UUID | None = None,
) -> EmployeeRegisteredRead:
    """Enter a person into the registry, with the NIP that BKN issued or, on request, the next free one.

    `candidate_id` says whom recruitment handed over, for somebody who comes from there. Raises Malformed for
    impossible numbers, RuleBroken when they contradict what is declared, NipTaken, NikTaken.
    """
    permitted(decide(principal, WRITE_EMPLOYEES, Resource(new.agency)))
    await get_agency(session, new.agency)
    nik = nik_in(new.nik)
    must_pass([check_appointed(new.appointed_on, today=today_of(session))])
    declared = Declared(new.employment_type, new.birth_date, new.sex, new.appointed_on)
    nip = parse_nip(await _reserve_nip(session, new))
    warnings = check_numbers(nip, nik, declared)
    digest = vault.digest(nik.digits)
    if await is_nik_known(session, digest):
        raise NikTaken
    employee_id = new_id()
    employee = Employee(
        id=employee_id,
        agency_code=new.agency,
        nip=nip.digits,
        nik_sealed=vault.seal(employee_id, nik.digits),
        nik_index=digest,
        status="active",
        created_at=context_of(session).clock.now(),
        **new.model_dump(exclude={"agency", "nip", "nik", "assign_nip"}),
    )
    session.add(employee)
    state = await _publish_registered(session, employee, candidate_id=candidate_id)
    read = shown(employee, state, nik=vault.masked(employee_id, employee.nik_sealed))
    return EmployeeRegisteredRead(**dict(read), warnings=warnings)


async def _publish_registered(
    session: AsyncSession, employee: Employee, *, candidate_id: UUID | None
) -> EmployeeState:
    state = await state_of(session, employee, on=today_of(session))
    publish(
        session,
        EmployeeRegistered(
            agency=employee.agency_code,
            employee_id=employee.id,
            state=state,
            source="candidate" if candidate_id else "registration",
            candidate_id=candidate_id,
        ),
    )
    return state


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
    """Correct what was recorded about the person; the audit keeps the old values. The same changes nothing.

    Raises PreconditionFailed when somebody else was faster.
    """
    employee = await get_employee_to(session, principal, WRITE_EMPLOYEES, employee_id=employee_id)
    if employee.version != seen_version:
        raise PreconditionFailed(current_version=employee.version)
    changes = {name: value for name, value in change.changes.items() if getattr(employee, name) != value}
    if not changes:
        # Nothing to audit as a change, yet the answer shows the record.
        note_unless_own(session, principal, READ_ONE, subjects=[employee.id])
        return shown(employee, await state_of(session, employee, on=today_of(session)))
    say_reason(session, change.reason)
    for name, value in changes.items():
        setattr(employee, name, value)
    await touch(session, employee)
    state = await state_of(session, employee, on=today_of(session))
    publish(
        session,
        EmployeeCorrected(
            agency=employee.agency_code,
            employee_id=employee.id,
            state=state,
            corrected=sorted(changes),
            reason=change.reason,
        ),
    )
    return shown(employee, state)


async def change_status(
    session: AsyncSession, principal: Principal, *, employee_id: UUID, change: StatusChange
) -> EmployeeRead:
    """Put on leave, suspend, or bring back. Raises NotInService, StatusUnchanged, RuleBroken for the day."""
    employee = await employee_in_service(session, principal, WRITE_EMPLOYEES, employee_id=employee_id)
    must_have_happened(session, change.effective_on, since=employee.appointed_on)
    if change.status == employee.status:
        raise StatusUnchanged(employee.status)
    say_reason(session, change.reason)
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
