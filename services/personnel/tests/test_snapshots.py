from typing import Any
from uuid import UUID

from abdi.testing.message_fixtures import Unit
from personnel.employees.events import EmployeeSnapshot
from personnel.positions.events import PositionSnapshot
from personnel.snapshots import employee_snapshots, position_snapshots, unit_snapshots
from personnel.units.events import UnitSnapshot


async def test_snapshots_carry_the_whole_state_of_each_aggregate(registry: Any, unit: Unit) -> None:
    person, seat = (await registry.make_employee())["id"], await registry.make_position()
    await registry.appoint(person, seat, "2026-01-01")
    await registry.make_employee(agency="6671")
    async with unit() as session:
        people = [one async for one in employee_snapshots(session, None)]
        seats = [one async for one in position_snapshots(session, None)]
        units = [one async for one in unit_snapshots(session, None)]
        chosen = [one async for one in employee_snapshots(session, [UUID(person)])]
    assert (len(people), len(seats), len(units)) == (2, 1, 2)
    first = chosen[0]
    assert isinstance(first, EmployeeSnapshot)
    assert first.state.position is not None
    assert str(first.state.position.position_id) == seat
    assert isinstance(seats[0], PositionSnapshot)
    assert str(seats[0].holder_id) == person
    assert isinstance(units[0], UnitSnapshot)
