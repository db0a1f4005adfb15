"""Who may do what here: an agency's own officers, the person, and our own services."""

from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlalchemy.orm import InstrumentedAttribute

from abdi.auth import Permission, Principal
from abdi.i18n import Text
from abdi.policy import EVERYTHING, NOTHING, Allow, Decision, Deny, Scope, is_self, of_own_agency
from abdi.problems import Forbidden

READ_EVALUATION = Permission(
    name="performance.evaluation.read", roles=frozenset({"employee", "agency_officer", "service"})
)
COMPLETE_EVALUATION = Permission(
    name="performance.evaluation.complete", roles=frozenset({"agency_officer", "service"})
)
READ_PLAN = Permission(
    name="performance.plan.read", roles=frozenset({"employee", "agency_officer", "service"})
)
WRITE_PLAN = Permission(name="performance.plan.write", roles=frozenset({"employee", "agency_officer"}))
AGREE_PLAN = Permission(name="performance.plan.agree", roles=frozenset({"agency_officer"}))


class OwnCase(Forbidden):
    """Nobody judges oneself."""

    code = "own-case"
    title = Text("Tidak dapat memutuskan perkara diri sendiri", "Nobody decides one's own case")


def is_service(principal: Principal) -> bool:
    """Whether another service of ours asks, in its own name."""
    return principal.kind == "service" and "service" in principal.roles


def decide_reading(principal: Principal, *, agency: str, employee_id: UUID) -> Decision:
    """Whether `principal` may see the plans and evaluations of an employee of `agency`."""
    if is_service(principal):
        return Allow()
    if "agency_officer" in principal.roles and of_own_agency(principal, agency):
        return Allow()
    if "employee" in principal.roles and is_self(principal, employee_id):
        return Allow()
    return Deny()


def decide_judging(principal: Principal, *, employee_id: UUID) -> Decision:
    """Whether `principal`, who may see this person, may judge: evaluate, correct, agree a plan.

    Nobody judges oneself, and a person without an office judges nobody.
    """
    if is_self(principal, employee_id):
        return Deny("own_case")
    if is_service(principal) or "agency_officer" in principal.roles:
        return Allow()
    return Deny()


def refuse_judging(principal: Principal, *, employee_id: UUID) -> None:
    """Go on when `principal` may judge this person. Raises OwnCase or Forbidden otherwise."""
    decision = decide_judging(principal, employee_id=employee_id)
    if isinstance(decision, Deny):
        raise OwnCase if decision.reason == "own_case" else Forbidden


def scope(
    principal: Principal, *, agency: InstrumentedAttribute[str], employee_id: InstrumentedAttribute[Any]
) -> Scope:
    """The rows that `principal` may see; the same answer as `decide_reading`, for a query."""
    if is_service(principal):
        return EVERYTHING
    allowed: list[Scope] = []
    if "agency_officer" in principal.roles and principal.agency is not None:
        allowed.append(agency == principal.agency)
    if "employee" in principal.roles and principal.employee_id is not None:
        allowed.append(employee_id == principal.employee_id)
    return or_(*allowed) if allowed else NOTHING
