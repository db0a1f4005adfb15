"""Who may see what here: every agency's own officers, the person, and our own services."""

from uuid import UUID

from sqlalchemy import or_

from abdi.auth import Permission, Principal
from abdi.policy import EVERYTHING, NOTHING, Allow, Decision, Deny, Scope, is_self, of_own_agency
from promotion.eligibilities.models import Eligibility

READ_ELIGIBILITY = Permission(
    name="promotion.eligibility.read", roles=frozenset({"employee", "agency_officer", "service"})
)


def is_service(principal: Principal) -> bool:
    """Whether another service of ours asks, in its own name."""
    return principal.kind == "service" and "service" in principal.roles


def decide(principal: Principal, *, agency: str, employee_id: UUID) -> Decision:
    """Whether `principal` may see the eligibility of an employee of `agency`."""
    if is_service(principal):
        return Allow()
    if "agency_officer" in principal.roles and of_own_agency(principal, agency):
        return Allow()
    if "employee" in principal.roles and is_self(principal, employee_id):
        return Allow()
    return Deny()


def scope(principal: Principal) -> Scope:
    """The eligibilities that `principal` may see; the same answer as `decide`, for a query."""
    if is_service(principal):
        return EVERYTHING
    allowed: list[Scope] = []
    if "agency_officer" in principal.roles and principal.agency is not None:
        allowed.append(Eligibility.agency == principal.agency)
    if "employee" in principal.roles and principal.employee_id is not None:
        allowed.append(Eligibility.employee_id == principal.employee_id)
    return or_(*allowed) if allowed else NOTHING
