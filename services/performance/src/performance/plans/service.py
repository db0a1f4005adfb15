"""Drafting, proposing and agreeing plans."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Permission, Principal
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.db.fence import beyond_fence
from abdi.directory import scope_of_any
from abdi.http import check_version
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.policy import Allow
from abdi.problems import Conflict, FieldError, Forbidden, Malformed, RuleBroken
from abdi.reasons import Reason
from performance.employees.models import Employee
from performance.employees.queries import get_employee
from performance.employees.rules import served_in, serves_within
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
    agreed_by_another,
    check_proposal,
    may_become,
    not_planned_twice,
    not_too_far_ahead,
)
from performance.plans.schemas import PlanCreate, PlanUpdate, ResultWrite
from performance.policy import AGREE_PLAN, EMPLOYEES, PLANS, READ_PLAN, WRITE_PLAN, must_be_permitted


class PlanNotInState(Conflict):
    """The plan is in a state that does not allow this."""

    code = "plan-not-in-state"
    title = Text("Status SKP tidak mengizinkan ini", "The plan's state does not allow this")


class PlanIncomplete(RuleBroken):
    """The draft lacks something that a plan must have."""

    code = "plan-incomplete"
    title = Text("Rancangan SKP belum lengkap", "The draft is not complete")


class OwnProposal(Forbidden):
    """Whoever proposed the plan does not agree it."""

    code = "own-proposal"
    title = Text("Pengusul tidak menetapkan SKP", "Whoever proposed the plan does not agree it")


class PeriodUnfit(RuleBroken):
    """The plan cannot cover these days."""

    code = "plan-period-unfit"
    title = Text("Periode SKP tidak sesuai", "The plan cannot cover this period")


async def draft_plan(session: AsyncSession, principal: Principal, wanted: PlanCreate) -> Plan:
    """A first draft for an employee.

    Raises NotFound for one out of sight, Forbidden, PeriodUnfit, Malformed for a supported result that is
    not there.
    """
    sight = scope_of_any(principal, (READ_PLAN, WRITE_PLAN), EMPLOYEES)
    employee = await get_employee(session, wanted.employee_id, visible=sight)
    await must_be_permitted(session, principal, WRITE_PLAN, record=employee)
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

    Raises PreconditionFailed, PlanNotInState, and what `draft_plan` raises.
    """
    plan, _ = await _plan_for(WRITE_PLAN, session, principal, plan_id=plan_id, seen_version=seen_version)
    if plan.state != PlanState.DRAFT:
        raise PlanNotInState(current_state=plan.state, allowed=sorted(STEPS[PlanState(plan.state)]))
    async with beyond_fence(session):  # the person may have moved to another agency since
        employee = await get_employee(session, plan.employee_id)
    await _check_content(session, employee, wanted)
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

    Raises NotFound, Forbidden, PreconditionFailed, PlanIncomplete, PlanNotInState.
    """
    plan, _ = await _plan_for(WRITE_PLAN, session, principal, plan_id=plan_id, seen_version=seen_version)
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
    plan.proposed_by, plan.proposed_by_employee_id = context_of(session).actor, principal.employee_id
    await session.flush()
    return plan


async def return_plan(
    session: AsyncSession, principal: Principal, *, plan_id: UUID, seen_version: int
) -> Plan:
    """Send a proposal back to be drafted again.

    Raises NotFound, Forbidden, OwnCase, PreconditionFailed, PlanNotInState.
    """
    plan, allowed = await _plan_for(
        AGREE_PLAN, session, principal, plan_id=plan_id, seen_version=seen_version
    )
    _go(plan, PlanState.DRAFT)
    plan.acted_for = allowed.acted_for
    await session.flush()
    return plan


async def agree_plan(
    session: AsyncSession, principal: Principal, *, plan_id: UUID, seen_version: int
) -> Plan:
    """Set a proposed plan; nobody agrees with oneself.

    Raises NotFound, Forbidden, OwnCase, OwnProposal, PreconditionFailed, PlanNotInState, PeriodUnfit
    when another agreed plan covers a day of it.
    """
    plan, allowed = await _plan_for(
        AGREE_PLAN, session, principal, plan_id=plan_id, seen_version=seen_version
    )
    days = {"starts_on": plan.starts_on, "ends_on": plan.ends_on}
    async with beyond_fence(session):  # no day is planned twice, in whatever agency
        # Two plans of one person agreed at the same moment must see each other.
        await get_employee(session, plan.employee_id, is_locked=True)
        others = await list_agreed_within(session, plan.employee_id, **days)
    _go(plan, PlanState.AGREED)
    _must_be_another(session, principal, plan)
    _refuse([not_planned_twice(**days, agreed=others)])
    context = context_of(session)
    plan.agreed_at, plan.agreed_by = context.clock.now(), context.actor
    plan.acted_for = allowed.acted_for
    publish(session, _agreed(plan))
    await session.flush()
    return plan


def _must_be_another(session: AsyncSession, principal: Principal, plan: Plan) -> None:
    if principal.employee_id is not None and plan.proposed_by_employee_id is not None:
        is_proposer = principal.employee_id == plan.proposed_by_employee_id
    else:
        is_proposer = plan.proposed_by == context_of(session).actor
    reason = agreed_by_another(is_proposer=is_proposer)
    if not reason.passed:
        raise OwnProposal(reasons=[reason])


def _agreed(plan: Plan) -> PlanAgreed:
    main = sum(result.kind == ResultKind.MAIN for result in plan.results)
    return PlanAgreed(
        agency=plan.agency,
        plan_id=plan.id,
        employee_id=plan.employee_id,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        approach=plan.approach,
        main_results=main,
        additional_results=len(plan.results) - main,
        acted_for=plan.acted_for,
    )


async def _plan_for(
    act: Permission, session: AsyncSession, principal: Principal, *, plan_id: UUID, seen_version: int
) -> tuple[Plan, Allow]:
    sight = scope_of_any(principal, (READ_PLAN, act), PLANS)
    plan = await get_plan(session, plan_id, sight, is_locked=True)
    allowed = await must_be_permitted(session, principal, act, record=plan)
    check_version(plan, seen_version)
    return plan, allowed


async def _check_content(session: AsyncSession, employee: Employee, wanted: PlanUpdate) -> None:
    _refuse(
        [
            not_too_far_ahead(wanted.starts_on, context_of(session).clock.today()),
            served_in(wanted.starts_on.year, employee.service),
            serves_within(wanted.starts_on, wanted.ends_on, employee.service),
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
