"""Letting somebody stand in for a superior, once or many times."""

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
from abdi.policy import Allow, Deny, Resource, decide, permitted
from abdi.problems import AlreadyExists, Forbidden, NotFound, Problem
from abdi.rulesets import rule_set_on
from personnel.delegations.events import DelegationMade
from personnel.delegations.models import Delegation
from personnel.delegations.queries import list_given, list_superiors
from personnel.delegations.rules import (
    LIMITS,
    ActingLimits,
    Standing,
    check_actions,
    check_one_at_a_time,
    check_period,
    check_plt,
    check_sides,
)
from personnel.delegations.schemas import DelegationCreate, DelegationRead
from personnel.delegations.state import delegation_facts, settle_delegations
from personnel.delegations.terms import check_length, check_start
from personnel.employees.changing import must_pass, today_of
from personnel.identifiers.rules import Check, Rule, errors_of
from personnel.policy import APPOINT_STAND_IN, DELEGATE
from personnel.roles.queries import find_people, get_term_limits, lock_agencies, lock_people
from personnel.roles.rules import Person, Term
from personnel.roles.terms import TermLimits

LOCK = "delegations"
OWN_ONLY = Rule(
    "delegation.own_authority",
    "UU 30/2014 art. 13",
    Text(
        id="Setiap atasan melimpahkan wewenangnya sendiri; yang diterima tidak dilimpahkan lagi",
        en="Superiors delegate their own authority; what was received goes no further",
    ),
    Text(id="Mintalah atasan yang bersangkutan", en="Ask the superior whose authority it is"),
)


class NotOwnAuthority(Forbidden):
    """The authority belongs to somebody else, or was itself only received."""

    code = "not-own-authority"
    title = Text("Bukan wewenang Anda sendiri", "This authority is not your own")


class AlreadyStoodInFor(AlreadyExists):
    """Somebody stands in already on some of these days."""

    code = "already-stood-in-for"
    title = Text("Sudah ada yang mewakili pada hari-hari itu", "Somebody stands in already on these days")


@dataclass
class Surroundings:
    """What judging needs to know: people, who is a superior, what was given, the limits per first day."""

    people: Mapping[UUID, Person]
    superiors: set[UUID]
    given: dict[UUID, list[Standing]]
    limits: dict[date, tuple[ActingLimits, str]]
    terms: TermLimits
    today: date
    is_restricted: bool
    """For everybody but a service of ours: the own agency's people, days around today."""


async def make_delegation(session: AsyncSession, principal: Principal, new: DelegationCreate) -> Delegation:
    """Let somebody stand in for a superior.

    Raises NotFound, Forbidden, NotOwnAuthority, OwnCase, RuleBroken, AlreadyStoodInFor.
    """
    return only(await make_delegations(session, principal, [new]))


async def make_delegations(
    session: AsyncSession, principal: Principal, items: Sequence[DelegationCreate]
) -> list[Delegation | Problem]:
    """Make delegations, each for itself: what is refused stands beside what was made.

    What the principal may not do locks nobody out: it is refused before anything is locked.
    """
    stood_in_for = {item.from_employee_id for item in items if item.kind != "delegation"}
    may_appoint = APPOINT_STAND_IN.allows(principal)
    people = await find_people(session, stood_in_for) if may_appoint else {}
    refused = refusals(items, lambda item: _must_be_entitled(principal, item, people))
    admitted = [item for place, item in enumerate(items) if place not in refused]
    around = await _surroundings(session, principal, admitted)
    outcomes = judge_each(items, lambda item: _made(session, principal, item, around=around), refused=refused)
    made = done_of(outcomes)
    session.add_all(made)
    await settle_delegations(session, made)
    for delegation in made:
        publish(session, DelegationMade(**delegation_facts(delegation)))
    return outcomes


def shown(delegation: Delegation, *, today: date) -> DelegationRead:
    """A delegation as answers show it."""
    kept = {name: getattr(delegation, name) for name in _SHOWN}
    return DelegationRead(**kept, agency=delegation.agency_code, in_force=delegation.term.covers(today))


