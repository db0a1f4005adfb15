"""Who may do what, written once: the rules of a permission, from which every answer follows.

A service's `policy.py` lists its permissions. `decide` reads the rules for one object, `abdi.directory.scope`
reads the same rules for a query; property tests prove both equal. Default is denial.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, JsonValue
from sqlalchemy import ColumnElement, false, true

from abdi.i18n import Text
from abdi.problems import Forbidden, NotFound
from abdi.reasons import Reason
from abdi.refusals import no_role_covers, own_case, scope_missing
from abdi.tokens import Grant, Principal

Scope = ColumnElement[bool]
"""The rows that a principal may see, as a condition for a query."""

EVERYTHING: Final[Scope] = true()
NOTHING: Final[Scope] = false()

BY_NATURE: Final = frozenset({"employee", "superior", "applicant"})
"""Roles that nobody assigns: they follow from the registry, or from an account of ours. Whoever stands in
for a superior has a grant."""

OWN_CASE: Final = "own_case"
NO_RULE: Final = "no_rule"
NOT_IN_SCOPE: Final = "not_in_scope"


class Reach(StrEnum):
    """How far a role's rule goes."""

    OWN = "own"
    """What is about the person."""
    BELOW = "below"
    """What is about those who report to the person, directly or through others, or to whom the person stands
    in for."""
    UNIT = "unit"
    """What belongs to the unit of the grant, or to a unit below it."""
    AGENCY = "agency"
    """What belongs to the agency of the grant (of the person, of the system)."""
    EVERYWHERE = "everywhere"


@dataclass(frozen=True)
class Rule:
    """One role may, as far as `reach`; `masked` names the fields that it does not see."""

    role: str
    reach: Reach
    masked: frozenset[str] = frozenset()


def own(role: str = "employee", *, masked: Iterable[str] = ()) -> Rule:
    """The person about whom it is."""
    return Rule(role, Reach.OWN, frozenset(masked))


def below(role: str = "superior", *, masked: Iterable[str] = ()) -> Rule:
    """The superior, direct or indirect, and whoever stands in for one."""
    return Rule(role, Reach.BELOW, frozenset(masked))


def in_unit(role: str = "unit_officer", *, masked: Iterable[str] = ()) -> Rule:
    """Whoever holds the role for the unit or one above it."""
    return Rule(role, Reach.UNIT, frozenset(masked))


def in_agency(role: str, *, masked: Iterable[str] = ()) -> Rule:
    """Whoever holds the role in the agency."""
    return Rule(role, Reach.AGENCY, frozenset(masked))


def everywhere(role: str = "service", *, masked: Iterable[str] = ()) -> Rule:
    """The role, whatever the object."""
    return Rule(role, Reach.EVERYWHERE, frozenset(masked))


