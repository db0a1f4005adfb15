"""Asking the rules for stored careers, and telling others when an outcome changes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.context import context_of
from abdi.messaging import publish
from promotion.careers.models import Career
from promotion.careers.queries import lock_careers
from promotion.eligibilities.events import EligibilityChanged
from promotion.eligibilities.models import Eligibility
from promotion.eligibilities.queries import (
    RulesOfDay,
    get_eligibility,
    get_rules,
    list_eligibilities_of,
    list_facts,
)
from promotion.eligibilities.rules.assessment import assess
from promotion.eligibilities.rules.facts import Assessment, CareerFacts


async def reassess(session: AsyncSession, employee_ids: Sequence[UUID]) -> int:
    """Judge these employees by today's rules, store the results, publish changed outcomes; how many changed.

    Employees whose career is not known yet are left until it is.
    """
    await lock_careers(session, employee_ids)
    rules = await get_rules(session, context_of(session).clock.today())
    stored = await list_eligibilities_of(session, employee_ids)
    changed = 0
    for career, facts in await list_facts(session, employee_ids):
        before = stored.get(career.employee_id)
        assessment = assess(facts, rules.effective_on, rules.standard)
        has_changed = before is None or _outcome(before) != _outcome(assessment)
        after = before or Eligibility(employee_id=career.employee_id)
        session.add(after)
        _write(after, _columns(career, facts, assessment=assessment, rules=rules))
        if has_changed:
            publish(session, _changed(after))
            changed += 1
    await session.flush()
    return changed


async def fresh_eligibility(session: AsyncSession, employee_id: UUID) -> tuple[Eligibility, bool]:
    """The result for one employee, and whether it was made just now, without storing it.

    A stored result whose effective date has passed says nothing about the next one. Raises NotFound.
    """
    stored = await get_eligibility(session, employee_id)
    today = context_of(session).clock.today()
    if stored.effective_on >= today:
        return stored, False
    rules = await get_rules(session, today)
    ((career, facts),) = await list_facts(session, [employee_id])
    assessment = assess(facts, rules.effective_on, rules.standard)
    columns = _columns(career, facts, assessment=assessment, rules=rules)
    made = Eligibility(
        employee_id=employee_id, version=stored.version, updated_at=stored.updated_at, **columns
    )
    return made, True


def _outcome(result: Eligibility | Assessment) -> tuple[bool, str | None, frozenset[str]]:
    return result.is_eligible, result.next_rank, frozenset(result.failed_rules)


def _columns(
    career: Career, facts: CareerFacts, *, assessment: Assessment, rules: RulesOfDay
) -> dict[str, Any]:
    return {
        "agency": career.agency,
        "is_eligible": assessment.is_eligible,
        "next_rank": assessment.next_rank,
        "effective_on": assessment.effective_on,
        "turns_on": assessment.turns_on,
        "failed_rules": assessment.failed_rules,
        "reasons": [reason.model_dump(mode="json") for reason in assessment.reasons],
        "inputs": facts.model_dump(mode="json"),
        "rule_sets": rules.versions,
        "assessed_on": rules.assessed_on,
    }


def _write(eligibility: Eligibility, columns: dict[str, Any]) -> None:
    # The day of a judgement that finds nothing new is no change; else every repetition would make a version.
    different = {name: value for name, value in columns.items() if getattr(eligibility, name) != value}
    if different.keys() - {"assessed_on"}:
        for name, value in different.items():
            setattr(eligibility, name, value)


def _changed(eligibility: Eligibility) -> EligibilityChanged:
    return EligibilityChanged(
        agency=eligibility.agency,
        employee_id=eligibility.employee_id,
        is_eligible=eligibility.is_eligible,
        next_rank=eligibility.next_rank,
        effective_on=eligibility.effective_on,
        failed_rules=eligibility.failed_rules,
    )
