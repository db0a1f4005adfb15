"""Who sees which people through the registry's own door."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import insert, update

from abdi.clock import FixedClock
from abdi.db.tables import directory_grant, directory_person
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import count_queries
from abdi.testing.principals import (
    agency_system,
    auditor,
    committee_member,
    decision_maker,
    employee,
    officer,
    unit_officer,
)
from abdi.testing.problems import assert_problem

Follow = Callable[[], Awaitable[None]]
HIDDEN = ["birth_date", "birth_place", "nik"]
SUB_RESOURCES = ("ranks", "positions", "educations", "superiors", "employment")


@pytest.fixture
async def line(registry: Any, follow: Follow) -> list[str]:
    """Four people, each reporting to the one before; the last works in a unit of its own."""
    people = [(await registry.make_employee())["id"] for _ in range(4)]
    for superior, person in pairwise(people):
        await registry.report_to(person, superior)
    await registry.make_unit("sub", parent=registry.units["5671/top"])
    await registry.make_unit("deep", parent=registry.units["5671/sub"])
    for person, unit in ((people[2], "top"), (people[3], "deep")):
        seat = await registry.make_position(unit_id=registry.units[f"5671/{unit}"])
        await registry.appoint(person, seat, "2021-01-01")
    await follow()
    return people


async def seen(client: httpx.AsyncClient) -> set[str]:
    answer = await client.get("/v1/employees")
    assert answer.status_code == 200, answer.text
    return {row["id"] for row in answer.json()["data"]}


async def test_superior_sees_direct_and_indirect_subordinates_without_private_facts(
    registry: Any, line: list[str]
) -> None:
    boss = registry.of(employee(UUID(line[0]), "5671"))
    assert await seen(boss) == set(line)
    for person in line[1:]:
        read = (await boss.get(f"/v1/employees/{person}")).json()
        assert read["masked"] == HIDDEN
        assert [read[field] for field in HIDDEN] == [None] * 3
    own = (await boss.get(f"/v1/employees/{line[0]}")).json()
    assert (own["masked"], own["birth_date"], own["nik"][:12]) == ([], "1990-08-05", "*" * 12)
    rows = {row["id"]: row for row in (await boss.get("/v1/employees")).json()["data"]}
    assert (rows[line[0]]["masked"], rows[line[0]]["birth_date"]) == (["nik"], "1990-08-05")
    assert (rows[line[3]]["masked"], rows[line[3]]["birth_date"]) == (HIDDEN, None)


async def test_subordinates_and_colleagues_see_nobody_else(registry: Any, line: list[str]) -> None:
    assert await seen(registry.of(employee(UUID(line[3]), "5671"))) == {line[3]}
    middle = registry.of(employee(UUID(line[1]), "5671"))
    assert await seen(middle) == set(line[1:])
    for part in ("", *(f"/{name}" for name in SUB_RESOURCES)):
        assert_problem(await middle.get(f"/v1/employees/{line[0]}{part}"), 404, "not-found")


async def test_histories_follow_the_person(registry: Any, line: list[str]) -> None:
    boss = registry.of(employee(UUID(line[0]), "5671"))
    for part in SUB_RESOURCES:
        assert (await boss.get(f"/v1/employees/{line[3]}/{part}")).status_code == 200


async def test_superior_changes_nothing_and_is_told_what_it_takes(registry: Any, line: list[str]) -> None:
    boss = registry.of(employee(UUID(line[0]), "5671"))
    body = {"level": "S1", "effective_on": "2013-07-01"}
    problem = assert_problem(
        await boss.post(f"/v1/employees/{line[1]}/educations", json=body), 403, "forbidden"
    )
    (reason,) = problem["reasons"]
    assert {"role": "agency_officer", "reach": "agency"} in reason["required"]["any_of"]


async def test_stand_in_sees_as_long_as_the_delegation_lasts(
    registry: Any, line: list[str], unit: Unit, clock: FixedClock
) -> None:
    deputy = (await registry.make_employee())["id"]
    today = clock.today()
    given = {
        "id": uuid4(),
        "employee_id": UUID(deputy),
        "role": "superior",
        "agency": "5671",
        "of": UUID(line[1]),
        "kind": "delegation",
        "starts_on": today,
        "ends_on": today,
        "is_ended": False,
    }
    async with unit() as session:
        person = {"employee_id": UUID(deputy), "agency": "5671", "is_in_service": True}
        await session.execute(insert(directory_person).values(person))
        await session.execute(insert(directory_grant).values(given))
    stand_in = registry.of(employee(UUID(deputy), "5671"))
    assert await seen(stand_in) == {deputy, line[2], line[3]}
    clock.advance(timedelta(days=1))
    tomorrow = registry.of(employee(UUID(deputy), "5671"))
    assert await seen(tomorrow) == {deputy}
    assert_problem(await tomorrow.get(f"/v1/employees/{line[2]}"), 404, "not-found")


async def test_unit_officer_sees_the_unit_and_all_below(registry: Any, line: list[str]) -> None:
    keeper = registry.of(unit_officer("5671", UUID(registry.units["5671/sub"])))
    assert await seen(keeper) == {line[3]}
    read = (await keeper.get(f"/v1/employees/{line[3]}")).json()
    assert (read["masked"], read["birth_date"]) == ([], "1990-08-05")
    assert_problem(await keeper.get(f"/v1/employees/{line[2]}"), 404, "not-found")
    found = await keeper.post("/v1/employees/search", json={"name": "siti"})
    assert [row["id"] for row in found.json()["data"]] == [line[3]]


async def test_unit_officer_enters_educations_of_the_unit_and_nothing_else(
    registry: Any, line: list[str]
) -> None:
    keeper = registry.of(unit_officer("5671", UUID(registry.units["5671/sub"])))
    body = {"level": "S1", "effective_on": "2013-07-01"}
    entered = await keeper.post(f"/v1/employees/{line[3]}/educations", json=body)
    assert entered.status_code == 201, entered.text
    outside = await keeper.post(f"/v1/employees/{line[2]}/educations", json=body)
    assert_problem(outside, 404, "not-found")
    correction = {"level": "S2", "reason": "as the diploma says"}
    address = f"/v1/employees/{line[3]}/educations/{entered.json()['id']}/corrections"
    assert_problem(await keeper.post(address, json=correction), 403, "forbidden")
    rank = {"rank": "III/a", "effective_on": "2015-05-01", "change": "appointment"}
    assert_problem(await keeper.post(f"/v1/employees/{line[3]}/ranks", json=rank), 403, "forbidden")


async def test_whoever_left_service_keeps_the_own_record_and_nothing_else(
    registry: Any, line: list[str], follow: Follow, unit: Unit
) -> None:
    body = {"kind": "retirement", "effective_on": "2026-03-01"}
    await registry.post(f"/v1/employees/{line[1]}/separation", body)
    await follow()
    assert await seen(registry.of(employee(UUID(line[1]), "5671"))) == {line[1]}
    left = officer("5671", employee_id=UUID(line[0]))
    assert await seen(registry.of(left)) == set(line)
    async with unit() as session:
        gone = update(directory_person).where(directory_person.c.employee_id == UUID(line[0]))
        await session.execute(gone.values(is_in_service=False))
    client = registry.of(left)
    assert await seen(client) == {line[0]}
    assert_problem(await client.post("/v1/employees/search", json={"name": "siti"}), 403, "forbidden")


async def test_auditor_sees_until_the_task_ends_and_without_private_facts(
    registry: Any, line: list[str], unit: Unit, clock: FixedClock
) -> None:
    inspector = auditor("5671")
    client = registry.of(inspector)
    assert await seen(client) == set(line)
    assert (await client.get(f"/v1/employees/{line[0]}")).json()["masked"] == HIDDEN
    async with unit() as session:
        task = update(directory_grant).where(directory_grant.c.id == inspector.grants[0].id)
        await session.execute(task.values(ends_on=clock.today()))
    assert line[0] in await seen(registry.of(inspector))
    clock.advance(timedelta(days=1))
    assert line[0] not in await seen(registry.of(inspector))


async def test_decision_maker_sees_the_agency_and_committee_member_does_not(
    registry: Any, line: list[str]
) -> None:
    assert set(line) <= await seen(registry.of(decision_maker("5671")))
    assert not set(line) & await seen(registry.of(decision_maker("6671")))
    assert not set(line) & await seen(registry.of(committee_member("5671")))


async def test_agency_system_sees_what_its_token_names(registry: Any, line: list[str]) -> None:
    system = registry.of(agency_system("5671", "personnel.employees.read"))
    assert await seen(system) == set(line)
    assert_problem(await system.post("/v1/employees/search", json={"name": "siti"}), 403, "forbidden")
    elsewhere = registry.of(agency_system("6671", "personnel.employees.read"))
    assert await seen(elsewhere) == set()
    without = registry.of(agency_system("5671", "personnel.organisation.read"))
    assert_problem(await without.get("/v1/employees"), 403, "forbidden")


async def test_roles_in_a_token_give_nobody_anything(registry: Any, line: list[str]) -> None:
    claimed = frozenset({"agency_officer", "service", "superior", "auditor"})
    pretender = registry.of(employee(UUID(line[3]), "5671").model_copy(update={"roles": claimed}))
    assert await seen(pretender) == {line[3]}
    assert_problem(await pretender.post("/v1/employees/search", json={"name": "siti"}), 403, "forbidden")


async def test_masks_of_a_list_cost_one_query(registry: Any, line: list[str], follow: Follow) -> None:
    boss = registry.of(employee(UUID(line[0]), "5671"))

    async def cost() -> int:
        with count_queries() as statements:
            await boss.get("/v1/employees")
        return len([sql for sql in statements.sent if "read_entry" not in sql])

    few = await cost()
    for _ in range(5):
        person = (await registry.make_employee())["id"]
        await registry.report_to(person, line[1])
    await follow()
    assert len(await seen(boss)) == len(line) + 5
    assert await cost() == few
