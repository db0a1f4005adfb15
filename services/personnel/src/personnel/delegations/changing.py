"""Ending delegations."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import say_reason
from abdi.auth import Principal
from abdi.db.context import context_of
from abdi.http import check_version
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.policy import Allow, Resource, decide, permitted
from abdi.problems import Conflict
from personnel.delegations.events import DelegationEnded
from personnel.delegations.models import Delegation
from personnel.delegations.queries import get_delegation, list_about
from personnel.delegations.schemas import DelegationEnding
from personnel.delegations.state import WITHDRAWN, delegation_facts, settle_delegations
from personnel.employees.changing import must_pass, today_of
from personnel.employees.models import Employee
from personnel.policy import APPOINT_STAND_IN, DELEGATE
from personnel.roles.rules import check_ending

LEFT = "left service"


class DelegationOver(Conflict):
    """The delegation has ended already, or was withdrawn."""

    code = "delegation-over"
    title = Text("Pelimpahan sudah berakhir", "The delegation is over")


async def end_delegation(
    session: AsyncSession,
    principal: Principal,
    *,
    delegation_id: UUID,
    ending: DelegationEnding,
    seen_version: int,
) -> Delegation:
    """Let a delegation end earlier: whoever gave it, or an officer of the agency who did not receive it.

    Raises NotFound, OwnCase, Forbidden, PreconditionFailed, DelegationOver, RuleBroken.
    """
    delegation = await get_delegation(session, principal, delegation_id, is_locked=True)
    _must_be_entitled(principal, delegation)
    check_version(delegation, seen_version)
    today = today_of(session)
    if delegation.state != "made" or delegation.ends_on < today:
        raise DelegationOver(current_state=delegation.state, allowed=[])
    must_pass(check_ending(delegation.term, ending.ends_on, today=today))
    say_reason(session, ending.reason)
    _end(session, delegation, ends_on=ending.ends_on, reason=ending.reason)
    await settle_delegations(session, [delegation])
    publish(session, DelegationEnded(**delegation_facts(delegation), reason=ending.reason))
    return delegation


async def end_delegations_of_leaver(session: AsyncSession, employee: Employee, *, on: date) -> None:
    """End what somebody whose first day out of service is `on` gave or received.

    A Plt. for the person goes on: the vacant post is what it is for.
    """
    last_day = on - timedelta(days=1)
    ending = [
        one
        for one in await list_about(session, employee.id)
        if one.ends_on > last_day and not (one.kind == "plt" and one.from_employee_id == employee.id)
    ]
    for delegation in ending:
        _end(session, delegation, ends_on=last_day, reason=LEFT)
    await settle_delegations(session, ending)
    for delegation in ending:
        publish(session, DelegationEnded(**delegation_facts(delegation), reason=LEFT))


def _must_be_entitled(principal: Principal, delegation: Delegation) -> None:
    given = Resource(delegation.agency_code, delegation.from_employee_id)
    if delegation.kind == "delegation" and isinstance(decide(principal, DELEGATE, given), Allow):
        return
    permitted(
        decide(principal, APPOINT_STAND_IN, Resource(delegation.agency_code, delegation.to_employee_id))
    )


def _end(session: AsyncSession, delegation: Delegation, *, ends_on: date, reason: str) -> None:
    term = delegation.term.until(ends_on)
    delegation.ends_on = term.ends_on or ends_on
    delegation.state = WITHDRAWN if term.is_empty else "ended"
    delegation.end_reason = reason
    delegation.updated_at = context_of(session).clock.now()