class Permission(BaseModel):
    """The right to do one thing; `name` is also the OAuth scope of it.

    `not_own`: nobody does it in the own case, whatever the role. `article`: the regulation behind it.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    rules: tuple[Rule, ...]
    not_own: bool = False
    article: str | None = None
    implied_by: frozenset[str] = frozenset()
    """Names of permissions that cannot be used without this one: who was lent only those has this one too."""

    @property
    def roles(self) -> frozenset[str]:
        """The roles that hold it, each as far as its reach."""
        return frozenset(rule.role for rule in self.rules)

    def allows(self, principal: Principal) -> bool:
        """Whether the principal may do this at all, to whatever object."""
        return any(True for _ in claims(principal, self))


@dataclass(frozen=True)
class Allow:
    """Permitted; `masked` names the fields that the reader must not see.

    `acted_for` is the person in whose place the principal stands, when nothing but that permits it.
    """

    masked: frozenset[str] = frozenset()
    acted_for: UUID | None = None


@dataclass(frozen=True)
class Deny:
    """Refused; `reason` is a stable code, `reasons` say what would have been needed."""

    reason: str = NO_RULE
    reasons: tuple[Reason, ...] = ()


Decision = Allow | Deny


@dataclass(frozen=True)
class Resource:
    """What a decision must know of an object.

    Args:
        agency: whose it is.
        employee_id: the person about whom it is, if any.
        superiors: everybody above that person, in service or not.
        units: the object's unit (or the person's) and all units above it.
    """

    agency: str | None
    employee_id: UUID | None = None
    superiors: frozenset[UUID] = frozenset()
    units: frozenset[UUID] = frozenset()


class Claim(NamedTuple):
    """A rule that speaks for a principal, with what it speaks about; made by `claims`."""

    rule: Rule
    agency: str | None = None
    employee_id: UUID | None = None
    unit_id: UUID | None = None
    via: Grant | None = None


def claims(principal: Principal, permission: Permission) -> Iterator[Claim]:
    """Everything on which the principal can base this permission: the common ground of decide and scope."""
    if principal.kind == "agency_system" and permission.name not in principal.scopes:
        return
    for rule in permission.rules:
        if rule.role in principal.roles:
            yield from _claims_of(principal, permission, rule)


def _claims_of(principal: Principal, permission: Permission, rule: Rule) -> Iterator[Claim]:
    if rule.reach is Reach.EVERYWHERE:
        yield Claim(rule)
        return
    if rule.role in BY_NATURE:
        yield Claim(rule, agency=principal.agency, employee_id=principal.own_id)
    elif principal.kind != "person":
        yield Claim(rule, agency=principal.agency)
    for grant in principal.grants:
        if grant.role == rule.role and _extends_to(grant, permission):
            yield Claim(rule, grant.agency, grant.of or principal.employee_id, grant.unit_id, via=grant)


def _extends_to(grant: Grant, permission: Permission) -> bool:
    if grant.actions is None:
        return True
    return permission.name in grant.actions or not permission.implied_by.isdisjoint(grant.actions)


def decide(principal: Principal, permission: Permission, resource: Resource) -> Decision:
    """Whether `principal` may do this to `resource`, with what stays masked, or why not."""
    if permission.not_own and is_self(principal, resource.employee_id):
        return Deny(OWN_CASE, (own_case(permission.article),))
    matching = [claim for claim in claims(principal, permission) if _covers(claim, resource)]
    if matching:
        return Allow(
            frozenset.intersection(*(claim.rule.masked for claim in matching)), _stands_for(matching)
        )
    code = NOT_IN_SCOPE if permission.allows(principal) else NO_RULE
    return Deny(code, refusal(principal, permission))


def refusal(principal: Principal, permission: Permission) -> tuple[Reason, ...]:
    """Why the principal may not do this to anything."""
    needed: JsonValue = [{"role": rule.role, "reach": rule.reach.value} for rule in permission.rules]
    if principal.kind == "agency_system" and permission.name not in principal.scopes:
        return (scope_missing(permission.name, permission.article, sorted(principal.scopes)),)
    held = sorted({grant.role for grant in principal.grants} | principal.roles)
    return (no_role_covers(permission.name, permission.article, needed=needed, held=held),)


def _stands_for(matching: list[Claim]) -> UUID | None:
    givers = [claim.via.of if claim.via else None for claim in matching]
    return None if None in givers else givers[0]


def _covers(claim: Claim, resource: Resource) -> bool:
    match claim.rule.reach:
        case Reach.EVERYWHERE:
            return True
        case Reach.OWN:
            return claim.employee_id is not None and claim.employee_id == resource.employee_id
        case Reach.BELOW:
            return claim.employee_id in resource.superiors and claim.agency == resource.agency
        case Reach.UNIT:
            return claim.unit_id in resource.units and claim.agency == resource.agency
        case Reach.AGENCY:
            return claim.agency is not None and claim.agency == resource.agency


class OwnCase(Forbidden):
    """Nobody decides one's own case."""

    code = "own-case"
    title = Text("Tidak dapat memutuskan perkara diri sendiri", "Nobody decides one's own case")


def is_self(principal: Principal, employee_id: object) -> bool:
    """Whether the principal is the person that `employee_id` names."""
    return principal.own_id is not None and principal.own_id == employee_id


def others(principal: Principal, employee_ids: Iterable[UUID]) -> list[UUID]:
    """Those of `employee_ids` who are not the principal: reading one's own record is noted nowhere."""
    return [employee_id for employee_id in employee_ids if not is_self(principal, employee_id)]


def visible(decision: Decision) -> Allow:
    """The permission in `decision`. Raises NotFound for a refusal, so that ids cannot be probed."""
    if isinstance(decision, Deny):
        raise NotFound
    return decision


def permitted(decision: Decision) -> Allow:
    """The permission in `decision`, for an object that the principal may see anyway.

    Raises OwnCase or Forbidden, with reasons.
    """
    if isinstance(decision, Allow):
        return decision
    raise (OwnCase if decision.reason == OWN_CASE else Forbidden)(reasons=list(decision.reasons))


def capacity_of(principal: Principal, permission: Permission) -> str:
    """In which roles somebody uses `permission`, for the audit: what is more than employee, if any is."""
    used = {claim.rule.role for claim in claims(principal, permission)}
    return ",".join(sorted(used - {"employee"}) or ["employee"])


def purpose_of(principal: Principal, permission: Permission) -> str | None:
    """For what somebody was given the roles in which they use `permission`, such as an auditor's audit."""
    given = (claim.via.purpose for claim in claims(principal, permission) if claim.via)
    return "; ".join(sorted({purpose for purpose in given if purpose})) or None
