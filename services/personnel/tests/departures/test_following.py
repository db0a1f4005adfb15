"""A reader who keeps a copy by `synced_until` misses nothing."""

from datetime import datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.clock import FixedClock, SystemClock
from abdi.db.context import UnitContext
from abdi.db.uow import unit_of_work
from abdi.paging import CLOCKS_APART
from abdi.testing.observers import count_queries
from personnel.employees.models import Employee

LISTS = ("employees", "units", "positions")


@pytest.fixture
def clock() -> FixedClock:
    """The time of the database, by which transactions begin."""
    return FixedClock(SystemClock().now())


async def placed(registry: Any, since: str = "2021-01-01", **facts: Any) -> tuple[str, str]:
    """Somebody in a new position of the top unit: (employee, position)."""
    person, seat = (await registry.make_employee())["id"], await registry.make_position(**facts)
    await registry.appoint(person, seat, since)
    return person, seat


async def tag_of(client: httpx.AsyncClient, path: str) -> str:
    return (await client.get(path)).headers["etag"]


async def rename(client: httpx.AsyncClient, path: str, **facts: Any) -> None:
    headers = {"If-Match": await tag_of(client, path)}
    answer = await client.patch(path, json=facts, headers=headers)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("renamed", ["unit", "position"])
async def test_new_name_is_a_change_of_those_who_were_ever_placed_there(
    registry: Any, palembang: httpx.AsyncClient, clock: FixedClock, renamed: str
) -> None:
    former, seat = await placed(registry, "2020-06-01")
    present = (await registry.make_employee())["id"]
    other = (await registry.make_employee())["id"]
    await registry.appoint(former, await registry.make_position(agency="5671"), "2021-01-01")
    await registry.appoint(present, seat, "2022-01-01")
    addresses = {person: f"/v1/employees/{person}" for person in (former, present, other)}
    tags = {person: await tag_of(palembang, address) for person, address in addresses.items()}
    clock.set(SystemClock().now())
    since = clock.now().isoformat()
    if renamed == "unit":
        await rename(palembang, f"/v1/units/{registry.units['5671/top']}", name="Sekretariat Daerah")
    else:
        await rename(palembang, f"/v1/positions/{seat}", title="Sekretaris")
    listed = (await palembang.get("/v1/employees", params={"changed_since": since})).json()["data"]
    assert {row["id"] for row in listed} == {former, present}
    for person, address in addresses.items():
        again = await palembang.get(address, headers={"If-None-Match": tags[person]})
        assert again.status_code == (304 if person == other else 200)
    held = (await palembang.get(addresses[present])).json()["position"]
    assert "Sekretar" in (held["unit_name"] if renamed == "unit" else held["title"])


async def test_what_people_do_not_show_changes_nobody(registry: Any, palembang: httpx.AsyncClient) -> None:
    person, seat = await placed(registry)
    tag = await tag_of(palembang, f"/v1/employees/{person}")
    await rename(palembang, f"/v1/positions/{seat}", job_class=8)
    await rename(palembang, f"/v1/units/{registry.units['5671/top']}", kind="badan")
    assert await tag_of(palembang, f"/v1/employees/{person}") == tag


async def test_new_name_touches_all_in_as_many_statements_as_one(
    registry: Any, palembang: httpx.AsyncClient
) -> None:
    async def cost(name: str) -> int:
        with count_queries() as statements:
            await rename(palembang, f"/v1/units/{registry.units['5671/top']}", name=name)
        return len(statements)

    await placed(registry)
    few = await cost("Bagian Umum")
    for _ in range(5):
        await placed(registry)
    assert await cost("Bagian Organisasi") == few


async def test_unit_gets_one_version_by_a_new_name(registry: Any, palembang: httpx.AsyncClient) -> None:
    await placed(registry)
    path = f"/v1/units/{registry.units['5671/top']}"
    await rename(palembang, path, name="Bagian Umum")
    assert await tag_of(palembang, path) == '"2"'


@pytest.mark.parametrize("path", LISTS)
async def test_rows_tell_when_they_changed(registry: Any, path: str) -> None:
    await placed(registry)
    rows = (await registry.get(f"/v1/{path}"))["data"]
    singles = [await registry.get(f"/v1/{path}/{row['id']}") for row in rows]
    assert [row["updated_at"] for row in rows] == [single["updated_at"] for single in singles]
    assert all(row["updated_at"] >= "2020" for row in rows)


@pytest.mark.parametrize("query", [{}, {"changed_since": "2000-01-01T00:00:00Z"}])
@pytest.mark.parametrize("path", LISTS)
async def test_pages_of_one_walk_tell_one_instant_before_it(
    registry: Any, clock: FixedClock, *, path: str, query: dict[str, str]
) -> None:
    for _ in range(2):
        await placed(registry)
    await registry.make_unit("below", parent=registry.units["5671/top"])
    began = clock.now().isoformat()
    first = (await registry.get(f"/v1/{path}", limit=1, **query))["page"]
    clock.set(SystemClock().now())
    second = (await registry.get(f"/v1/{path}", limit=1, cursor=first["next_cursor"], **query))["page"]
    assert first["synced_until"] == second["synced_until"] < began


async def test_whoever_commits_late_is_in_the_next_delta(
    registry: Any, sessions: async_sessionmaker[AsyncSession], clock: FixedClock
) -> None:
    person = (await registry.make_employee())["id"]
    async with unit_of_work(sessions, UnitContext(actor="import", request_id="late")) as late:
        began = await late.scalar(select(func.now()))
        assert began is not None
        named = update(Employee).where(Employee.id == person).values(name="Terlambat")
        await late.execute(named.values(updated_at=began))
        clock.set(SystemClock().now())
        whole = await registry.get("/v1/employees")
        assert {row["name"] for row in whole["data"]} == {"Siti Contoh 1"}
    # However long the other one takes: not only by a margin behind the present.
    assert datetime.fromisoformat(whole["page"]["synced_until"]) <= began - CLOCKS_APART
    delta = await registry.get("/v1/employees", changed_since=whole["page"]["synced_until"])
    assert [row["name"] for row in delta["data"]] == ["Terlambat"]
