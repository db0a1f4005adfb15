from typing import Any
from uuid import UUID

from abdi.testing.message_fixtures import Unit
from personnel.delegations.events import DelegationSnapshot
from personnel.employees.events import EmployeeSnapshot
from personnel.positions.events import PositionSnapshot
from personnel.roles.events import RoleSnapshot
from personnel.snapshots import (
    delegation_snapshots,
    employee_snapshots,
    position_snapshots,
    role_snapshots,
    unit_snapshots,
)
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


async def test_snapshots_of_authority_say_who_may_what(registry: Any, unit: Unit) -> None:
    head, clerk = [(await registry.make_employee())["id"] for _ in range(2)]
    line = {"superior_id": head, "effective_on": "2020-01-01"}
    await registry.post(f"/v1/employees/{clerk}/superiors", line)
    role = {"agency": "5671", "employee_id": head, "role": "agency_officer", "starts_on": "2026-01-01"}
    await registry.post("/v1/roles", role)
    days = {"starts_on": "2026-01-01", "ends_on": "2026-03-31", "reason": "vacant"}
    plt = {"kind": "plt", "from_employee_id": head, "to_employee_id": clerk} | days
    await registry.post("/v1/delegations", plt)
    async with unit() as session:
        (held,) = [one async for one in role_snapshots(session, None)]
        (given,) = [one async for one in delegation_snapshots(session, None)]
    assert isinstance(held, RoleSnapshot)
    assert (str(held.employee_id), held.role, held.state) == (head, "agency_officer", "assigned")
    assert isinstance(given, DelegationSnapshot)
    assert (str(given.from_employee_id), str(given.to_employee_id), given.kind) == (head, clerk, "plt")
