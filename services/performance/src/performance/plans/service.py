"""Drafting plans and revising drafts."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.db.fence import beyond_fence
from abdi.directory import scope_of_any
from abdi.http import check_version
from abdi.i18n import Text
from abdi.problems import Conflict, FieldError, Malformed, RuleBroken
from abdi.reasons import Reason
from performance.employees.models import Employee
from performance.employees.queries import get_employee
from performance.employees.rules import served_in, serves_within
from performance.plans.models import Indicator, Plan, PlannedResult
from performance.plans.queries import get_plan, list_supportable
from performance.plans.rules import (
    STEPS,
    PlanState,
    not_too_far_ahead,
)
from performance.plans.schemas import PlanCreate, PlanUpdate, ResultWrite
from performance.policy import EMPLOYEES, PLANS, READ_PLAN, WRITE_PLAN, must_be_permitted


class PlanNotInState(Conflict):
    """The plan is in a state that does not allow this."""

    code = "plan-not-in-state"
    title = Text("Status SKP tidak mengizinkan ini", "The plan's state does not allow this")


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
    sight = scope_of_any(principal, (READ_PLAN, WRITE_PLAN), PLANS)
    plan = await get_plan(session, plan_id, sight, is_locked=True)
    await must_be_permitted(session, principal, WRITE_PLAN, record=plan)
    check_version(plan, seen_version)
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


async def _check_content(session: AsyncSession, employee: Employee, wanted: PlanUpdate) -> None:
    refuse_unfit(
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


def refuse_unfit(reasons: Sequence[Reason]) -> None:
    """Go on when the plan can cover its days. Raises PeriodUnfit."""
    broken = [reason for reason in reasons if not reason.passed]
    if broken:
        raise PeriodUnfit(reasons=broken)


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
