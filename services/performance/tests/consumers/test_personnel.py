"""What events of personnel do to the projection."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.testing.deliveries import Deliveries
from performance.employees.models import Employee

State = Callable[..., dict[str, Any]]


async def test_the_latest_state_replaces_the_one_before(
    deliver: Deliveries, sessions: async_sessionmaker[AsyncSession], state_of: State
) -> None:
    first = state_of()
    person = UUID(first["employee_id"])
    await deliver("personnel.employee.registered", person, first, agency="5671")
    moved = state_of(
        employee_id=str(person), agency="6671", position=None, status="retired", left_on="2026-03-01"
    )
    await deliver("personnel.employee.status_changed", person, moved, agency="6671")
    async with sessions() as session:
        known = await session.get(Employee, person)
    assert known is not None
    assert (known.agency, known.status, known.unit_id) == ("6671", "retired", None)
    assert (known.appointed_on, known.left_on) == (date(2015, 3, 1), date(2026, 3, 1))
    assert known.superior_id == UUID(moved["state"]["superior_id"])


async def test_out_of_order_events_of_one_employee_end_in_the_latest_state(
    deliver: Deliveries, sessions: async_sessionmaker[AsyncSession], state_of: State
) -> None:
    first = state_of()
    person = UUID(first["employee_id"])
    later = state_of(employee_id=str(person), name="Siti A.")
    early = deliver.envelope("personnel.employee.registered", person, first, agency="5671")
    late = deliver.envelope("personnel.employee.corrected", person, later, agency="5671")
    await deliver.again(late)
    await deliver.again(early)
    async with sessions() as session:
        known = await session.get(Employee, person)
    assert known is not None
    assert known.name == "Siti A."
