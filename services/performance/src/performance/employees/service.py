"""Keeping the projection up to date with what the registry publishes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.projections import replace_rows
from performance.employees.models import Employee


async def record_employees(session: AsyncSession, employees: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Make these states (columns of Employee, by employee) what is known of them."""
    rows = [{"employee_id": employee_id, **state} for employee_id, state in employees.items()]
    await replace_rows(session, Employee, rows, keys=["employee_id"])
