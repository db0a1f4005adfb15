"""From a draft to an agreed plan: proposing, returning and agreeing, one plan or many, judged alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Permission, Principal
from abdi.bulk.batch import judge_each
from abdi.db.context import context_of
from abdi.db.fence import beyond_fence
from abdi.directory import resources_of, scope_of_any
from abdi.http import check_version
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.policy import Allow, Deny, Resource, decide, permitted
from abdi.problems import Forbidden, NotFound, Problem, RuleBroken
from performance.employees.queries import list_employees
from performance.plans.events import PlanAgreed
from performance.plans.models import Plan
from performance.plans.queries import list_agreed_periods, list_plans_to_change
from performance.plans.rules import (
    STEPS,
    AgreedPeriod,
    Approach,
    Aspect,
    PlanState,
    ResultKind,
    ResultOutline,
    agreed_by_another,
    check_proposal,
    may_become,
    not_planned_twice,
)
from performance.plans.schemas import PlanStep
from performance.plans.service import PlanNotInState, refuse_unfit
from performance.policy import AGREE_PLAN, PLANS, READ_PLAN, WRITE_PLAN


class PlanIncomplete(RuleBroken):
    """The draft lacks something that a plan must have."""

    code = "plan-incomplete"
    title = Text("Rancangan SKP belum lengkap", "The draft is not complete")


class OwnProposal(Forbidden):
    """Whoever proposed the plan does not agree it."""

    code = "own-proposal"
    title = Text("Pengusul tidak menetapkan SKP", "Whoever proposed the plan does not agree it")


@dataclass
class Desk:
    """The plans that some steps are about, locked, and how their people stand."""

    principal: Principal
    act: Permission
    plans: Mapping[UUID, Plan]
    resources: Mapping[UUID, Resource]

    def admit(self, step: PlanStep, following: PlanState) -> tuple[Plan, Allow]:
        """The plan, if the principal may take this step now.

        Raises NotFound, Forbidden, OwnCase, PreconditionFailed, PlanNotInState.
        """
        plan = self.plans.get(step.id)
        if plan is None:
            raise NotFound
        allowed = permitted(self._decision(plan))
        check_version(plan, step.version)
        state = PlanState(plan.state)
        if not may_become(state, following):
            raise PlanNotInState(current_state=state, allowed=sorted(STEPS[state]))
        return plan, allowed

    def admitted_people(self) -> set[UUID]:
        """Whose plans the principal may act on."""
        return {plan.employee_id for plan in self.plans.values() if isinstance(self._decision(plan), Allow)}

    def _decision(self, plan: Plan) -> Allow | Deny:
        # The person may have moved to another agency since.
        return decide(self.principal, self.act, replace(self.resources[plan.employee_id], agency=plan.agency))


async def propose_plans(
    session: AsyncSession, principal: Principal, steps: Sequence[PlanStep]
) -> list[Plan | Problem]:
    """Hand complete drafts to the superior; an outcome for each, in order.

    A refused one is NotFound, Forbidden, PreconditionFailed, PlanIncomplete or PlanNotInState.
    """
    desk = await _open_desk(session, principal, WRITE_PLAN, steps=steps)
    actor = context_of(session).actor

    def propose(step: PlanStep) -> Plan:
        plan, _ = desk.admit(step, PlanState.PROPOSED)
        _must_be_complete(plan)
        plan.state = PlanState.PROPOSED
        plan.proposed_by, plan.proposed_by_employee_id = actor, principal.employee_id
        return plan

    return await _written(session, steps, propose)


async def return_plans(
    session: AsyncSession, principal: Principal, steps: Sequence[PlanStep]
) -> list[Plan | Problem]:
    """Send proposals back to be drafted again; an outcome for each, in order.

    A refused one is NotFound, Forbidden, OwnCase, PreconditionFailed or PlanNotInState.
    """
    desk = await _open_desk(session, principal, AGREE_PLAN, steps=steps)

    def send_back(step: PlanStep) -> Plan:
        plan, allowed = desk.admit(step, PlanState.DRAFT)
        plan.state, plan.acted_for = PlanState.DRAFT, allowed.acted_for
        return plan

    return await _written(session, steps, send_back)


async def agree_plans(
    session: AsyncSession, principal: Principal, steps: Sequence[PlanStep]
) -> list[Plan | Problem]:
    """Set proposed plans; nobody agrees with oneself. An outcome for each, in order.

    A refused one is NotFound, Forbidden, OwnCase, OwnProposal, PreconditionFailed, PlanNotInState, or
    PeriodUnfit when another agreed plan covers a day of it.
    """
    desk = await _open_desk(session, principal, AGREE_PLAN, steps=steps)
    people = desk.admitted_people()
    async with beyond_fence(session):  # no day is planned twice, in whatever agency
        # Two plans of one person agreed at the same moment must see each other.
        await list_employees(session, people, is_locked=True)
        agreed = await list_agreed_periods(session, people)
    context = context_of(session)

    def agree(step: PlanStep) -> Plan:
        plan, allowed = desk.admit(step, PlanState.AGREED)
        _must_be_another(principal, plan, actor=context.actor)
        taken = agreed.setdefault(plan.employee_id, [])
        days = {"starts_on": plan.starts_on, "ends_on": plan.ends_on}
        within = [one for one in taken if one.starts_on <= plan.ends_on and one.ends_on >= plan.starts_on]
        refuse_unfit([not_planned_twice(**days, agreed=within)])
        plan.state, plan.acted_for = PlanState.AGREED, allowed.acted_for
        plan.agreed_at, plan.agreed_by = context.clock.now(), context.actor
        taken.append(AgreedPeriod(plan_id=plan.id, **days))
        publish(session, _agreed(plan))
        return plan

    return await _written(session, steps, agree)


async def _open_desk(
    session: AsyncSession, principal: Principal, act: Permission, *, steps: Sequence[PlanStep]
) -> Desk:
    sight = scope_of_any(principal, (READ_PLAN, act), PLANS)
    plans = await list_plans_to_change(session, {step.id for step in steps}, sight)
    people = {plan.employee_id: plan.agency for plan in plans.values()}
    return Desk(principal, act, plans, await resources_of(session, people))


async def _written(
    session: AsyncSession, steps: Sequence[PlanStep], judge: Callable[[PlanStep], Plan]
) -> list[Plan | Problem]:
    outcomes = judge_each(steps, judge)
    await session.flush()
    return outcomes


def _must_be_complete(plan: Plan) -> None:
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


def _must_be_another(principal: Principal, plan: Plan, *, actor: str) -> None:
    if principal.employee_id is not None and plan.proposed_by_employee_id is not None:
        is_proposer = principal.employee_id == plan.proposed_by_employee_id
    else:
        is_proposer = plan.proposed_by == actor
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
