"""Finding evaluations."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.tables import rule_set
from abdi.paging import ListQuery, Page, paginate
from abdi.policy import Scope
from abdi.problems import NotFound
from abdi.rulesets import RuleSetMissing
from performance.evaluations.models import Evaluation, EvaluationVersion
from performance.evaluations.rules import PREDICATE_RULES, EvaluableYears, Rating
from performance.evaluations.schemas import EvaluationFilter

T = TypeVar("T")


@dataclass(frozen=True)
class Completed:
    """That a year has been evaluated, and how."""

    id: UUID
    version: int | None
    """None for one that is not written yet."""
    ratings: tuple[Rating, Rating]


async def get_evaluable_years(session: AsyncSession, today: date) -> EvaluableYears:
    """From the first year with a predicate matrix to the last one that is over. Raises RuleSetMissing."""
    of_predicate = rule_set.c.name == PREDICATE_RULES
    first = await session.scalar(select(func.min(rule_set.c.valid_from)).where(of_predicate))
    if first is None:
        raise RuleSetMissing(PREDICATE_RULES)
    return EvaluableYears(first_year=first.year, last_year=today.year - 1)


async def get_evaluation(
    session: AsyncSession, evaluation_id: UUID, visible: Scope, *, is_locked: bool = False
) -> Evaluation:
    """The evaluation within `visible`, locked against other writers when asked. Raises NotFound."""
    statement = select(Evaluation).where(Evaluation.id == evaluation_id, visible)
    found = await session.scalar(statement.with_for_update() if is_locked else statement)
    if found is None:
        raise NotFound
    return found


async def list_completed(
    session: AsyncSession, employee_ids: Collection[UUID]
) -> dict[tuple[UUID, int], Completed]:
    """Every completed evaluation of these employees, by employee and year."""
    columns = select(
        Evaluation.id,
        Evaluation.version,
        Evaluation.employee_id,
        Evaluation.year,
        Evaluation.work_result,
        Evaluation.behaviour,
    ).where(Evaluation.employee_id.in_(employee_ids))
    return {
        (row.employee_id, row.year): Completed(
            row.id, row.version, (Rating(row.work_result), Rating(row.behaviour))
        )
        for row in await session.execute(columns)
    }


async def list_versions(session: AsyncSession, evaluation_id: UUID) -> list[EvaluationVersion]:
    """Everything the evaluation ever said, oldest first."""
    of_evaluation = EvaluationVersion.evaluation_id == evaluation_id
    found = await session.scalars(
        select(EvaluationVersion).where(of_evaluation).order_by(EvaluationVersion.number)
    )
    return list(found)


async def list_evaluations(
    session: AsyncSession,
    visible: Scope,
    *,
    query: ListQuery,
    filters: EvaluationFilter,
    row: Callable[[Evaluation], T],
) -> Page[T]:
    """A page of evaluations within `visible`."""
    statement = select(Evaluation).where(visible)
    for column, value in (
        (Evaluation.year, filters.year),
        (Evaluation.employee_id, filters.employee_id),
        (Evaluation.predicate, filters.predicate),
        (Evaluation.agency, filters.agency),
    ):
        if value is not None:
            statement = statement.where(column == value)
    return await paginate(session, statement, query=query, keys=[Evaluation.id], row=row)
