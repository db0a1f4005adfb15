import asyncio
from typing import Any

import httpx
import pytest

from abdi.testing.observers import Events, count_queries
from abdi.testing.problems import assert_problem


async def test_new_position_is_empty(registry: Any, events: Events) -> None:
    seat = await registry.make_position(kind="fungsional", level="MU", job_class=9, is_head=False)
    read = await registry.get(f"/v1/positions/{seat}")
    assert (read["kind"], read["level"], read["job_class"]) == ("fungsional", "MU", 9)
    assert (read["holder_id"], read["empty_since"]) == (None, "2020-01-01")
    assert (await events.only("personnel.position.created")).data["holder_id"] is None


async def test_list_filters_by_unit_kind_and_vacancy(registry: Any) -> None:
    unit = await registry.make_unit("office", parent=registry.units["5671/top"])
    head = await registry.make_position(unit_id=unit, kind="pengawas", level="IV.a", is_head=True)
    seat = await registry.make_position()
    await registry.appoint((await registry.make_employee())["id"], seat, "2026-01-01")
    for query, found in (
        ({"unit_id": unit}, [head]),
        ({"kind": "pelaksana"}, [seat]),
        ({"is_vacant": "true"}, [head]),
        ({"is_vacant": "false"}, [seat]),
        ({"agency": "6671"}, []),
    ):
        listed = await registry.get("/v1/positions", **query)
        assert [row["id"] for row in listed["data"]] == found


async def test_description_changes_with_the_version_last_seen(
    registry: Any, palembang: httpx.AsyncClient, events: Events
) -> None:
    address = f"/v1/positions/{await registry.make_position()}"
    tag = (await palembang.get(address)).headers["etag"]
    answer = await palembang.patch(address, json={"job_class": 8}, headers={"If-Match": tag})
    assert answer.json()["job_class"] == 8
    assert (await events.only("personnel.position.changed")).data["changed"] == ["job_class"]
    stale = await palembang.patch(address, json={"job_class": 9}, headers={"If-Match": tag})
    assert_problem(stale, 412, "precondition-failed")


async def test_positions_of_another_agency_stay_unseen(registry: Any, pontianak: httpx.AsyncClient) -> None:
    seat = await registry.make_position()
    assert_problem(await pontianak.get(f"/v1/positions/{seat}"), 404, "not-found")
    assert (await pontianak.get("/v1/positions")).json()["data"] == []


async def test_unit_of_another_agency_and_used_codes_are_refused(
    registry: Any, palembang: httpx.AsyncClient
) -> None:
    await registry.make_position(code="taken")
    body = {
        "agency": "5671",
        "code": "taken",
        "unit_id": registry.units["5671/top"],
        "title": "Twin",
        "kind": "pelaksana",
        "empty_since": "2026-01-01",
    }
    assert_problem(await palembang.post("/v1/positions", json=body), 409, "already-exists")
    foreign = body | {"code": "new", "unit_id": registry.units["6671/top"]}
    assert_problem(await palembang.post("/v1/positions", json=foreign), 404, "not-found")


async def test_number_of_queries_does_not_grow_with_the_list(
    registry: Any, palembang: httpx.AsyncClient
) -> None:
    async def cost(path: str) -> int:
        with count_queries() as statements:
            assert (await palembang.get(path)).status_code == 200
        return len(statements)

    few = await cost("/v1/positions"), await cost("/v1/units")
    for number in range(8):
        await registry.make_position()
        await registry.make_unit(f"u{number}")
    assert (await cost("/v1/positions"), await cost("/v1/units")) == few


async def test_unit_has_one_head(registry: Any, palembang: httpx.AsyncClient) -> None:
    unit = registry.units["5671/top"]
    leading = {"kind": "pengawas", "level": "IV.a", "is_head": True}
    await registry.make_position(**leading)
    second = await registry.make_position(kind="pengawas", level="IV.a")
    body = {"agency": "5671", "code": "two", "unit_id": unit, "title": "Kepala", "empty_since": "2026-01-01"}
    made = await palembang.post("/v1/positions", json=body | leading)
    promoted = await palembang.patch(
        f"/v1/positions/{second}", json={"is_head": True}, headers={"If-Match": '"1"'}
    )
    for answer in (made, promoted):
        (reason,) = assert_problem(answer, 409, "rule-broken")["reasons"]
        assert (reason["rule"], reason["found"]) == ("position.one_head", {"position": "P1"})


async def test_of_two_heads_entered_at_once_one_remains(registry: Any, palembang: httpx.AsyncClient) -> None:
    body = {
        "agency": "5671",
        "unit_id": registry.units["5671/top"],
        "title": "Kepala",
        "kind": "pengawas",
        "level": "IV.a",
        "is_head": True,
        "empty_since": "2026-01-01",
    }
    answers = await asyncio.gather(
        *(palembang.post("/v1/positions", json=body | {"code": f"H{number}"}) for number in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"is_head": True}, "position.head_kind"),
        ({"kind": "pengawas"}, "position.level"),
        ({"kind": "fungsional", "level": "IV.a"}, "position.level"),
        ({"empty_since": "9999-01-01"}, "entry.not_in_future"),
        ({"empty_since": "2009-12-31"}, "entry.not_too_early"),
    ],
)
async def test_impossible_positions_are_refused(
    registry: Any, palembang: httpx.AsyncClient, *, facts: dict[str, Any], rule: str
) -> None:
    body = {
        "agency": "5671",
        "code": "new",
        "unit_id": registry.units["5671/top"],
        "title": "Penelaah",
        "kind": "pelaksana",
        "empty_since": "2026-01-01",
    }
    answer = await palembang.post("/v1/positions", json=body | facts)
    assert [reason["rule"] for reason in assert_problem(answer, 409, "rule-broken")["reasons"]] == [rule]


async def test_same_description_makes_no_version(
    registry: Any, palembang: httpx.AsyncClient, events: Events
) -> None:
    address = f"/v1/positions/{await registry.make_position()}"
    same = await palembang.patch(address, json={"job_class": 7}, headers={"If-Match": '"1"'})
    assert same.headers["etag"] == '"1"'
    other = await palembang.patch(address, json={"job_class": 8}, headers={"If-Match": '"1"'})
    assert other.headers["etag"] == '"2"'
    await events.only("personnel.position.changed")
