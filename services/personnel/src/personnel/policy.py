"""Who may do what in the registry."""

from uuid import UUID

from sqlalchemy import or_

from abdi.auth import Permission, Principal
from abdi.i18n import Text
from abdi.policy import EVERYTHING, NOTHING, Allow, Decision, Deny, Scope, is_self, of_own_agency, visible
from abdi.problems import Forbidden
from personnel.employees.models import Employee
from personnel.identifiers.rules import Rule
from personnel.positions.models import Position
from personnel.units.models import Unit

READERS = frozenset({"employee", "agency_officer", "service"})
WRITERS = frozenset({"agency_officer", "service"})

READ_ORGANISATION = Permission(name="personnel.organisation.read", roles=READERS)
WRITE_ORGANISATION = Permission(name="personnel.organisation.write", roles=WRITERS)
WRITE_AGENCIES = Permission(name="personnel.agencies.write", roles=frozenset({"service"}))
READ_EMPLOYEES = Permission(name="personnel.employees.read", roles=READERS)
SEARCH_EMPLOYEES = Permission(name="personnel.employees.search", roles=WRITERS)
WRITE_EMPLOYEES = Permission(name="personnel.employees.write", roles=WRITERS)

OWN_CASE = "own_case"
NOT_OWN_CASE = Rule(
    "record.not_own_case",
    "UU 30/2014 art. 42",
    Text(id="Tidak seorang pun mengubah datanya sendiri", en="Nobody changes the own record"),
    Text(id="Mintalah petugas lain", en="Ask another officer"),
)


class OwnCase(Forbidden):
    """Nobody changes what the registry says about oneself."""

    code = "own-case"
    title = Text("Tidak dapat mengubah data diri sendiri", "Nobody changes the own record")

    def __init__(self) -> None:
        check = NOT_OWN_CASE.outcome(passed=False, required="another person", found="self")
        super().__init__(reasons=[check.reason])


def is_service(principal: Principal) -> bool:
    """Whether another service of ours asks, in its own name."""
    return principal.kind == "service" and "service" in principal.roles


def _is_officer(principal: Principal, agency: str) -> bool:
    return "agency_officer" in principal.roles and of_own_agency(principal, agency)


def decide_read(principal: Principal, *, agency: str, employee_id: UUID) -> Decision:
    """Reading one employee: services, officers of the employee's agency, the employee."""
    if is_service(principal) or _is_officer(principal, agency):
        return Allow()
    if "employee" in principal.roles and is_self(principal, employee_id):
        return Allow()
    return Deny("not_in_scope")


def employee_scope(principal: Principal) -> Scope:
    """The employees that `decide_read` allows."""
    if is_service(principal):
        return EVERYTHING
    allowed = []
    if "agency_officer" in principal.roles and principal.agency is not None:
        allowed.append(Employee.agency_code == principal.agency)
    if "employee" in principal.roles and principal.employee_id is not None:
        allowed.append(Employee.id == principal.employee_id)
    return or_(*allowed) if allowed else NOTHING


def decide_write(principal: Principal, *, agency: str) -> Decision:
    """Changing what belongs to `agency`: services and its officers."""
    if is_service(principal) or _is_officer(principal, agency):
        return Allow()
    return Deny("not_in_scope")


def decide_change(principal: Principal, *, agency: str, employee_id: UUID) -> Decision:
    """Changing what is recorded about one employee: as `decide_write`, but nobody changes the own record."""
    decision = decide_write(principal, agency=agency)
    if isinstance(decision, Allow) and is_self(principal, employee_id):
        return Deny(OWN_CASE)
    return decision


def may_change(principal: Principal, *, agency: str, employee_id: UUID) -> None:
    """Go on when the principal may change this employee. Raises OwnCase for oneself, NotFound otherwise."""
    decision = decide_change(principal, agency=agency, employee_id=employee_id)
    if decision == Deny(OWN_CASE):
        raise OwnCase
    visible(decision)


def may_enter_into(principal: Principal, agency: str) -> None:
    """Go on when the principal may make something new in `agency`. Raises Forbidden otherwise."""
    if isinstance(decide_write(principal, agency=agency), Deny):
        raise Forbidden


def decide_read_organisation(principal: Principal, *, agency: str) -> Decision:
    """Reading units and positions of `agency`: services and everybody who works there."""
    return Allow() if is_service(principal) or of_own_agency(principal, agency) else Deny("not_in_scope")


def unit_scope(principal: Principal) -> Scope:
    """The units that `decide_read_organisation` allows."""
    return EVERYTHING if is_service(principal) else Unit.agency_code == principal.agency


def position_scope(principal: Principal) -> Scope:
    """The positions that `decide_read_organisation` allows."""
    return EVERYTHING if is_service(principal) else Position.agency_code == principal.agency
