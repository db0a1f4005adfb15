"""Keeping the projection up to date with what the registry publishes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from performance.employees.models import Employee


async def record_employee(session: AsyncSession, employee_id: UUID, state: Mapping[str, Any]) -> None:
    """Make `state` (columns of Employee) what is known of the employee."""
    employee = await session.get(Employee, employee_id)
    if employee is None:
        session.add(Employee(employee_id=employee_id, **state))
    else:
        for name, value in state.items():
            setattr(employee, name, value)
    await session.flush()
