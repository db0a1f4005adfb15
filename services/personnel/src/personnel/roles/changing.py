"""Ending and correcting roles, without ever leaving an agency alone."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import say_reason
from abdi.auth import Principal
from abdi.db.context import context_of
from abdi.http import check_version
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.policy import Resource, decide, permitted
from abdi.problems import Conflict
from abdi.reasons import Reason
from personnel.employees.changing import must_pass, today_of
from personnel.employees.histories import NothingCorrected
from personnel.employees.models import Employee
from personnel.identifiers.rules import errors_of
from personnel.policy import WRITE_ROLES
from personnel.roles.events import RoleCorrected, RoleEnded
from personnel.roles.models import RoleAssignment
from personnel.roles.queries import get_role, list_held, list_officers, lock_agencies, lock_people
from personnel.roles.rules import Term, Wanted, check_ending, check_last_officer
from personnel.roles.schemas import RoleEnding, RoleUpdate
from personnel.roles.service import LOCK, must_be_lawful, surroundings_of
from personnel.roles.state import WITHDRAWN, role_facts, settle_roles

OFFICER: Final = "agency_officer"
LEFT = "left service"


class LastAdministrator(Conflict):
    """Without this role the agency would have no personnel officer on some day."""

    code = "last-administrator"
    title = Text("Administrator terakhir tidak dapat dilepas", "The last administrator cannot be removed")


class RoleOver(Conflict):
    """The role has ended already, or was withdrawn."""

    code = "role-over"
    title = Text("Peran sudah berakhir", "The role is over")


async def end_role(
    session: AsyncSession, principal: Principal, *, role_id: UUID, ending: RoleEnding, seen_version: int
) -> RoleAssignment:
    """Let a role end earlier; before its first day it is withdrawn.

    Raises NotFound, OwnCase, Forbidden, PreconditionFailed, RoleOver, RuleBroken, LastAdministrator.
    """
    assignment = await _get_to_change(session, principal, role_id, seen_version=seen_version)
    today = today_of(session)
    must_pass(check_ending(assignment.term, ending.ends_on, today=today))
    await _must_keep_an_officer(session, assignment, after=assignment.term.until(ending.ends_on))
    say_reason(session, ending.reason)
    _end(session, assignment, ends_on=ending.ends_on, reason=ending.reason)
    await settle_roles(session, [assignment])
    publish(session, RoleEnded(**role_facts(assignment), reason=ending.reason))
    return assignment


async def correct_role(
    session: AsyncSession, principal: Principal, *, role_id: UUID, update: RoleUpdate, seen_version: int
) -> RoleAssignment:
    """Say what a role should have said; the result keeps the rules of a new one.

    Raises as `end_role`, and RoleAlreadyHeld, NothingCorrected.
    """
    assignment = await _get_to_change(session, principal, role_id, seen_version=seen_version)
    changes = {name: new for name, new in update.changes.items() if getattr(assignment, name) != new}
    if not changes:
        raise NothingCorrected(list(update.changes))
    wanted = _wanted_with(assignment, changes)
    around = await surroundings_of(
        session,
        principal,
        agencies={wanted.agency},
        holders={assignment.employee_id},
        units={wanted.unit_id} if wanted.unit_id else set(),
    )
    must_be_lawful(wanted, around, holder_id=assignment.employee_id, besides=assignment.id)
    await _must_keep_an_officer(session, assignment, after=wanted.term)
    say_reason(session, update.reason)
    for name, value in changes.items():
        setattr(assignment, name, value)
    assignment.updated_at = context_of(session).clock.now()
    await settle_roles(session, [assignment])
    facts = role_facts(assignment)
    publish(session, RoleCorrected(**facts, corrected=sorted(changes), reason=update.reason))
    return assignment


async def end_roles_of_leaver(session: AsyncSession, employee: Employee, *, on: date) -> list[Reason]:
    """End every role of somebody whose first day out of service is `on`.

    Leaving is a fact, which no rule can refuse. So when it takes the last administrator away, the answer says
    so: the returned reasons. Somebody else then needs the role, from a service or from
    `abdi personnel appoint-officer`.
    """
    held = await list_held(session, [employee.id])
    await lock_agencies(session, LOCK, {assignment.agency_code for assignment in held})
    last_day = on - timedelta(days=1)
    ending = [one for one in held if one.term.ends_on is None or one.term.ends_on > last_day]
    lost: list[Reason] = []
    for assignment in ending:
        lost += await _days_lost(session, assignment, after=assignment.term.until(last_day))
        _end(session, assignment, ends_on=last_day, reason=LEFT)
    await settle_roles(session, ending)
    for assignment in ending:
        publish(session, RoleEnded(**role_facts(assignment), reason=LEFT))
    return lost


async def _get_to_change(
    session: AsyncSession, principal: Principal, role_id: UUID, *, seen_version: int
) -> RoleAssignment:
    found = await get_role(session, principal, role_id)
    permitted(decide(principal, WRITE_ROLES, Resource(found.agency_code, found.employee_id)))
    # Two officers who end each other's role at once: the second one finds itself the last.
    await lock_people(session, {found.employee_id})
    await lock_agencies(session, LOCK, {found.agency_code})
    assignment = await get_role(session, principal, role_id, is_locked=True)
    check_version(assignment, seen_version)
    if assignment.state != "assigned" or not _is_open(assignment.term, today_of(session)):
        raise RoleOver(current_state=assignment.state, allowed=[])
    return assignment


def _is_open(term: Term, today: date) -> bool:
    return term.ends_on is None or term.ends_on >= today


def _end(session: AsyncSession, assignment: RoleAssignment, *, ends_on: date, reason: str) -> None:
    term = assignment.term.until(ends_on)
    assignment.ends_on = term.ends_on
    assignment.state = WITHDRAWN if term.is_empty else "ended"
    assignment.end_reason = reason
    assignment.updated_at = context_of(session).clock.now()


def _wanted_with(assignment: RoleAssignment, changes: dict[str, object]) -> Wanted:
    says = {
        name: getattr(assignment, name) for name in ("starts_on", "ends_on", "unit_id", "purpose")
    } | changes
    term = Term(says["starts_on"], says["ends_on"])
    return Wanted(assignment.agency_code, assignment.role, term, says["unit_id"], says["purpose"])


async def _must_keep_an_officer(session: AsyncSession, assignment: RoleAssignment, *, after: Term) -> None:
    lost = await _days_lost(session, assignment, after=after)
    if lost:
        raise LastAdministrator(reasons=lost)


async def _days_lost(session: AsyncSession, assignment: RoleAssignment, *, after: Term) -> Sequence[Reason]:
    if assignment.role != OFFICER:
        return []
    officers = await list_officers(session, assignment.agency_code)
    before = [officer.term for officer in officers]
    rest = [officer.term for officer in officers if officer.id != assignment.id]
    return errors_of([check_last_officer(before, [*rest, after], today=today_of(session))])
