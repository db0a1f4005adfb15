"""Counting over everybody in a unit and below it, by a fixed number of statements."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.directory import people_in_unit
from performance.employees.models import Employee
from performance.employees.rules import ENDED
from performance.evaluations.models import Evaluation
from performance.evaluations.rules import Predicate
from performance.plans.models import Plan
from performance.summaries.schemas import PlansRead, PredicatesRead, UnitSummaryRead


async def summarise_unit(session: AsyncSession, unit_id: UUID, *, year: int) -> UnitSummaryRead:
    """The people of the unit and all units below: last predicates, and the plans of `year`."""
    predicates = await _predicates(session, unit_id)
    plans = await _plans(session, unit_id, year)
    people = predicates.not_evaluated + sum(predicates.by_predicate.values())
    return UnitSummaryRead(unit_id=unit_id, people=people, predicates=predicates, plans=plans)


def _people(unit_id: UUID) -> Select[Any]:
    return select(Employee.employee_id).where(
        Employee.employee_id.in_(people_in_unit(unit_id)), Employee.status.not_in(ENDED)
    )


async def _predicates(session: AsyncSession, unit_id: UUID) -> PredicatesRead:
    person = _people(unit_id).cte("person").c.employee_id
    last = select(func.max(Evaluation.year)).where(Evaluation.employee_id.in_(select(person)))
    of_last = and_(Evaluation.employee_id == person, Evaluation.year == last.scalar_subquery())
    counted = (
        select(Evaluation.predicate, func.max(Evaluation.year), func.count())
        .select_from(person.table)
        .outerjoin(Evaluation, of_last)
        .group_by(Evaluation.predicate)
    )
    rows: Any = (await session.execute(counted)).all()
    given = {predicate: number for predicate, _, number in rows if predicate is not None}
    return PredicatesRead(
        year=max((year for _, year, _ in rows if year is not None), default=None),
        by_predicate={predicate: given.get(predicate, 0) for predicate in Predicate},
        not_evaluated=sum(number for predicate, _, number in rows if predicate is None),
    )


async def _plans(session: AsyncSession, unit_id: UUID, year: int) -> PlansRead:
    person = _people(unit_id).cte("person").c.employee_id
    latest = (
        select(Plan.employee_id, Plan.state)
        .ext(distinct_on(Plan.employee_id))
        .where(
            Plan.employee_id.in_(select(person)),
            Plan.starts_on.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .order_by(Plan.employee_id, Plan.starts_on.desc(), Plan.id.desc())
        .subquery()
    )
    counted = (
        select(latest.c.state, func.count())
        .select_from(person.table)
        .outerjoin(latest, latest.c.employee_id == person)
        .group_by(latest.c.state)
    )
    rows: Any = (await session.execute(counted)).all()
    numbers: dict[Any, int] = dict(rows)
    return PlansRead(year=year, without_plan=numbers.pop(None, 0), by_state=numbers)
