"""Asking the rules for stored careers, and telling others when an outcome changes."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import record_bulk
from abdi.db.context import context_of
from abdi.db.fence import beyond_fence
from abdi.messaging import publish
from abdi.policy import Scope
from promotion.careers.queries import lock_careers
from promotion.careers.service import Columns, record_careers, record_predicates
from promotion.eligibilities.events import EligibilityChanged
from promotion.eligibilities.models import Eligibility
from promotion.eligibilities.queries import (
    Case,
    RulesOfDay,
    get_eligibility,
    get_rules,
    list_cases,
    store_eligibilities,
)
from promotion.eligibilities.rules.assessment import assess
from promotion.eligibilities.rules.facts import Assessment
from promotion.eligibilities.rules.periods import next_period


async def take_careers(session: AsyncSession, careers: Mapping[UUID, Columns]) -> None:
    """Keep what the registry says of these employees, and judge them again."""
    await lock_careers(session, list(careers))
    await record_careers(session, careers)
    await _judge(session, list(careers))


async def take_predicates(session: AsyncSession, predicates: Mapping[tuple[UUID, int], Columns]) -> None:
    """Keep the predicates of these employees' years, and judge them again."""
    employee_ids = sorted({employee_id for employee_id, _ in predicates})
    await lock_careers(session, employee_ids)
    await record_predicates(session, predicates)
    await _judge(session, employee_ids)


async def reassess(session: AsyncSession, employee_ids: Sequence[UUID]) -> int:
    """Judge these employees by today's rules, store the results, publish changed outcomes; how many changed.

    Employees whose career is not known yet are left until it is.
    """
    await lock_careers(session, employee_ids)
    return await _judge(session, employee_ids)


async def _judge(session: AsyncSession, employee_ids: Sequence[UUID]) -> int:
    rules = await get_rules(session, context_of(session).clock.today())
    rows: list[dict[str, Any]] = []
    changed = 0
    for case in await list_cases(session, employee_ids):
        assessment = assess(case.facts, rules.effective_on, rules.standard)
        columns = _columns(case, assessment, rules)
        if not _is_new(case.stored, columns):
            continue
        rows.append({"employee_id": case.career.employee_id, **columns})
        if case.stored is None or _outcome(case.stored) != _outcome(assessment):
            publish(session, _changed(case, assessment))
            changed += 1
    if rows:
        await store_eligibilities(session, rows)
        record_bulk(session, "eligibility.assess", {"assessed": len(rows), "outcomes_changed": changed})
    return changed


async def fresh_eligibility(
    session: AsyncSession, employee_id: UUID, visible: Scope
) -> tuple[Eligibility, bool]:
    """The result for one employee within `visible`, and whether it was made just now, without storing it.

    A stored result whose effective date has passed says nothing about the next one. Raises NotFound.
    """
    stored = await get_eligibility(session, employee_id, visible)
    today = context_of(session).clock.today()
    if stored.effective_on >= today:
        return stored, False
    rules = await get_rules(session, today)
    async with beyond_fence(session):  # what the rules say does not depend on who asks
        (case,) = await list_cases(session, [employee_id])
    columns = _columns(case, assess(case.facts, rules.effective_on, rules.standard), rules)
    made = Eligibility(
        employee_id=employee_id, version=stored.version, updated_at=stored.updated_at, **columns
    )
    return made, True


def _outcome(result: Eligibility | Assessment) -> tuple[bool, str | None, frozenset[str]]:
    return result.is_eligible, result.next_rank, frozenset(result.failed_rules)


def _columns(case: Case, assessment: Assessment, rules: RulesOfDay) -> dict[str, Any]:
    turns_on = assessment.turns_on
    return {
        "agency": case.career.agency,
        "is_eligible": assessment.is_eligible,
        "next_rank": assessment.next_rank,
        "effective_on": assessment.effective_on,
        "turns_on": None if turns_on is None else next_period(turns_on, rules.periods),
        "failed_rules": assessment.failed_rules,
        "reasons": [reason.model_dump(mode="json") for reason in assessment.reasons],
        "inputs": case.facts.model_dump(mode="json"),
        "rule_sets": rules.versions,
        "assessed_on": rules.assessed_on,
    }


def _is_new(stored: Eligibility | None, columns: Columns) -> bool:
    # The day of a judgement that finds nothing new is no change; else every repetition would make a version.
    return stored is None or any(
        getattr(stored, name) != value for name, value in columns.items() if name != "assessed_on"
    )


def _changed(case: Case, assessment: Assessment) -> EligibilityChanged:
    return EligibilityChanged(
        agency=case.career.agency,
        employee_id=case.career.employee_id,
        is_eligible=assessment.is_eligible,
        next_rank=assessment.next_rank,
        effective_on=assessment.effective_on,
        failed_rules=assessment.failed_rules,
    )
