from typing import Any

import httpx
import pytest

from abdi.testing.observers import Events
from abdi.testing.principals import employee
from abdi.testing.problems import assert_problem


def names(nodes: list[dict[str, Any]]) -> dict[str, Any]:
    return {node["code"]: names(node["children"]) for node in nodes}


async def test_tree_is_that_of_the_day_asked_for(registry: Any, events: Events) -> None:
    top = registry.units["5671/top"]
    office = await registry.make_unit("office", parent=top)
    section = await registry.make_unit("section", parent=top)
    body = {"parent_id": office, "effective_on": "2026-01-01"}
    await registry.post(f"/v1/units/{section}/placements", body)
    tree = "/v1/units/tree"
    assert names(await registry.get(tree, agency="5671")) == {"top": {"office": {"section": {}}}}
    before = await registry.get(tree, agency="5671", as_of="2025-12-31")
    assert names(before) == {"top": {"office": {}, "section": {}}}
    assert await registry.get(tree, agency="5671", as_of="2009-12-31") == []
    moved = await events.only("personnel.unit.changed")
    assert (moved.data["parent_id"], moved.data["changed"]) == (office, ["parent_id"])


async def test_unit_is_never_below_itself(registry: Any, palembang: httpx.AsyncClient) -> None:
    top = registry.units["5671/top"]
    below = await registry.make_unit("below", parent=top)
    body = {"parent_id": below, "effective_on": "2026-01-01"}
    answer = await palembang.post(f"/v1/units/{top}/placements", json=body)
    assert assert_problem(answer, 409, "unit-below-itself")["on"] == "2026-01-01"


async def test_two_places_never_hold_from_one_day(registry: Any, palembang: httpx.AsyncClient) -> None:
    unit = await registry.make_unit("twice", parent=registry.units["5671/top"])
    body = {"parent_id": None, "effective_on": "2010-01-01"}
    answer = await palembang.post(f"/v1/units/{unit}/placements", json=body)
    assert_problem(answer, 409, "entry-overlaps")


async def test_code_is_used_once_and_parents_are_of_the_agency(
    registry: Any, palembang: httpx.AsyncClient
) -> None:
    body = {"agency": "5671", "code": "top", "name": "Twin", "kind": "office", "valid_from": "2020-01-01"}
    assert_problem(await palembang.post("/v1/units", json=body), 409, "already-exists")
    foreign = body | {"code": "new", "parent_id": registry.units["6671/top"]}
    assert_problem(await palembang.post("/v1/units", json=foreign), 404, "not-found")


async def test_officer_of_another_agency_neither_sees_nor_changes(
    registry: Any, pontianak: httpx.AsyncClient
) -> None:
    unit = registry.units["5671/top"]
    assert_problem(await pontianak.get(f"/v1/units/{unit}"), 404, "not-found")
    listed = (await pontianak.get("/v1/units")).json()["data"]
    assert [row["agency"] for row in listed] == ["6671"]
    body = {"parent_id": None, "effective_on": "2026-01-01"}
    assert_problem(await pontianak.post(f"/v1/units/{unit}/placements", json=body), 404, "not-found")
    create = {"agency": "5671", "code": "x", "name": "X", "kind": "office", "valid_from": "2020-01-01"}
    assert_problem(await pontianak.post("/v1/units", json=create), 403, "forbidden")


async def test_employee_sees_the_own_agency_and_changes_nothing(registry: Any) -> None:
    client = registry.of(employee(agency="5671"))
    unit = registry.units["5671/top"]
    assert (await client.get(f"/v1/units/{unit}")).status_code == 200
    body = {"parent_id": None, "effective_on": "2026-01-01"}
    assert_problem(await client.post(f"/v1/units/{unit}/placements", json=body), 403, "forbidden")


async def test_renaming_needs_the_version_last_seen(registry: Any, palembang: httpx.AsyncClient) -> None:
    address = f"/v1/units/{registry.units['5671/top']}"
    tag = (await palembang.get(address)).headers["etag"]
    body = {"name": "Sekretariat Daerah"}
    renamed = await palembang.patch(address, json=body, headers={"If-Match": tag})
    assert renamed.json()["name"] == "Sekretariat Daerah"
    again = await palembang.patch(address, json=body, headers={"If-Match": tag})
    assert_problem(again, 412, "precondition-failed")


@pytest.mark.parametrize(
    ("valid_from", "rule"),
    [
        ("9999-01-01", "entry.not_in_future"),
        ("2009-12-31", "unit.within_upper"),
        ("1900-01-01", "unit.possible_day"),
    ],
)
async def test_impossible_first_days_are_refused(
    registry: Any, palembang: httpx.AsyncClient, *, valid_from: str, rule: str
) -> None:
    body = {"agency": "5671", "code": "new", "name": "New", "kind": "office", "valid_from": valid_from}
    below = body | {"parent_id": registry.units["5671/top"]}
    answer = await palembang.post("/v1/units", json=below)
    assert rule in [reason["rule"] for reason in assert_problem(answer, 409, "rule-broken")["reasons"]]


async def test_unit_is_not_moved_before_it_exists(registry: Any, palembang: httpx.AsyncClient) -> None:
    unit = await registry.make_unit("new", parent=registry.units["5671/top"])
    for day, rule in (("1950-01-01", "unit.within_upper"), ("9999-01-01", "entry.not_in_future")):
        body = {"parent_id": None, "effective_on": day}
        answer = await palembang.post(f"/v1/units/{unit}/placements", json=body)
        (reason,) = assert_problem(answer, 409, "rule-broken")["reasons"]
        assert reason["rule"] == rule


async def test_same_name_again_makes_no_version(registry: Any, palembang: httpx.AsyncClient) -> None:
    address = f"/v1/units/{registry.units['5671/top']}"
    same = await palembang.patch(address, json={"name": "Unit top"}, headers={"If-Match": '"1"'})
    assert (same.status_code, same.headers["etag"]) == (200, '"1"')
