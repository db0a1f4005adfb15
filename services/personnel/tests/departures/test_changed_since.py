"""A reader who follows the lists with `changed_since` hears of everything that left them."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import FixedClock, SystemClock
from abdi.db.tables import directory_grant, directory_person
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import employee, officer, unit_officer
from abdi.testing.problems import assert_problem
from personnel.employees.models import Employee

Follow = Callable[[], Awaitable[None]]
Now = Callable[[], Awaitable[str]]


@pytest.fixture
def clock() -> FixedClock:
    """The time of the database, which notes when somebody moved."""
    return FixedClock(SystemClock().now())


@pytest.fixture
def moment(session: AsyncSession, clock: FixedClock) -> Now:
    """`await moment()`: an instant after all that happened, before all that comes; for app and database."""

    async def now() -> str:
        instant = await session.scalar(select(func.clock_timestamp()))
        assert instant is not None
        await session.rollback()
        clock.set(instant)
        return str(instant.isoformat())

    return now


async def changes(client: httpx.AsyncClient, path: str, since: str, **query: Any) -> dict[str, Any]:
    """By id: the reason of a removal, or None for a row."""
    answer = await client.get(f"/v1/{path}", params={"changed_since": since, **query})
    assert answer.status_code == 200, answer.text
    return {row["id"]: row.get("reason") for row in answer.json()["data"]}


async def place(registry: Any, person: str, unit: str) -> str:
    seat: str = await registry.make_position(unit_id=registry.units[f"5671/{unit}"])
    await registry.appoint(person, seat, "2021-01-01")
    return seat


async def test_whoever_left_service_is_told_as_removed_with_day_and_reason(
    registry: Any, palembang: httpx.AsyncClient, moment: Now
) -> None:
    stays, leaves = [(await registry.make_employee())["id"] for _ in range(2)]
    since = await moment()
    body = {"kind": "retirement", "effective_on": "2026-03-01"}
    await registry.post(f"/v1/employees/{leaves}/separation", body)
    answer = await palembang.get("/v1/employees", params={"changed_since": since})
    (removal,) = answer.json()["data"]
    assert {name: removal[name] for name in ("id", "is_removed", "removed_on", "reason")} == {
        "id": leaves,
        "is_removed": True,
        "removed_on": "2026-03-01",
        "reason": "retired",
    }
    assert stays in {row["id"] for row in (await registry.get("/v1/employees"))["data"]}


async def test_whoever_no_longer_matches_the_filters_is_told(
    registry: Any, palembang: httpx.AsyncClient, moment: Now
) -> None:
    person = (await registry.make_employee())["id"]
    since = await moment()
    body = {"status": "leave", "effective_on": "2026-02-01", "reason": "CLTN"}
    await registry.post(f"/v1/employees/{person}/status", body)
    assert await changes(palembang, "employees", since, status="active") == {person: "filters_not_met"}
    assert await changes(palembang, "employees", since) == {person: None}


async def test_whoever_moves_out_of_the_unit_is_told_to_its_officer_and_nobody_else_is(
    registry: Any, follow: Follow, moment: Now
) -> None:
    for code in ("one", "two"):
        await registry.make_unit(code, parent=registry.units["5671/top"])
    moved, stays, other = [(await registry.make_employee())["id"] for _ in range(3)]
    for person, unit in ((moved, "one"), (stays, "one"), (other, "two")):
        await place(registry, person, unit)
    await follow()
    one, two = (registry.of(unit_officer("5671", UUID(registry.units[f"5671/{u}"]))) for u in ("one", "two"))
    since = await moment()
    seat = await registry.make_position(unit_id=registry.units["5671/two"])
    await registry.appoint(moved, seat, "2022-01-01")
    await follow()
    assert await changes(one, "employees", since) == {moved: "out_of_scope"}
    assert await changes(two, "employees", since) == {moved: None}
    assert await changes(one, "employees", await moment()) == {}


async def test_unit_that_moves_takes_its_people_along(registry: Any, follow: Follow, moment: Now) -> None:
    for code in ("one", "two"):
        await registry.make_unit(code, parent=registry.units["5671/top"])
    await registry.make_unit("sub", parent=registry.units["5671/one"])
    person = (await registry.make_employee())["id"]
    await place(registry, person, "sub")
    await follow()
    one, two = (registry.of(unit_officer("5671", UUID(registry.units[f"5671/{u}"]))) for u in ("one", "two"))
    since = await moment()
    body = {"parent_id": registry.units["5671/two"], "effective_on": "2024-01-01"}
    await registry.post(f"/v1/units/{registry.units['5671/sub']}/placements", body)
    await follow()
    assert await changes(one, "employees", since) == {person: "out_of_scope"}
    assert await changes(two, "employees", since) == {person: None}


async def test_position_that_moves_takes_its_holder_along(registry: Any, follow: Follow, moment: Now) -> None:
    for code in ("one", "two"):
        await registry.make_unit(code, parent=registry.units["5671/top"])
    person = (await registry.make_employee())["id"]
    seat = await place(registry, person, "one")
    await follow()
    one = registry.of(unit_officer("5671", UUID(registry.units["5671/one"])))
    since = await moment()
    version = (await registry.get(f"/v1/positions/{seat}"))["version"]
    body = {"unit_id": registry.units["5671/two"]}
    headers = {"If-Match": f'"{version}"'}
    assert (await registry.client.patch(f"/v1/positions/{seat}", json=body, headers=headers)).is_success
    await follow()
    assert await changes(one, "employees", since) == {person: "out_of_scope"}


async def test_line_of_superiors_that_moves_takes_everybody_below_along(
    registry: Any, follow: Follow, moment: Now
) -> None:
    first, second, middle, below = [(await registry.make_employee())["id"] for _ in range(4)]
    await registry.report_to(middle, first)
    await registry.report_to(below, middle)
    await registry.report_to((await registry.make_employee())["id"], second)
    await follow()
    since = await moment()
    await registry.report_to(middle, second, "2024-01-01")
    await follow()
    left = await changes(registry.of(employee(UUID(first), "5671")), "employees", since)
    assert left == {middle: "out_of_scope", below: "out_of_scope"}
    gained = await changes(registry.of(employee(UUID(second), "5671")), "employees", since)
    assert gained == {middle: None, below: None}


async def test_whoever_moved_to_another_agency_is_told_to_the_one_that_was_left(
    registry: Any,
    palembang: httpx.AsyncClient,
    pontianak: httpx.AsyncClient,
    *,
    follow: Follow,
    moment: Now,
    unit: Unit,
) -> None:
    person = (await registry.make_employee())["id"]
    await follow()
    since = await moment()
    async with unit() as session:
        moved = update(directory_person).where(directory_person.c.employee_id == UUID(person))
        await session.execute(moved.values(agency="6671"))
        # The registry has no transfer yet.
        transferred = update(Employee).where(Employee.id == UUID(person)).values(agency_code="6671")
        await session.execute(transferred)
    assert await changes(palembang, "employees", since) == {person: "out_of_scope"}
    assert await changes(pontianak, "employees", since) == {person: None}


async def test_changed_authority_is_told_instead_of_a_list_with_gaps(
    registry: Any, moment: Now, unit: Unit
) -> None:
    since = await moment()
    somebody = officer("5671", subject="new officer")
    query = {"changed_since": since}
    for path in ("employees", "units", "positions"):
        answer = await registry.of(somebody).get(f"/v1/{path}", params=query)
        assert_problem(answer, 409, "authority-changed")
    query = {"changed_since": await moment()}
    assert (await registry.of(somebody).get("/v1/employees", params=query)).status_code == 200
    keeper = unit_officer("5671", UUID(registry.units["5671/top"]), employee_id=somebody.employee_id)
    registry.of(keeper)
    async with unit() as session:
        ended = update(directory_grant).where(directory_grant.c.id == keeper.grants[0].id)
        await session.execute(ended.values(is_ended=True, heard_at=func.clock_timestamp()))
    answer = await registry.of(somebody).get("/v1/employees", params=query)
    assert_problem(answer, 409, "authority-changed")


async def test_dissolved_units_and_abolished_positions_are_told(
    registry: Any, palembang: httpx.AsyncClient, moment: Now
) -> None:
    closed = await registry.make_unit("old", parent=registry.units["5671/top"])
    seat = await registry.make_position(unit_id=closed)
    since = await moment()
    why = {"effective_on": "2026-02-01", "reason": "Penyederhanaan struktur organisasi"}
    await registry.post(f"/v1/positions/{seat}/abolition", why)
    await registry.post(f"/v1/units/{closed}/dissolution", why)
    assert await changes(palembang, "units", since) == {closed: "dissolved"}
    assert await changes(palembang, "positions", since) == {seat: "abolished"}
    assert seat not in {row["id"] for row in (await registry.get("/v1/positions"))["data"]}
    assert closed not in {row["id"] for row in (await registry.get("/v1/units"))["data"]}


async def test_filled_position_is_told_to_whoever_follows_the_vacant_ones(
    registry: Any, palembang: httpx.AsyncClient, moment: Now
) -> None:
    seat, person = await registry.make_position(), (await registry.make_employee())["id"]
    since = await moment()
    await registry.appoint(person, seat, "2021-01-01")
    told = await changes(palembang, "positions", since, is_vacant="true")
    assert told == {seat: "filters_not_met"}


async def test_cursor_neither_loses_nor_repeats_what_did_not_change(
    registry: Any, palembang: httpx.AsyncClient, moment: Now
) -> None:
    since = await moment()
    people = [(await registry.make_employee())["id"] for _ in range(5)]
    await registry.post(
        f"/v1/employees/{people[4]}/separation", {"kind": "resignation", "effective_on": "2026-03-01"}
    )
    seen: list[str] = []
    query: dict[str, Any] = {"changed_since": since, "limit": 2}
    while True:
        answer = await palembang.get("/v1/employees", params=query)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        seen += [row["id"] for row in page["data"]]
        if len(seen) == 2:  # somebody who was shown, and somebody who was not, change between two pages
            await moment()
            for person in (seen[1], people[3]):
                education = {"level": "S1", "effective_on": "2013-07-01"}
                await registry.post(f"/v1/employees/{person}/educations", education)
        if not page["page"]["has_more"]:
            break
        query["cursor"] = page["page"]["next_cursor"]
    assert set(seen) == set(people)
    assert [person for person in people if seen.count(person) > 1] == [seen[1]]
