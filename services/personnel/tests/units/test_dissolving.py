from typing import Any

import httpx
import pytest

from abdi.testing.observers import Events
from abdi.testing.problems import assert_problem

WHY = {"effective_on": "2026-02-01", "reason": "Penyederhanaan struktur organisasi"}


@pytest.fixture
async def unit(registry: Any) -> str:
    made: str = await registry.make_unit("old", parent=registry.units["5671/top"])
    return made


async def test_dissolved_unit_leaves_the_tree_and_stays_readable(
    registry: Any, palembang: httpx.AsyncClient, unit: str, events: Events
) -> None:
    answer = await palembang.post(f"/v1/units/{unit}/dissolution", json=WHY)
    assert (answer.status_code, answer.json()["dissolved_on"]) == (201, "2026-02-01")
    (top,) = await registry.get("/v1/units/tree", agency="5671")
    assert top["children"] == []
    (top,) = await registry.get("/v1/units/tree", agency="5671", as_of="2026-01-31")
    assert [node["id"] for node in top["children"]] == [unit]
    assert (await registry.get(f"/v1/units/{unit}"))["dissolved_on"] == "2026-02-01"
    event = await events.only("personnel.unit.dissolved")
    assert (event.data["dissolved_on"], event.data["reason"]) == ("2026-02-01", WHY["reason"])


async def test_unit_in_use_is_not_dissolved(registry: Any, palembang: httpx.AsyncClient, unit: str) -> None:
    await registry.make_unit("below", parent=unit)
    seat = await registry.make_position(unit_id=unit)
    problem = assert_problem(
        await palembang.post(f"/v1/units/{unit}/dissolution", json=WHY), 409, "rule-broken"
    )
    (reason,) = problem["reasons"]
    assert (reason["rule"], reason["found"]) == ("unit.emptied", {"units_below": 1, "positions": 1})
    await registry.post(f"/v1/positions/{seat}/abolition", WHY)
    move = {"parent_id": registry.units["5671/top"], "effective_on": "2026-01-01"}
    await registry.post(f"/v1/units/{registry.units['5671/below']}/placements", move)
    assert (await palembang.post(f"/v1/units/{unit}/dissolution", json=WHY)).status_code == 201


async def test_dissolved_unit_changes_no_more(registry: Any, palembang: httpx.AsyncClient, unit: str) -> None:
    await registry.post(f"/v1/units/{unit}/dissolution", WHY)
    again = await palembang.post(f"/v1/units/{unit}/dissolution", json=WHY)
    assert assert_problem(again, 409, "unit-dissolved")["reasons"][0]["rule"] == "unit.standing"
    below = {"agency": "5671", "code": "new", "name": "New", "kind": "office", "parent_id": unit}
    answer = await palembang.post("/v1/units", json=below | {"valid_from": "2026-02-02"})
    assert_problem(answer, 404, "not-found")
    position = {"agency": "5671", "code": "new", "unit_id": unit, "title": "New", "kind": "pelaksana"}
    answer = await palembang.post("/v1/positions", json=position | {"empty_since": "2026-01-01"})
    assert_problem(answer, 404, "not-found")


@pytest.mark.parametrize(
    ("day", "rule"), [("2026-03-03", "entry.not_in_future"), ("2010-01-01", "entry.not_too_early")]
)
async def test_impossible_day_is_refused(
    palembang: httpx.AsyncClient, unit: str, day: str, rule: str
) -> None:
    answer = await palembang.post(f"/v1/units/{unit}/dissolution", json=WHY | {"effective_on": day})
    assert [r["rule"] for r in assert_problem(answer, 409, "rule-broken")["reasons"]] == [rule]


async def test_only_the_own_agency_dissolves(pontianak: httpx.AsyncClient, unit: str) -> None:
    assert_problem(await pontianak.post(f"/v1/units/{unit}/dissolution", json=WHY), 404, "not-found")
