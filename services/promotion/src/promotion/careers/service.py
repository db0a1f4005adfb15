"""Keeping careers up to date with what other services publish."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from promotion.careers.models import Career, CareerPredicate


async def record_career(session: AsyncSession, employee_id: UUID, state: Mapping[str, Any]) -> None:
    """Make `state` (columns of Career) what is known of the employee."""
    career = await session.get(Career, employee_id)
    if career is None:
        session.add(Career(employee_id=employee_id, **state))
    else:
        for name, value in state.items():
            setattr(career, name, value)
    await session.flush()


async def record_predicate(
    session: AsyncSession, employee_id: UUID, year: int, *, evaluation_id: UUID, predicate: str, rule_set: str
) -> None:
    """Make `predicate` the one of the employee's `year`; a correction replaces what was known."""
    known = await session.get(CareerPredicate, (employee_id, year))
    if known is None:
        known = CareerPredicate(employee_id=employee_id, year=year)
        session.add(known)
    known.evaluation_id = evaluation_id
    known.predicate = predicate
    known.rule_set = rule_set
    await session.flush()
