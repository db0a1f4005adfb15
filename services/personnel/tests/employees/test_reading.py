from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.tables import read_entry
from abdi.testing.observers import Events, count_queries
from abdi.testing.principals import employee, officer, service_account
from abdi.testing.problems import assert_problem


async def test_only_service_own_officer_and_the_person_read_a_record(registry: Any) -> None:
    person = (await registry.make_employee())["id"]
    colleague = (await registry.make_employee())["id"]
    for address in (f"/v1/employees/{person}", f"/v1/employees/{person}/ranks"):
        for principal in (service_account("promotion"), officer("5671"), employee(person, "5671")):
            assert (await registry.of(principal).get(address)).status_code == 200
        for principal in (officer("6671"), employee(colleague, "5671")):
            assert_problem(await registry.of(principal).get(address), 404, "not-found")


@pytest.mark.parametrize("history", ["ranks", "positions", "educations", "superiors"])
async def test_histories_are_not_a_back_door(registry: Any, history: str) -> None:
    person = (await registry.make_employee())["id"]
    colleague = registry.of(employee(agency="5671"))
    assert_problem(await colleague.get(f"/v1/employees/{person}/{history}"), 404, "not-found")
    assert_problem(await colleague.post(f"/v1/employees/{person}/{history}", json={}), 403, "forbidden")


async def test_lists_leave_out_what_is_out_of_scope(registry: Any) -> None:
    own = await registry.make_employee()
    await registry.make_employee(agency="6671")
    listed = {}
    for name, principal in {
        "service": service_account("promotion"),
        "officer": officer("5671"),
        "other": officer("6671"),
        "person": employee(own["id"], "5671"),
    }.items():
        answer = await registry.of(principal).get("/v1/employees")
        listed[name] = [row["agency"] for row in answer.json()["data"]]
    assert listed == {
        "service": ["5671", "6671"],
        "officer": ["5671"],
        "other": ["6671"],
        "person": ["5671"],
    }


async def test_list_filters_and_pages(registry: Any) -> None:
    seat = await registry.make_position()
    people = [(await registry.make_employee())["id"] for _ in range(5)]
    await registry.appoint(people[2], seat, "2026-01-01")
    unit = registry.units["5671/top"]
    assert [row["id"] for row in (await registry.get("/v1/employees", unit_id=unit))["data"]] == [people[2]]
    assert (await registry.get("/v1/employees", status="retired"))["data"] == []
    assert len((await registry.get("/v1/employees", employment_type="PNS"))["data"]) == 5
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2, "agency": "5671"}
    while True:
        page = await registry.get("/v1/employees", **query)
        seen += [row["id"] for row in page["data"]]
        if not page["page"]["has_more"]:
            break
        query["cursor"] = page["page"]["next_cursor"]
    assert sorted(seen) == sorted(people)


async def test_changed_since_also_sees_changed_histories(registry: Any) -> None:
    people = [(await registry.make_employee())["id"] for _ in range(3)]
    await registry.give_rank(people[1], "III/a", "2015-05-01", "appointment")
    moment = (await registry.get(f"/v1/employees/{people[1]}"))["version"]
    assert moment == 2
    listed = await registry.get("/v1/employees", changed_since="2000-01-01T00:00:00Z")
    assert {row["id"] for row in listed["data"]} == set(people)


async def test_number_of_queries_does_not_grow_with_the_list(
    registry: Any, palembang: httpx.AsyncClient
) -> None:
    async def cost() -> int:
        with count_queries() as statements:
            assert (await palembang.get("/v1/employees")).status_code == 200
        return len([sql for sql in statements.sent if "read_entry" not in sql])

    for _ in range(2):
        await registry.make_employee()
    few = await cost()
    for _ in range(15):
        await registry.make_employee()
    assert await cost() == few


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ({"nip": "19900805 201505 1 001"}, 1),
        ({"nik": "1671010508900001"}, 1),
        ({"nip": "199008052015051999"}, 0),
        ({"nik": "1671010508900999"}, 0),
        ({"name": "siti"}, 2),
        ({"name": "con sit"}, 2),
        ({"name": "Siti 2"}, 1),
        ({"name": "it"}, 0),
    ],
)
async def test_search_finds_by_nip_nik_and_beginnings_of_names(
    registry: Any, palembang: httpx.AsyncClient, question: dict[str, str], count: int
) -> None:
    for _ in range(2):
        await registry.make_employee()
    answer = await palembang.post("/v1/employees/search", json=question)
    assert answer.status_code == 200, answer.text
    assert (len(answer.json()["data"]), answer.json()["is_complete"]) == (count, True)


