"""The directory follows what the registry publishes, in the order in which it happened."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.clock import FixedClock, new_id
from abdi.db.tables import directory_grant, directory_person, directory_unit
from abdi.directory import directory_subscription
from abdi.testing.deliveries import Deliveries
from abdi.testing.service import ServiceUnderTest

Sessions = async_sessionmaker[AsyncSession]


@pytest.fixture
def deliver(service: ServiceUnderTest, sessions: Sessions, clock: FixedClock) -> Deliveries:
    more = (directory_subscription(),)
    return Deliveries(service.name, service.package, sessions=sessions, clock=clock, more=more)


async def rows(sessions: Sessions, table: Any, *names: str) -> list[tuple[Any, ...]]:
    async with sessions() as session:
        found = await session.execute(select(*(table.c[name] for name in names)))
        return [tuple(row) for row in found]


def state(person: UUID, **changes: Any) -> dict[str, Any]:
    facts = {"employee_id": str(person), "agency": "5671", "status": "active", "nip": "19900101"}
    return {"state": {**facts, **changes}}


async def test_people_are_where_their_last_event_says(deliver: Deliveries, sessions: Sessions) -> None:
    person, unit, boss = new_id(), new_id(), new_id()
    await deliver("personnel.employee.registered", person, state(person), agency="5671")
    later = state(person, position={"unit_id": str(unit), "kind": "pelaksana"}, superior_id=str(boss))
    await deliver("personnel.employee.position_changed", person, later, agency="5671")
    columns = ("employee_id", "agency", "unit_id", "superior_id", "is_in_service")
    assert await rows(sessions, directory_person, *columns) == [(person, "5671", unit, boss, True)]
    gone = state(person, status="retired")
    await deliver("personnel.employee.status_changed", person, gone, agency="5671")
    assert await rows(sessions, directory_person, *columns) == [(person, "5671", None, None, False)]


async def test_event_that_comes_too_early_waits_for_the_one_before(
    deliver: Deliveries, sessions: Sessions
) -> None:
    person, old, new = new_id(), new_id(), new_id()
    first = deliver.envelope(
        "personnel.employee.registered", person, state(person, superior_id=str(old)), agency="5671"
    )
    second = deliver.envelope(
        "personnel.employee.superior_changed", person, state(person, superior_id=str(new)), agency="5671"
    )
    await deliver.again(second)
    assert await rows(sessions, directory_person, "superior_id") == []
    await deliver.again(first)
    await deliver.sweep()
    assert await rows(sessions, directory_person, "superior_id") == [(new,)]


async def test_units_move(deliver: Deliveries, sessions: Sessions) -> None:
    unit, parent = new_id(), new_id()
    facts = {"unit_id": str(unit), "agency": "5671", "parent_id": None, "name": "Bidang Mutasi"}
    await deliver("personnel.unit.created", unit, facts, agency="5671")
    await deliver("personnel.unit.changed", unit, facts | {"parent_id": str(parent)}, agency="5671")
    assert await rows(sessions, directory_unit, "unit_id", "parent_id") == [(unit, parent)]


async def test_roles_are_assigned_ended_and_withdrawn(deliver: Deliveries, sessions: Sessions) -> None:
    role, person = new_id(), new_id()
    facts = {
        "role_id": str(role),
        "agency": "5671",
        "employee_id": str(person),
        "role": "agency_officer",
        "unit_id": None,
        "starts_on": "2026-01-01",
        "ends_on": None,
        "purpose": None,
        "state": "assigned",
    }
    await deliver("personnel.role.assigned", role, facts, agency="5671")
    assert await rows(sessions, directory_grant, "id", "role", "kind", "is_ended") == [
        (role, "agency_officer", "role", False)
    ]
    ended = facts | {"ends_on": "2026-03-31", "state": "ended"}
    await deliver("personnel.role.ended", role, ended, agency="5671")
    # It still counts until its last day.
    (found,) = await rows(sessions, directory_grant, "ends_on", "is_ended")
    assert (found[0].isoformat(), found[1]) == ("2026-03-31", False)
    await deliver("personnel.role.corrected", role, ended | {"state": "withdrawn"}, agency="5671")
    assert await rows(sessions, directory_grant, "is_ended") == [(True,)]


async def test_delegation_is_the_superiors_authority_in_another_hand(
    deliver: Deliveries, sessions: Sessions
) -> None:
    delegation, giver, taker = new_id(), new_id(), new_id()
    facts = {
        "delegation_id": str(delegation),
        "agency": "5671",
        "kind": "delegation",
        "from_employee_id": str(giver),
        "to_employee_id": str(taker),
        "actions": ["performance.evaluation.complete"],
        "starts_on": "2026-03-01",
        "ends_on": "2026-03-31",
        "state": "made",
    }
    await deliver("personnel.delegation.made", delegation, facts, agency="5671")
    assert await rows(sessions, directory_grant, "employee_id", "of", "role", "actions", "kind") == [
        (taker, giver, "superior", ["performance.evaluation.complete"], "delegation")
    ]
    await deliver("personnel.delegation.ended", delegation, facts | {"state": "withdrawn"}, agency="5671")
    assert await rows(sessions, directory_grant, "is_ended") == [(True,)]


def test_registry_itself_hears_only_of_people_and_units() -> None:
    made = directory_subscription(entities=("employee", "unit"))
    assert made.entities == ("employee", "unit")
    assert made.durable("personnel") == "personnel-directory"
