"""Completing and correcting yearly evaluations."""

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import say_reason
from abdi.auth import Principal
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.db.fence import beyond_fence
from abdi.directory import scope_of_any
from abdi.http import check_version
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.problems import AlreadyExists, Conflict, RuleBroken
from abdi.rulesets import rule_set_on
from performance.employees.models import Employee
from performance.employees.queries import get_employee
from performance.evaluations.events import EvaluationCompleted, EvaluationCorrected
from performance.evaluations.models import Evaluation, EvaluationVersion
from performance.evaluations.queries import find_evaluation_of, get_evaluable_years, get_evaluation
from performance.evaluations.rules import PREDICATE_RULES, PredicateMatrix, Rating, check_year, predicate_of
from performance.evaluations.schemas import EvaluationCorrection, EvaluationCreate
from performance.plans.queries import find_agreed_plan_id
from performance.policy import (
    COMPLETE_EVALUATION,
    EMPLOYEES,
    EVALUATIONS,
    READ_EVALUATION,
    must_be_permitted,
)

# Whoever may rate somebody may find that person, also by a delegation of nothing else.
_ACTING = (READ_EVALUATION, COMPLETE_EVALUATION)


class EvaluationAlreadyCompleted(AlreadyExists):
    """This year of this employee has been evaluated."""

    code = "evaluation-already-completed"
    title = Text("Penilaian tahun ini sudah selesai", "This year has been evaluated already")


class YearNotEvaluable(RuleBroken):
    """The year is not over, has no rules here, or the person did not serve in it; `reasons` say which."""

    code = "year-not-evaluable"
    title = Text("Tahun ini belum atau tidak dapat dinilai", "This year cannot be evaluated")


class NothingCorrected(Conflict):
    """The correction says what the evaluation says already."""

    code = "nothing-corrected"
    title = Text("Koreksi tidak mengubah apa pun", "The correction changes nothing")


async def check_evaluable(session: AsyncSession, year: int, employee: Employee) -> None:
    """Go on when `year` of this employee can be evaluated today. Raises YearNotEvaluable."""
    years = await get_evaluable_years(session, context_of(session).clock.today())
    broken = [reason for reason in check_year(year, years, employee.service) if not reason.passed]
    if broken:
        raise YearNotEvaluable(reasons=broken, limits=years)


async def matrix_of_year(session: AsyncSession, year: int) -> tuple[PredicateMatrix, str]:
    """The matrix for evaluations of `year`, and its version. Raises RuleSetMissing."""
    rules = await rule_set_on(session, PREDICATE_RULES, date(year, 12, 31))
    return PredicateMatrix.model_validate(rules.content), rules.version


async def complete_evaluation(
    session: AsyncSession, principal: Principal, wanted: EvaluationCreate
) -> Evaluation:
    """Complete the evaluation of one employee for one year.

    Raises NotFound for an employee out of sight, Forbidden, OwnCase, YearNotEvaluable,
    EvaluationAlreadyCompleted.
    """
    sight = scope_of_any(principal, _ACTING, EMPLOYEES)
    employee = await get_employee(session, wanted.employee_id, visible=sight, is_locked=True)
    allowed = await must_be_permitted(session, principal, COMPLETE_EVALUATION, record=employee)
    await check_evaluable(session, wanted.year, employee)
    matrix, version = await matrix_of_year(session, wanted.year)
    async with beyond_fence(session):  # the agency of that year may have been another one
        known = await find_evaluation_of(session, employee.employee_id, wanted.year)
        plan_id = await find_agreed_plan_id(session, employee.employee_id, wanted.year)
    if known is not None:
        raise EvaluationAlreadyCompleted(
            current_state="completed", allowed=["correct"], evaluation_id=known.id, version=known.version
        )
    evaluation = make_evaluation(
        employee, wanted.year, ratings=wanted.ratings, matrix=matrix, version=version
    )
    evaluation.completed_on = context_of(session).clock.today()
    evaluation.plan_id = plan_id
    session.add(evaluation)
    await session.flush()
    session.add(make_version(session, evaluation, reason=None, acted_for=allowed.acted_for))
    facts = outcome_of(evaluation) | {"acted_for": allowed.acted_for}
    publish(session, EvaluationCompleted.model_validate(facts))
    await session.flush()
    return evaluation


async def correct_evaluation(
    session: AsyncSession,
    principal: Principal,
    *,
    evaluation_id: UUID,
    correction: EvaluationCorrection,
    seen_version: int,
) -> Evaluation:
    """Change the ratings of a completed evaluation; what it said before is kept.

    Raises NotFound, Forbidden, OwnCase, PreconditionFailed when somebody else changed it since,
    NothingCorrected.
    """
    sight = scope_of_any(principal, _ACTING, EVALUATIONS)
    evaluation = await get_evaluation(session, evaluation_id, sight, is_locked=True)
    allowed = await must_be_permitted(session, principal, COMPLETE_EVALUATION, record=evaluation)
    check_version(evaluation, seen_version)
    work_result, behaviour = correction.ratings
    if (evaluation.work_result, evaluation.behaviour) == (work_result, behaviour):
        raise NothingCorrected(current_state="completed")
    say_reason(session, correction.reason)
    previous = evaluation.predicate
    matrix, version = await matrix_of_year(session, evaluation.year)
    evaluation.work_result, evaluation.behaviour = work_result, behaviour
    evaluation.predicate = predicate_of(work_result, behaviour, matrix)
    evaluation.rule_set = version
    evaluation.corrections += 1
    session.add(make_version(session, evaluation, reason=correction.reason, acted_for=allowed.acted_for))
    said = {"previous_predicate": previous, "reason": correction.reason, "acted_for": allowed.acted_for}
    publish(session, EvaluationCorrected.model_validate(outcome_of(evaluation) | said))
    await session.flush()
    return evaluation


def make_evaluation(
    employee: Employee, year: int, *, ratings: tuple[Rating, Rating], matrix: PredicateMatrix, version: str
) -> Evaluation:
    """An evaluation with its predicate by the matrix; not yet stored."""
    work_result, behaviour = ratings
    return Evaluation(
        id=new_id(),
        employee_id=employee.employee_id,
        agency=employee.agency,
        year=year,
        work_result=work_result,
        behaviour=behaviour,
        predicate=predicate_of(work_result, behaviour, matrix),
        rule_set=version,
        corrections=0,
    )


def outcome_of(evaluation: Evaluation) -> dict[str, object]:
    """The fields that all events of an evaluation carry."""
    return {
        "agency": evaluation.agency,
        "evaluation_id": evaluation.id,
        "employee_id": evaluation.employee_id,
        "year": evaluation.year,
        "work_result": evaluation.work_result,
        "behaviour": evaluation.behaviour,
        "predicate": evaluation.predicate,
        "rule_set": evaluation.rule_set,
        "completed_on": evaluation.completed_on,
    }


def make_version(
    session: AsyncSession, evaluation: Evaluation, *, reason: str | None, acted_for: UUID | None = None
) -> EvaluationVersion:
    """What the evaluation says now, as the next entry of its history; said in the place of `acted_for`."""
    context = context_of(session)
    return EvaluationVersion(
        evaluation_id=evaluation.id,
        number=evaluation.corrections + 1,
        work_result=evaluation.work_result,
        behaviour=evaluation.behaviour,
        predicate=evaluation.predicate,
        rule_set=evaluation.rule_set,
        reason=reason,
        recorded_at=context.clock.now(),
        recorded_by=context.actor,
        acted_for=acted_for,
    )