async def test_search_stays_within_the_agency(registry: Any, pontianak: httpx.AsyncClient) -> None:
    made = await registry.make_employee()
    answer = await pontianak.post("/v1/employees/search", json={"nip": made["nip"]})
    assert answer.json()["data"] == []


async def test_what_was_found_is_kept_nowhere(registry: Any, palembang: httpx.AsyncClient) -> None:
    await registry.make_employee()
    for _ in range(2):
        answer = await palembang.post(
            "/v1/employees/search", json={"name": "siti"}, headers={"Idempotency-Key": "key-1"}
        )
        assert answer.headers["cache-control"] == "no-store"
        assert "idempotency-replayed" not in answer.headers


@pytest.mark.parametrize("question", [{}, {"nip": "1", "name": "siti"}, {"nip": "12"}, {"nik": "x"}])
async def test_search_asks_exactly_one_possible_question(
    registry: Any, palembang: httpx.AsyncClient, question: dict[str, str]
) -> None:
    assert (await palembang.post("/v1/employees/search", json=question)).status_code == 422


async def test_reads_of_others_are_audited_and_ones_own_are_not(
    registry: Any, palembang: httpx.AsyncClient, session: AsyncSession
) -> None:
    person = (await registry.make_employee())["id"]
    await registry.of(employee(person, "5671")).get(f"/v1/employees/{person}")
    assert (await session.execute(select(read_entry))).all() == []
    await palembang.get(f"/v1/employees/{person}")
    await palembang.get(f"/v1/employees/{person}/ranks")
    await palembang.get("/v1/employees")
    await palembang.post("/v1/employees/search", json={"name": "siti", "purpose": "a call"})
    rows = (await session.execute(select(read_entry).order_by(read_entry.c.id))).all()
    assert [row.action for row in rows] == [
        "employee.read",
        "employee.read_history",
        "employee.list",
        "employee.search",
    ]
    assert all(row.subjects == [person] for row in rows)
    assert rows[-1].purpose == "a call"


async def test_correction_needs_the_version_last_seen(
    registry: Any, palembang: httpx.AsyncClient, events: Events
) -> None:
    made = await registry.make_employee()
    address = f"/v1/employees/{made['id']}"
    body = {"back_title": "S.Kom.", "reason": "title was missing"}
    assert_problem(await palembang.patch(address, json=body), 428, "precondition-required")
    stale = await palembang.patch(address, json=body, headers={"If-Match": '"7"'})
    assert_problem(stale, 412, "precondition-failed")
    tag = (await palembang.get(address)).headers["etag"]
    answer = await palembang.patch(address, json=body, headers={"If-Match": tag})
    assert (answer.status_code, answer.json()["back_title"]) == (200, "S.Kom.")
    event = await events.only("personnel.employee.corrected")
    assert event.data["corrected"] == ["back_title"]


async def test_status_changes_and_is_published(
    registry: Any, palembang: httpx.AsyncClient, events: Events
) -> None:
    person = (await registry.make_employee())["id"]
    body = {"status": "leave", "effective_on": "2026-02-01", "reason": "CLTN"}
    answer = await palembang.post(f"/v1/employees/{person}/status", json=body)
    assert answer.json()["status"] == "leave"
    event = await events.only("personnel.employee.status_changed")
    assert (event.data["previous_status"], event.data["state"]["status"]) == ("active", "leave")
