"""Completing yearly evaluations, one or many, judged alike."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.bulk.batch import judge_each
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.db.fence import beyond_fence
from abdi.directory import resources_of, scope_of_any
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.policy import Allow, Deny, Resource, decide, permitted
from abdi.problems import AlreadyExists, NotFound, Problem, RuleBroken
from abdi.rulesets import rule_set_on
from performance.employees.models import Employee
from performance.employees.queries import list_employees
from performance.evaluations.events import EvaluationCompleted
from performance.evaluations.models import Evaluation, EvaluationVersion
from performance.evaluations.queries import Completed, get_evaluable_years, list_completed
from performance.evaluations.rules import (
    PREDICATE_RULES,
    EvaluableYears,
    PredicateMatrix,
    Rating,
    check_year,
    predicate_of,
)
from performance.evaluations.schemas import EvaluationCreate
from performance.plans.queries import list_last_agreed
from performance.policy import COMPLETE_EVALUATION, EMPLOYEES, READ_EVALUATION

ACTING = (READ_EVALUATION, COMPLETE_EVALUATION)
"""Whoever may rate somebody may find that person, also by a delegation of nothing else."""

Matrices = Mapping[int, tuple[PredicateMatrix, str]]


class EvaluationAlreadyCompleted(AlreadyExists):
    """This year of this employee has been evaluated."""

    code = "evaluation-already-completed"
    title = Text("Penilaian tahun ini sudah selesai", "This year has been evaluated already")


class YearNotEvaluable(RuleBroken):
    """The year is not over, has no rules here, or the person did not serve in it; `reasons` say which."""

    code = "year-not-evaluable"
    title = Text("Tahun ini belum atau tidak dapat dinilai", "This year cannot be evaluated")


@dataclass
class Desk:
    """Everything that completing some evaluations needs to know."""

    principal: Principal
    today: date
    years: EvaluableYears
    matrices: Matrices
    employees: Mapping[UUID, Employee]
    resources: Mapping[UUID, Resource]
    known: dict[tuple[UUID, int], Completed] = field(default_factory=dict)
    plans: Mapping[tuple[UUID, int], UUID] = field(default_factory=dict)

    def admit(self, employee_id: UUID) -> tuple[Employee, Allow]:
        """The employee, if the principal may rate that person. Raises NotFound, Forbidden, OwnCase."""
        employee = self.employees.get(employee_id)
        if employee is None:
            raise NotFound
        return employee, permitted(self._decision(employee_id))

    def admitted(self) -> set[UUID]:
        """Whom the principal may rate."""
        return {one for one in self.employees if isinstance(self._decision(one), Allow)}

    def complete(self, wanted: EvaluationCreate) -> tuple[Evaluation, Allow]:
        """The evaluation, not stored yet.

        Raises NotFound for an employee out of sight, Forbidden, OwnCase, YearNotEvaluable,
        EvaluationAlreadyCompleted.
        """
        employee, allowed = self.admit(wanted.employee_id)
        broken = [one for one in check_year(wanted.year, self.years, employee.service) if not one.passed]
        if broken:
            raise YearNotEvaluable(reasons=broken, limits=self.years)
        place = (employee.employee_id, wanted.year)
        if (known := self.known.get(place)) is not None:
            raise EvaluationAlreadyCompleted(
                current_state="completed", allowed=["correct"], evaluation_id=known.id, version=known.version
            )
        evaluation = make_evaluation(employee, wanted.year, ratings=wanted.ratings, matrices=self.matrices)
        evaluation.completed_on = self.today
        evaluation.plan_id = self.plans.get(place)
        self.known[place] = Completed(evaluation.id, None, wanted.ratings)
        return evaluation, allowed

    def _decision(self, employee_id: UUID) -> Allow | Deny:
        return decide(self.principal, COMPLETE_EVALUATION, self.resources[employee_id])


async def complete_evaluations(
    session: AsyncSession, principal: Principal, wanted: Sequence[EvaluationCreate]
) -> list[Evaluation | Problem]:
    """Complete evaluations, each of one employee for one year; an outcome for each, in order.

    A refused one is NotFound for an employee out of sight, Forbidden, OwnCase, YearNotEvaluable or
    EvaluationAlreadyCompleted.
    """
    desk = await _open_desk(session, principal, wanted)
    capacities: dict[UUID, UUID | None] = {}

    def complete(one: EvaluationCreate) -> Evaluation:
        evaluation, allowed = desk.complete(one)
        capacities[evaluation.id] = allowed.acted_for
        made.append(evaluation)
        return evaluation

    made: list[Evaluation] = []
    outcomes = judge_each(wanted, complete)
    await store(session, made, capacities)
    return outcomes


async def store(
    session: AsyncSession,
    made: Sequence[Evaluation],
    acted_for: Mapping[UUID, UUID | None] | None = None,
) -> None:
    """Put completed evaluations on record with their first version, and publish each of them.

    Args:
        session: of the unit of work.
        made: the evaluations.
        acted_for: by evaluation, in whose place it was said.
    """
    places = acted_for or {}
    session.add_all(made)
    await session.flush()
    for evaluation in made:
        place = places.get(evaluation.id)
        session.add(make_version(session, evaluation, reason=None, acted_for=place))
        facts = outcome_of(evaluation) | {"acted_for": place}
        publish(session, EvaluationCompleted.model_validate(facts))
    await session.flush()


async def matrix_of_year(session: AsyncSession, year: int) -> tuple[PredicateMatrix, str]:
    """The matrix for evaluations of `year`, and its version. Raises RuleSetMissing."""
    rules = await rule_set_on(session, PREDICATE_RULES, date(year, 12, 31))
    return PredicateMatrix.model_validate(rules.content), rules.version


async def matrices_of(session: AsyncSession, years: Iterable[int], within: EvaluableYears) -> Matrices:
    """The matrices of those of `years` that can be evaluated."""
    wanted = {year for year in years if within.first_year <= year <= within.last_year}
    return {year: await matrix_of_year(session, year) for year in sorted(wanted)}


async def _open_desk(session: AsyncSession, principal: Principal, wanted: Sequence[EvaluationCreate]) -> Desk:
    """Look up what `wanted` needs, in a handful of statements, everybody locked who is rated."""
    sight = scope_of_any(principal, ACTING, EMPLOYEES)
    people = {one.employee_id for one in wanted}
    employees = await list_employees(session, people, visible=sight, is_locked=True)
    today = context_of(session).clock.today()
    years = await get_evaluable_years(session, today)
    desk = Desk(
        principal,
        today,
        years,
        matrices=await matrices_of(session, (one.year for one in wanted), years),
        employees=employees,
        resources=await resources_of(session, {one: employee.agency for one, employee in employees.items()}),
    )
    admitted = desk.admitted()
    async with beyond_fence(session):  # the agency of that year may have been another one
        desk.known = await list_completed(session, admitted)
        desk.plans = await list_last_agreed(session, admitted)
    return desk


def make_evaluation(
    employee: Employee, year: int, *, ratings: tuple[Rating, Rating], matrices: Matrices
) -> Evaluation:
    """An evaluation with its predicate by the matrix of its year; not yet stored."""
    work_result, behaviour = ratings
    matrix, version = matrices[year]
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
