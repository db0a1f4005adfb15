"""Stored eligibilities, and what they are made from: facts and rule sets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from abdi.paging import ListQuery, Page, paginate
from abdi.policy import Scope
from abdi.problems import NotFound
from abdi.rulesets import LoadedRuleSet, RuleSetMissing, rule_set_on
from promotion.careers.models import Career, CareerPredicate
from promotion.eligibilities.models import Eligibility
from promotion.eligibilities.rules.facts import CareerFacts, Sanction
from promotion.eligibilities.rules.periods import next_period
from promotion.eligibilities.rules.standard import (
    PROMOTION_PERIODS,
    REGULAR_PROMOTION,
    PeriodRule,
    RegularPromotion,
)
from promotion.eligibilities.schemas import EligibilityFilter

T = TypeVar("T")


@dataclass(frozen=True)
class RulesOfDay:
    """What a judgement on `assessed_on` is made with."""

    assessed_on: date
    effective_on: date
    periods: tuple[PeriodRule, ...]
    standard: RegularPromotion
    versions: dict[str, str]


async def get_rules(session: AsyncSession, today: date) -> RulesOfDay:
    """The next effective date seen from `today`, and the rules in force on it."""
    periods = tuple(_period_rule(period) for period in await _periods_from(session, today))
    effective_on = next_period(today, periods)
    standard = await rule_set_on(session, REGULAR_PROMOTION, effective_on)
    period = await rule_set_on(session, PROMOTION_PERIODS, effective_on)
    return RulesOfDay(
        assessed_on=today,
        effective_on=effective_on,
        periods=periods,
        standard=RegularPromotion.model_validate(standard.content),
        versions={standard.name: standard.version, period.name: period.version},
    )


async def _periods_from(session: AsyncSession, today: date) -> list[LoadedRuleSet]:
    found = [await rule_set_on(session, PROMOTION_PERIODS, today)]
    while (last := found[-1].valid_to) is not None:
        try:
            found.append(await rule_set_on(session, PROMOTION_PERIODS, last + timedelta(days=1)))
        except RuleSetMissing:
            break
    return found


def _period_rule(rule_set: LoadedRuleSet) -> PeriodRule:
    return PeriodRule(
        valid_from=rule_set.valid_from, valid_to=rule_set.valid_to, months=rule_set.content["months"]
    )


async def get_eligibility(session: AsyncSession, employee_id: UUID, visible: Scope) -> Eligibility:
    """The stored result for one employee within `visible`. Raises NotFound."""
    found = await session.scalar(select(Eligibility).where(Eligibility.employee_id == employee_id, visible))
    if found is None:
        raise NotFound
    return found


async def list_ids_to_judge(
    session: AsyncSession, rules: RulesOfDay, *, after: UUID | None, limit: int, is_everybody: bool = False
) -> list[UUID]:
    """The next employees after `after` without a result for the coming period by the rules in force.

    The date alone changes nothing within a period, so that the others may be left out.
    """
    statement = select(Career.employee_id).order_by(Career.employee_id).limit(limit)
    if after is not None:
        statement = statement.where(Career.employee_id > after)
    if not is_everybody:
        is_current = (
            Eligibility.employee_id == Career.employee_id,
            Eligibility.effective_on == rules.effective_on,
            Eligibility.rule_sets == rules.versions,
        )
        statement = statement.where(~exists().where(*is_current))
    return list(await session.scalars(statement))


async def list_eligibilities(
    session: AsyncSession,
    visible: Scope,
    *,
    query: ListQuery,
    filters: EligibilityFilter,
    row: Callable[[Eligibility], T],
) -> Page[T]:
    """A page of stored results within `visible`."""
    statement = select(Eligibility).where(visible)
    if filters.agency is not None:
        statement = statement.where(Eligibility.agency == filters.agency)
    if filters.eligible is not None:
        statement = statement.where(Eligibility.is_eligible == filters.eligible)
    if filters.failed_rule is not None:
        statement = statement.where(Eligibility.failed_rules.contains([filters.failed_rule]))
    return await paginate(session, statement, query=query, keys=[Eligibility.employee_id], row=row)


async def store_eligibilities(session: AsyncSession, rows: list[dict[str, Any]]) -> None:
    """Store these results (columns by employee), many at once; each one is a new version."""
    statement = insert(Eligibility)
    changed = {name: statement.excluded[name] for name in rows[0] if name != "employee_id"}
    store = statement.on_conflict_do_update(
        index_elements=["employee_id"],
        set_={**changed, "version": Eligibility.version + 1, "updated_at": func.now()},
    )
    versioned = [{"version": 1, **row} for row in rows]
    await session.execute(store, versioned, execution_options={"render_nulls": True})


@dataclass(frozen=True)
class Case:
    """One person to judge: the career, the facts for the rules, and the result so far."""

    career: Career
    facts: CareerFacts
    stored: Eligibility | None


async def list_cases(session: AsyncSession, employee_ids: Sequence[UUID]) -> list[Case]:
    """The known careers among `employee_ids`, in one statement, however many."""
    superior = aliased(Career)
    predicates = (
        select(func.jsonb_object_agg(CareerPredicate.year, CareerPredicate.predicate))
        .where(CareerPredicate.employee_id == Career.employee_id)
        .correlate(Career)
        .scalar_subquery()
    )
    statement = (
        select(Career, Eligibility, superior.rank, predicates)
        .outerjoin(Eligibility, Eligibility.employee_id == Career.employee_id)
        .outerjoin(superior, superior.employee_id == Career.superior_id)
        .where(Career.employee_id.in_(employee_ids))
    )
    return [
        Case(career, _facts(career, by_year or {}, superior_rank), stored)
        for career, stored, superior_rank, by_year in await session.execute(statement)
    ]


def _facts(career: Career, predicates: Mapping[str, str], superior_rank: str | None) -> CareerFacts:
    return CareerFacts(
        employment_type=career.employment_type,
        status=career.status,
        appointed_on=career.appointed_on,
        post_kind=career.post_kind,
        rank=career.rank,
        rank_since=career.rank_since,
        education_level=career.education_level,
        sanctions=tuple(Sanction.model_validate(sanction) for sanction in career.sanctions),
        predicates={int(year): predicate for year, predicate in sorted(predicates.items())},
        superior_rank=superior_rank,
    )
