"""Roles and delegations of a folder: what the registry holds of them, the rules, the rows to add."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.rulesets import read_rule_sets, rule_set_on, store_rule_sets
from personnel.delegations import rules as delegating
from personnel.delegations.models import Delegation
from personnel.delegations.queries import list_superiors
from personnel.delegations.service import LOCK as DELEGATIONS
from personnel.delegations.terms import check_length
from personnel.employees.models import SUSPENDED, Employee
from personnel.imports import faults
from personnel.imports.content import Content
from personnel.imports.findings import Findings
from personnel.imports.judging import People
from personnel.imports.plan import Circumstances, Plan
from personnel.imports.queries import Known, batches
from personnel.imports.rows import DelegationRow, RoleRow
from personnel.imports.timelines import Values
from personnel.roles import rules as giving
from personnel.roles.models import RoleAssignment
from personnel.roles.queries import get_term_limits, lock_agencies
from personnel.roles.service import LOCK as ROLES
from personnel.roles.terms import TermLimits, check_auditor_run
from personnel.settings import RULESETS
from personnel.units.models import Unit

_SAYS = {"roles": ("ends_on", "purpose"), "delegations": ("ends_on", "actions", "reason")}
_COLUMNS = {
    "role.unit_named": "unit_code",
    "role.time_boxed": "ends_on",
    "role.period": "ends_on",
    "role.purpose": "purpose",
    "role.held_once": "starts_on",
    "role.auditor_run": "ends_on",
    "delegation.length": "ends_on",
    "delegation.period": "ends_on",
    "delegation.known_actions": "actions",
    "delegation.plt_length": "ends_on",
    "delegation.plt_extended_once": "ends_on",
    "delegation.has_authority": "from_nip",
    "delegation.giver_in_service": "from_nip",
    "delegation.one_at_a_time": "starts_on",
}
UNKNOWN: Final = TermLimits(delegation_months=0, plh_months=0, backdated_days=0, ahead_months=0, break_days=0)


@dataclass
class Authority:
    """What the registry holds of the roles and delegations of the people in a folder, and the limits."""

    said: dict[str, dict[tuple[object, ...], Values]] = field(
        default_factory=lambda: {"roles": {}, "delegations": {}}
    )
    """By file and key, what the registry says in the other columns."""
    held: dict[str, list[giving.Wanted]] = field(default_factory=lambda: defaultdict(list))
    """Roles by NIP."""
    given: dict[UUID, list[delegating.Standing]] = field(default_factory=lambda: defaultdict(list))
    superiors: set[UUID] = field(default_factory=set)
    role_limits: giving.RoleLimits = field(default_factory=lambda: giving.RoleLimits(auditor_months=0))
    terms: TermLimits = field(default_factory=lambda: UNKNOWN)
    acting_limits: dict[date, tuple[delegating.ActingLimits, str]] = field(default_factory=dict)
    new_roles: list[RoleRow] = field(default_factory=list)
    new_delegations: list[DelegationRow] = field(default_factory=list)


async def list_authority(session: AsyncSession, content: Content, known: Known) -> Authority:
    """Look up what `content` names of authority; nobody else changes it until the commit."""
    authority = Authority()
    if not content.roles and not content.delegations:
        return authority
    await lock_agencies(session, ROLES, {row.agency_code for row in content.roles})
    await lock_agencies(session, DELEGATIONS, {row.agency_code for row in content.delegations})
    # The registry may be filled before its service has ever started.
    await store_rule_sets(session, read_rule_sets(RULESETS))
    await _know_limits(session, content, authority)
    for nips in batches(sorted({row.nip for row in content.roles})):
        await _know_roles(session, nips, authority)
    for nips in batches(sorted({row.from_nip for row in content.delegations})):
        await _know_delegations(session, nips, authority)
    givers = {known.employees[row.from_nip] for row in content.delegations if row.from_nip in known.employees}
    authority.superiors = await list_superiors(session, givers, context_of(session).clock.today())
    return authority


async def _know_limits(session: AsyncSession, content: Content, authority: Authority) -> None:
    rules = await rule_set_on(session, giving.LIMITS, context_of(session).clock.today())
    authority.role_limits = giving.RoleLimits.model_validate(rules.content)
    authority.terms = await get_term_limits(session, context_of(session).clock.today())
    for day in {row.starts_on for row in content.delegations}:
        acting = await rule_set_on(session, delegating.LIMITS, day)
        limits = delegating.ActingLimits.model_validate(acting.content)
        authority.acting_limits[day] = (limits, acting.version)


async def _know_roles(session: AsyncSession, nips: Any, authority: Authority) -> None:
    wanted = (
        select(RoleAssignment, Employee.nip, Unit.code)
        .join(Employee, Employee.id == RoleAssignment.employee_id)
        .outerjoin(Unit, Unit.id == RoleAssignment.unit_id)
        .where(Employee.nip.in_(nips))
    )
    for role, nip, unit_code in await session.execute(wanted):
        key = (role.agency_code, nip, role.role, unit_code, role.starts_on)
        authority.said["roles"][key] = {name: getattr(role, name) for name in _SAYS["roles"]}
        term = role.term
        authority.held[nip].append(
            giving.Wanted(role.agency_code, role.role, term, role.unit_id, role.purpose)
        )


async def _know_delegations(session: AsyncSession, nips: Any, authority: Authority) -> None:
    giver, taker = aliased(Employee), aliased(Employee)
    wanted = (
        select(Delegation, giver.nip.label("from_nip"), taker.nip.label("to_nip"))
        .join(giver, giver.id == Delegation.from_employee_id)
        .join(taker, taker.id == Delegation.to_employee_id)
        .where(giver.nip.in_(nips))
    )
    for found, from_nip, to_nip in await session.execute(wanted):
        key = (found.agency_code, found.kind, from_nip, to_nip, found.starts_on)
        authority.said["delegations"][key] = {name: getattr(found, name) for name in _SAYS["delegations"]}
        authority.given[found.from_employee_id].append(found.standing)


def judge_authority(
    found: Findings, content: Content, authority: Authority, *, people: People, units: Mapping[Any, UUID]
) -> None:
    """Everything that the API would refuse about new roles and delegations; known rows say the same."""
    for role in content.roles:
        if _is_new(found, "roles", role, authority=authority):
            _judge_role(found, role, authority, people=people, units=units)
    lines = sorted(content.superiors, key=lambda row: row.effective_from)
    latest = {row.nip: row.superior_nip for row in lines if people.serves(row.nip)}
    authority.superiors |= {people.ids[superior] for superior in latest.values()}
    for delegation in content.delegations:
        if _is_new(found, "delegations", delegation, authority=authority):
            _judge_delegation(found, delegation, authority, people=people)


def _is_new(found: Findings, file: str, row: RoleRow | DelegationRow, *, authority: Authority) -> bool:
    said = authority.said[file].get(row.key)
    if said is None:
        return True
    for column, value in said.items():
        if _comparable(getattr(row, column)) != _comparable(value):
            found.differs(file, row, column, registry=faults.OTHERWISE)
    return False


def _comparable(value: Any) -> Any:
    return sorted(value) if isinstance(value, list | tuple) else value


def _judge_role(
    found: Findings, row: RoleRow, authority: Authority, *, people: People, units: Mapping[Any, UUID]
) -> None:
    unit_id = units[(row.agency_code, row.unit_code)] if row.unit_code else None
    term = giving.Term(row.starts_on, row.ends_on)
    wanted = giving.Wanted(row.agency_code, row.role, term, unit_id, row.purpose)
    checks = giving.check_assignment(wanted, _person(people, row.nip), limits=authority.role_limits)
    held = authority.held[row.nip]
    checks += check_auditor_run(wanted, held, limits=authority.role_limits, terms=authority.terms)
    checks.append(giving.check_held_once(wanted, held))
    if found.judge("roles", row, checks, columns=_COLUMNS, column="nip"):
        authority.held[row.nip].append(wanted)
        authority.new_roles.append(row)


def _judge_delegation(found: Findings, row: DelegationRow, authority: Authority, *, people: People) -> None:
    giver_id = people.ids[row.from_nip]
    giver, taker = _person(people, row.from_nip), _person(people, row.to_nip)
    term = giving.Term(row.starts_on, row.ends_on)
    standing = delegating.Standing(row.kind, giver_id, people.ids[row.to_nip], term)
    others, (limits, _) = authority.given[giver_id], authority.acting_limits[row.starts_on]
    has_people = giver_id in authority.superiors
    checks = [
        *delegating.check_sides(standing, giver, taker, has_people=has_people),
        delegating.check_actions(row.actions),
        delegating.check_period(term),
        *check_length(standing, limits=authority.terms),
        *delegating.check_plt(standing, others, limits=limits, break_days=authority.terms.break_days),
        delegating.check_one_at_a_time(standing, others),
    ]
    if giver.agency != row.agency_code:
        found.add("delegations", row, "agency_code", fault=faults.FOREIGN_GIVER)
    elif found.judge("delegations", row, checks, columns=_COLUMNS, column="to_nip"):
        others.append(standing)
        authority.new_delegations.append(row)


def _person(people: People, nip: str) -> giving.Person:
    facts = people.facts[nip]
    suspended = facts["status"] == SUSPENDED
    return giving.Person(facts["agency_code"], people.serves(nip), is_suspended=suspended)


def plan_authority(
    plan: Plan, authority: Authority, *, ids: Mapping[str, UUID], around: Circumstances
) -> None:
    """Add the rows of new roles and delegations to `plan`."""
    plan.new.role_assignment = [
        around.row()
        | {"id": new_id(), "agency_code": row.agency_code, "employee_id": ids[row.nip], "role": row.role}
        | {"unit_id": plan.units[(row.agency_code, row.unit_code)] if row.unit_code else None}
        | {"starts_on": row.starts_on, "ends_on": row.ends_on, "purpose": row.purpose}
        | {"assigned_by": around.actor, "assigned_by_employee_id": None, "assigned_at": around.now}
        | {"state": "assigned", "decree_number": None, "decree_on": None, "end_reason": None}
        for row in authority.new_roles
    ]
    plan.new.delegation = [
        around.row()
        | {"id": new_id(), "agency_code": row.agency_code, "kind": row.kind}
        | {"from_employee_id": ids[row.from_nip], "to_employee_id": ids[row.to_nip]}
        | {"actions": sorted(row.actions) if row.actions is not None else None, "reason": row.reason}
        | {"starts_on": row.starts_on, "ends_on": row.ends_on, "state": "made", "end_reason": None}
        | {"made_by": around.actor, "made_by_employee_id": None, "made_at": around.now}
        | {"rule_set": authority.acting_limits[row.starts_on][1], "decree_number": None, "decree_on": None}
        for row in authority.new_delegations
    ]
