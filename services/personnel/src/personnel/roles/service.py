"""Giving roles, one or many."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.bulk.batch import done_of, judge_each, only, refusals
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.policy import Resource, decide, permitted
from abdi.problems import AlreadyExists, NotFound, Problem
from abdi.rulesets import rule_set_on
from personnel.employees.changing import must_pass, today_of
from personnel.identifiers.rules import errors_of
from personnel.policy import WRITE_ROLES
from personnel.roles.events import RoleAssigned
from personnel.roles.models import RoleAssignment
from personnel.roles.queries import get_term_limits, list_held, list_units_of, lock_agencies, lock_people
from personnel.roles.rules import LIMITS, Person, RoleLimits, Wanted, check_assignment, check_held_once
from personnel.roles.schemas import RoleCreate, RoleRead
from personnel.roles.state import role_facts, settle_roles
from personnel.roles.terms import TermLimits, check_auditor_run

LOCK = "roles"


class RoleAlreadyHeld(AlreadyExists):
    """The person holds this role for this unit on some of these days."""

    code = "role-already-held"
    title = Text("Peran sudah dipegang", "The role is held already")


Seat = tuple[UUID, tuple[object, ...]]


@dataclass
class Surroundings:
    """What judging needs to know: people, units, and what everybody holds."""

    people: Mapping[UUID, Person]
    units: Mapping[UUID, str]
    held: dict[Seat, list[tuple[UUID, Wanted]]]
    """By holder and seat, the assignments that can stand in each other's way."""
    limits: RoleLimits
    terms: TermLimits
    sees_everybody: bool


async def assign_role(session: AsyncSession, principal: Principal, new: RoleCreate) -> RoleAssignment:
    """Give somebody a role.

    Raises Forbidden, OwnCase, NotFound, RuleBroken, RoleAlreadyHeld.
    """
    return only(await assign_roles(session, principal, [new]))


async def assign_roles(
    session: AsyncSession, principal: Principal, items: Sequence[RoleCreate]
) -> list[RoleAssignment | Problem]:
    """Give roles, each for itself: what is refused stands beside what was made. A fixed number of queries.

    What the principal may not do locks nobody out: it is refused before anything is locked.
    """
    refused = refusals(
        items,
        lambda item: permitted(decide(principal, WRITE_ROLES, Resource(item.agency, item.employee_id))),
    )
    admitted = [item for place, item in enumerate(items) if place not in refused]
    around = await _surroundings(session, principal, admitted)
    outcomes = judge_each(
        items, lambda item: _assigned(session, principal, item, around=around), refused=refused
    )
    made = done_of(outcomes)
    session.add_all(made)
    await settle_roles(session, made)
    for assignment in made:
        publish(session, RoleAssigned(**role_facts(assignment)))
    return outcomes


def shown(assignment: RoleAssignment, *, today: date) -> RoleRead:
    """A role as answers show it."""
    kept = {name: getattr(assignment, name) for name in _SHOWN}
    return RoleRead(**kept, agency=assignment.agency_code, in_force=assignment.term.covers(today))


_SHOWN = RoleRead.model_fields.keys() - {"agency", "in_force"}


def must_be_lawful(wanted: Wanted, around: Surroundings, *, holder_id: UUID, besides: UUID | None) -> None:
    """Go on when the holder may have the role as `wanted`, apart from the assignment `besides` itself.

    Raises NotFound, also for somebody whom only another agency can give roles (ids cannot be probed),
    RuleBroken, RoleAlreadyHeld.
    """
    holder = around.people.get(holder_id)
    if holder is None or not (
        around.sees_everybody or wanted.role == "auditor" or holder.agency == wanted.agency
    ):
        raise NotFound(Text("Pegawai tidak ditemukan", "The employee was not found"))
    if wanted.unit_id is not None and around.units.get(wanted.unit_id) != wanted.agency:
        raise NotFound(Text("Unit tidak ditemukan", "The unit was not found"))
    others = [held for held_id, held in around.held[holder_id, wanted.seat] if held_id != besides]
    must_pass(
        [
            *check_assignment(wanted, holder, limits=around.limits),
            *check_auditor_run(wanted, others, limits=around.limits, terms=around.terms),
        ]
    )
    clash = errors_of([check_held_once(wanted, others)])
    if clash:
        raise RoleAlreadyHeld(reasons=clash)


def wanted_of(assignment: RoleAssignment) -> Wanted:
    """The assignment as the rules see it."""
    return Wanted(
        assignment.agency_code, assignment.role, assignment.term, assignment.unit_id, assignment.purpose
    )


async def surroundings_of(
    session: AsyncSession, principal: Principal, *, agencies: set[str], holders: set[UUID], units: set[UUID]
) -> Surroundings:
    """Everything that judging roles of `holders` needs; nobody else changes it until the commit."""
    # People before the lock of the agency, as when somebody leaves service: one order for everybody.
    people = await lock_people(session, holders)
    await lock_agencies(session, LOCK, agencies)
    held: dict[Seat, list[tuple[UUID, Wanted]]] = defaultdict(list)
    for assignment in await list_held(session, holders):
        one = wanted_of(assignment)
        held[assignment.employee_id, one.seat].append((assignment.id, one))
    rules = await rule_set_on(session, LIMITS, today_of(session))
    return Surroundings(
        people,
        await list_units_of(session, units),
        held,
        limits=RoleLimits.model_validate(rules.content),
        terms=await get_term_limits(session, today_of(session)),
        sees_everybody=principal.kind == "service",
    )


async def _surroundings(
    session: AsyncSession, principal: Principal, items: Sequence[RoleCreate]
) -> Surroundings:
    return await surroundings_of(
        session,
        principal,
        agencies={item.agency for item in items},
        holders={item.employee_id for item in items},
        units={item.unit_id for item in items if item.unit_id is not None},
    )


def _assigned(
    session: AsyncSession, principal: Principal, new: RoleCreate, *, around: Surroundings
) -> RoleAssignment:
    context = context_of(session)
    made = RoleAssignment(
        id=new_id(),
        agency_code=new.agency,
        state="assigned",
        end_reason=None,
        assigned_by=context.actor,
        assigned_by_employee_id=principal.employee_id,
        assigned_at=context.clock.now(),
        **new.model_dump(exclude={"agency"}),
    )
    wanted = wanted_of(made)
    must_be_lawful(wanted, around, holder_id=new.employee_id, besides=None)
    around.held[new.employee_id, wanted.seat].append((made.id, wanted))
    return made
