"""Keeping careers up to date with what other services publish: many at once, in one statement."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.projections import replace_rows
from promotion.careers.models import Career, CareerPredicate

Columns = Mapping[str, Any]


async def record_careers(session: AsyncSession, careers: Mapping[UUID, Columns]) -> None:
    """Make these states (columns of Career by employee) what is known of the employees."""
    rows = [{"employee_id": employee_id, **state} for employee_id, state in careers.items()]
    await replace_rows(session, Career, rows, keys=["employee_id"])


async def record_predicates(session: AsyncSession, predicates: Mapping[tuple[UUID, int], Columns]) -> None:
    """Make these the predicates of the employees' years; a correction replaces what was known."""
    rows = [
        {"employee_id": employee_id, "year": year, **seen} for (employee_id, year), seen in predicates.items()
    ]
    await replace_rows(session, CareerPredicate, rows, keys=["employee_id", "year"])
