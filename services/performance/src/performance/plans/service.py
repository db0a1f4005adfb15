"""Drafting, proposing and agreeing plans."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.http import check_version
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.policy import visible
from abdi.problems import Conflict, FieldError, Malformed, RuleBroken
from abdi.reasons import Reason
from performance.employees.models import Employee
from performance.employees.queries import get_employee
from performance.employees.rules import served_in
from performance.plans.events import PlanAgreed
from performance.plans.models import Indicator, Plan, PlannedResult
from performance.plans.queries import get_plan, list_agreed_within, list_supportable
from performance.plans.rules import (
    STEPS,
    Approach,
    Aspect,
    PlanState,
    ResultKind,
    ResultOutline,
    check_proposal,
    may_become,
    not_planned_twice,
    not_too_far_ahead,
)
from performance.plans.schemas import PlanCreate, PlanUpdate, ResultWrite
from performance.policy import decide_reading, refuse_judging


class PlanNotInState(Conflict):
    """The plan is in a state that does not allow this."""

    code = "plan-not-in-state"
    title = Text("Status SKP tidak mengizinkan ini", "The plan's state does not allow this")


class PlanIncomplete(RuleBroken):
    """The draft lacks something that a plan must have."""

    code = "plan-incomplete"
    title = Text("Rancangan SKP belum lengkap", "The draft is not complete")


class PeriodUnfit(RuleBroken):
    """The plan cannot cover these days."""

    code = "plan-period-unfit"
    title = Text("Periode SKP tidak sesuai", "The plan cannot cover this period")


async def draft_plan(session: AsyncSession, principal: Principal, wanted: PlanCreate) -> Plan:
    """A first draft for an employee.

    Raises NotFound for one out of sight, PeriodUnfit, Malformed for a supported result that is not there.
    """
    employee = await get_employee(session, wanted.employee_id)
    visible(decide_reading(principal, agency=employee.agency, employee_id=employee.employee_id))
    await _check_content(session, employee, wanted)
    plan = Plan(
        id=new_id(),
        employee_id=employee.employee_id,
        agency=employee.agency,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        approach=wanted.approach,
        state=PlanState.DRAFT,
        results=_results(wanted.results),
    )
    session.add(plan)
    await session.flush()
    return plan


async def revise_plan(
    session: AsyncSession, principal: Principal, *, plan_id: UUID, wanted: PlanUpdate, seen_version: int
) -> Plan:
    """Replace the content of a draft.

    Raises NotFound, PreconditionFailed, PlanNotInState, and what `draft_plan` raises.
    """
    plan = await _plan_to_change(session, principal, plan_id, seen_version=seen_version)
    if plan.state != PlanState.DRAFT:
        raise PlanNotInState(current_state=plan.state, allowed=sorted(STEPS[PlanState(plan.state)]))
    await _check_content(session, await get_employee(session, plan.employee_id), wanted)
    plan.starts_on, plan.ends_on, plan.approach = wanted.starts_on, wanted.ends_on, wanted.approach
    plan.results = _results(wanted.results)
    # The content lies in other tables; the plan itself must still get a new version.
    plan.updated_at = context_of(session).clock.now()
    await session.flush()
    return plan


async def propose_plan(
    session: AsyncSession, principal: Principal, *, plan_id: UUID, seen_version: int
) -> Plan:
    """Hand a complete draft to the superior.

    Raises NotFound, PreconditionFailed, PlanIncomplete, PlanNotInState.
    """
    plan = await _plan_to_change(session, principal, plan_id, seen_version=seen_version)
    _go(plan, PlanState.PROPOSED)
    outline = [
        ResultOutline(
            kind=ResultKind(result.kind),
            aspects=tuple(Aspect(i.aspect) if i.aspect else None for i in result.indicators),
        )
        for result in plan.results
    ]
    reasons = check_proposal(Approach(plan.approach), outline, starts_on=plan.starts_on, ends_on=plan.ends_on)
    broken = [reason for reason in reasons if not reason.passed]
    if broken:
        raise PlanIncomplete(reasons=broken)
    await session.flush()
    return plan


async def return_plan(
    session: AsyncSession, principal: Principal, *, plan_id: UUID, seen_version: int
) -> Plan:
    """Send a proposal back to be drafted again.

    Raises NotFound, Forbidden, OwnCase, PreconditionFailed, PlanNotInState.
    """
    plan = await _plan_to_change(session, principal, plan_id, seen_version=seen_version, is_judging=True)
    _go(plan, PlanState.DRAFT)
    await session.flush()
    return plan


async def agree_plan(
    session: AsyncSession, principal: Principal, *, plan_id: UUID, seen_version: int
) -> Plan:
    """Set a proposed plan; nobody agrees with oneself.

    Raises NotFound, Forbidden, OwnCase, PreconditionFailed, PlanNotInState, PeriodUnfit when another agreed
    plan covers a day of it.
    """
    plan = await _plan_to_change(session, principal, plan_id, seen_version=seen_version, is_judging=True)
    # Two plans of one person agreed at the same moment must see each other.
    await get_employee(session, plan.employee_id, is_locked=True)
    days = {"starts_on": plan.starts_on, "ends_on": plan.ends_on}
    others = await list_agreed_within(session, plan.employee_id, **days)
    _go(plan, PlanState.AGREED)
    _refuse([not_planned_twice(**days, agreed=others)])
    context = context_of(session)
    plan.agreed_at, plan.agreed_by = context.clock.now(), context.actor
    main = sum(result.kind == ResultKind.MAIN for result in plan.results)
    publish(
        session,
        PlanAgreed(
            agency=plan.agency,
            plan_id=plan.id,
            employee_id=plan.employee_id,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            approach=plan.approach,
            main_results=main,
            additional_results=len(plan.results) - main,
        ),
    )
    await session.flush()
    return plan


async def _plan_to_change(
    session: AsyncSession, principal: Principal, plan_id: UUID, *, seen_version: int, is_judging: bool = False
) -> Plan:
    plan = await get_plan(session, plan_id, is_locked=True)
    visible(decide_reading(principal, agency=plan.agency, employee_id=plan.employee_id))
    if is_judging:
        refuse_judging(principal, employee_id=plan.employee_id)
    check_version(plan, seen_version)
    return plan


async def _check_content(session: AsyncSession, employee: Employee, wanted: PlanUpdate) -> None:
    _refuse(
        [
            not_too_far_ahead(wanted.starts_on, context_of(session).clock.today()),
            served_in(wanted.starts_on.year, employee.service),
        ]
    )
    supported = {number: result.supports_result_id for number, result in enumerate(wanted.results)}
    known = await list_supportable(
        session,
        {result_id for result_id in supported.values() if result_id is not None},
        agency=employee.agency,
        employee_id=employee.employee_id,
    )
    errors = [
        FieldError(
            place="body",
            pointer=f"/results/{number}/supports_result_id",
            code="unknown_result",
            message=Text(
                id="bukan hasil kerja pada SKP pegawai lain di instansi ini",
                en="no result of another employee's plan in this agency",
            ),
        )
        for number, result_id in supported.items()
        if result_id is not None and result_id not in known
    ]
    if errors:
        raise Malformed(errors=errors)


def _refuse(reasons: Sequence[Reason]) -> None:
    broken = [reason for reason in reasons if not reason.passed]
    if broken:
        raise PeriodUnfit(reasons=broken)


def _go(plan: Plan, following: PlanState) -> None:
    state = PlanState(plan.state)
    if not may_become(state, following):
        raise PlanNotInState(current_state=state, allowed=sorted(STEPS[state]))
    plan.state = following


def _results(wanted: Sequence[ResultWrite]) -> list[PlannedResult]:
    return [
        PlannedResult(
            id=new_id(),
            number=number,
            kind=result.kind,
            title=result.title,
            supports_result_id=result.supports_result_id,
            indicators=[
                Indicator(id=new_id(), number=place, **indicator.model_dump())
                for place, indicator in enumerate(result.indicators, 1)
            ],
        )
        for number, result in enumerate(wanted, 1)
    ]