_SHOWN = DelegationRead.model_fields.keys() - {"agency", "in_force"}


async def _surroundings(
    session: AsyncSession, principal: Principal, items: Sequence[DelegationCreate]
) -> Surroundings:
    givers = {item.from_employee_id for item in items}
    people = await lock_people(session, givers | {item.to_employee_id for item in items})
    await lock_agencies(session, LOCK, {people[giver].agency for giver in givers if giver in people})
    given: dict[UUID, list[Standing]] = defaultdict(list)
    for delegation in await list_given(session, givers):
        given[delegation.from_employee_id].append(delegation.standing)
    limits = {}
    for day in {item.starts_on for item in items}:
        rules = await rule_set_on(session, LIMITS, day)
        limits[day] = (ActingLimits.model_validate(rules.content), rules.version)
    today = today_of(session)
    return Surroundings(
        people,
        await list_superiors(session, givers, today),
        given,
        limits,
        terms=await get_term_limits(session, today),
        today=today,
        is_restricted=principal.kind != "service",
    )


def _made(
    session: AsyncSession, principal: Principal, new: DelegationCreate, *, around: Surroundings
) -> Delegation:
    standing = Standing(new.kind, new.from_employee_id, new.to_employee_id, Term(new.starts_on, new.ends_on))
    agency = _must_be_lawful(new, standing, around)
    context = context_of(session)
    made = Delegation(
        id=new_id(),
        agency_code=agency,
        rule_set=around.limits[new.starts_on][1],
        state="made",
        end_reason=None,
        made_by=context.actor,
        made_by_employee_id=principal.employee_id,
        made_at=context.clock.now(),
        **new.model_dump(exclude={"actions"}),
        actions=sorted(set(new.actions)) if new.actions is not None else None,
    )
    around.given[new.from_employee_id].append(standing)
    return made


def _must_be_entitled(principal: Principal, new: DelegationCreate, people: Mapping[UUID, Person]) -> None:
    """Go on when the principal may do this at all; whether somebody exists elsewhere cannot be told apart."""
    if new.kind == "delegation":
        if not isinstance(decide(principal, DELEGATE, Resource(None, new.from_employee_id)), Allow):
            check = OWN_ONLY.outcome(passed=False, required="own authority", found="authority of another")
            raise NotOwnAuthority(reasons=[check.reason])
        return
    if not APPOINT_STAND_IN.allows(principal):
        permitted(decide(principal, APPOINT_STAND_IN, Resource(None)))
    giver = people.get(new.from_employee_id)
    if giver is None or isinstance(decide(principal, APPOINT_STAND_IN, Resource(giver.agency)), Deny):
        raise _unknown()
    permitted(decide(principal, APPOINT_STAND_IN, Resource(giver.agency, new.to_employee_id)))


def _must_be_lawful(new: DelegationCreate, standing: Standing, around: Surroundings) -> str:
    giver, taker = around.people.get(standing.giver), around.people.get(standing.taker)
    if giver is None or taker is None or (around.is_restricted and giver.agency != taker.agency):
        raise _unknown()
    others = around.given[standing.giver]
    limits, _ = around.limits[new.starts_on]
    must_pass(
        [
            *check_sides(standing, giver, taker, has_people=standing.giver in around.superiors),
            check_actions(new.actions),
            check_period(standing.term),
            *check_length(standing, limits=around.terms),
            *check_plt(standing, others, limits=limits, break_days=around.terms.break_days),
            *_starts_nearby(standing, around),
        ]
    )
    clash = errors_of([check_one_at_a_time(standing, others)])
    if clash:
        raise AlreadyStoodInFor(reasons=clash)
    return giver.agency


def _starts_nearby(standing: Standing, around: Surroundings) -> list[Check]:
    # A service of ours may bring in what was decided before.
    return [check_start(standing.term, today=around.today, limits=around.terms)] * around.is_restricted


def _unknown() -> NotFound:
    return NotFound(Text("Pegawai tidak ditemukan", "The employee was not found"))
