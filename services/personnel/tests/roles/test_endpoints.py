"""Giving roles over HTTP: what is refused, and what a role means at once."""

from typing import Any

import httpx
import pytest

from abdi.testing.observers import Events
from abdi.testing.principals import auditor, officer
from abdi.testing.problems import assert_problem

AUDIT = {"role": "auditor", "purpose": "pemeriksaan kinerja 2025", "ends_on": "2026-12-31"}


def role(employee_id: str, **facts: Any) -> dict[str, Any]:
    given = {"agency": "5671", "employee_id": employee_id, "role": "agency_officer"}
    return given | {"starts_on": "2026-01-01"} | facts


async def test_assigned_role_is_published_and_says_by_whom(
    registry: Any, palembang: httpx.AsyncClient, events: Events
) -> None:
    person = (await registry.make_employee())["id"]
    answer = await palembang.post("/v1/roles", json=role(person, decree_number="SK-1"))
    made = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, f"/v1/roles/{made['id']}")
    assert (made["state"], made["in_force"], made["assigned_by"]) == ("assigned", True, "agency_officer-5671")
    published = await events.only("personnel.role.assigned")
    assert str(published.aggregate_id) == made["id"]
    assert published.data == {
        "agency": "5671",
        "role_id": made["id"],
        "employee_id": person,
        "role": "agency_officer",
        "unit_id": None,
        "starts_on": "2026-01-01",
        "ends_on": None,
        "purpose": None,
        "state": "assigned",
    }
    assert (await palembang.get(f"/v1/roles/{made['id']}")).json() == made


async def test_role_gives_authority_at_once_and_its_end_takes_it_at_once(
    registry: Any, sign_in: Any, assign: Any
) -> None:
    person, colleague = [(await registry.make_employee())["id"] for _ in range(2)]
    await assign("agency_officer", (await registry.make_employee())["id"])
    signed_in = await sign_in(person)
    assert_problem(await signed_in.post("/v1/roles", json=role(colleague)), 403, "forbidden")
    given = await assign("agency_officer", person)
    assert (await signed_in.post("/v1/roles", json=role(colleague))).status_code == 201
    ended = await registry.client.post(
        f"/v1/roles/{given['id']}/ending",
        json={"ends_on": "2026-03-01", "reason": "moved"},
        headers={"If-Match": '"1"'},
    )
    assert (ended.status_code, ended.json()["state"], ended.json()["in_force"]) == (200, "ended", False)
    assert_problem(await signed_in.post("/v1/roles", json=role(colleague)), 403, "forbidden")


async def test_role_ends_by_itself_on_the_day_after_its_last(
    registry: Any, sign_in: Any, assign: Any, clock: Any
) -> None:
    person, colleague = [(await registry.make_employee())["id"] for _ in range(2)]
    given = await assign("agency_officer", person, ends_on="2026-03-02")
    assert (await (await sign_in(person)).post("/v1/roles", json=role(colleague))).status_code == 201
    clock.set(clock.now().replace(day=3))
    later = await sign_in(person)
    assert_problem(await later.post("/v1/roles", json=role(colleague)), 403, "forbidden")
    assert (await later.get(f"/v1/roles/{given['id']}")).json()["in_force"] is False


async def test_nobody_gives_oneself_a_role(registry: Any) -> None:
    person = (await registry.make_employee())["id"]
    own = registry.of(officer("5671", employee_id=person))
    reasons = assert_problem(await own.post("/v1/roles", json=role(person)), 403, "own-case")["reasons"]
    assert [reason["rule"] for reason in reasons] == ["policy.not_own_case"]


async def test_officer_of_another_agency_gives_no_role_here(
    registry: Any, pontianak: httpx.AsyncClient
) -> None:
    person = (await registry.make_employee())["id"]
    assert_problem(await pontianak.post("/v1/roles", json=role(person)), 403, "forbidden")


@pytest.mark.parametrize(
    ("facts", "broken"),
    [
        ({"role": "unit_officer"}, ["role.unit_named"]),
        ({"ends_on": "2025-12-31"}, ["role.period"]),
        ({"role": "auditor"}, ["role.time_boxed", "role.purpose"]),
        (AUDIT | {"ends_on": "2027-01-01"}, ["role.time_boxed"]),
    ],
)
async def test_role_against_the_rules_names_them(
    registry: Any, palembang: httpx.AsyncClient, facts: dict[str, Any], broken: list[str]
) -> None:
    person = (await registry.make_employee())["id"]
    answer = await palembang.post("/v1/roles", json=role(person, **facts))
    reasons = assert_problem(answer, 409, "rule-broken")["reasons"]
    assert [reason["rule"] for reason in reasons] == broken


async def test_who_left_or_works_elsewhere_holds_no_role(registry: Any, palembang: httpx.AsyncClient) -> None:
    gone = (await registry.make_employee())["id"]
    leaving = {"kind": "resignation", "effective_on": "2026-01-01"}
    await registry.post(f"/v1/employees/{gone}/separation", leaving)
    elsewhere = (await registry.make_employee(agency="6671"))["id"]
    for person, broken in ((gone, "role.in_service"), (elsewhere, "role.own_agency")):
        answer = await registry.client.post("/v1/roles", json=role(person))
        reasons = assert_problem(answer, 409, "rule-broken")["reasons"]
        assert [reason["rule"] for reason in reasons] == [broken]
    unknown = await palembang.post("/v1/roles", json=role("01990a4e-5f3b-7c11-9a55-0d6f1c2b3a40"))
    assert_problem(unknown, 404, "not-found")


async def test_auditor_may_come_from_another_agency(
    registry: Any, palembang: httpx.AsyncClient, sign_in: Any
) -> None:
    inspector = (await registry.make_employee(agency="6671"))["id"]
    await sign_in(inspector)  # the directory knows whom the fence hides
    answer = await palembang.post("/v1/roles", json=role(inspector, **AUDIT))
    assert answer.status_code == 201, answer.text


async def test_unit_of_another_agency_is_not_found(registry: Any, palembang: httpx.AsyncClient) -> None:
    person = (await registry.make_employee())["id"]
    body = role(person, role="unit_officer", unit_id=registry.units["6671/top"])
    assert_problem(await palembang.post("/v1/roles", json=body), 404, "not-found")


async def test_same_role_for_the_same_unit_is_held_once(
    registry: Any, palembang: httpx.AsyncClient, assign: Any
) -> None:
    person = (await registry.make_employee())["id"]
    top, other = registry.units["5671/top"], await registry.make_unit("01")
    await assign("unit_officer", person, unit_id=top, ends_on="2026-06-30")
    again = role(person, role="unit_officer", unit_id=top, starts_on="2026-06-30")
    problem = assert_problem(await palembang.post("/v1/roles", json=again), 409, "role-already-held")
    assert problem["reasons"][0]["found"] == ["2026-01-01", "2026-06-30"]
    for lawful in ({"unit_id": other}, {"starts_on": "2026-07-01"}):
        assert (await palembang.post("/v1/roles", json=again | lawful)).status_code == 201


async def test_batch_makes_what_is_lawful_and_says_why_the_rest_is_not(
    registry: Any, palembang: httpx.AsyncClient, events: Events
) -> None:
    people = [(await registry.make_employee())["id"] for _ in range(3)]
    items = [role(people[0]), role(people[0]), role(people[1], role="auditor"), role(people[2])]
    answer = await palembang.post("/v1/roles:batch", json={"items": items}, headers={"Accept-Language": "en"})
    body = answer.json()
    assert (answer.status_code, body["counts"]) == (200, {"done": 2, "refused": 2})
    problems = [outcome["problem"] or {} for outcome in body["items"]]
    assert [problem.get("code") for problem in problems] == [None, "role-already-held", "rule-broken", None]
    assert problems[1]["title"] == "The role is held already"
    first = await palembang.get(f"/v1/roles/{body['items'][0]['id']}")
    assert (first.json()["employee_id"], first.headers["etag"]) == (people[0], '"1"')
    assert body["items"][0]["version"] == 1
    assert len(await events.published("personnel.role.assigned")) == 2


async def test_everybody_sees_the_own_roles_and_nobody_elses(
    registry: Any, sign_in: Any, assign: Any, palembang: httpx.AsyncClient, pontianak: httpx.AsyncClient
) -> None:
    person, other = [(await registry.make_employee())["id"] for _ in range(2)]
    own, foreign = await assign("decision_maker", person), await assign("agency_officer", other)
    signed_in = await sign_in(person)
    listed = (await signed_in.get("/v1/roles")).json()["data"]
    assert [found["id"] for found in listed] == [own["id"]]
    assert_problem(await signed_in.get(f"/v1/roles/{foreign['id']}"), 404, "not-found")
    assert_problem(await pontianak.get(f"/v1/roles/{own['id']}"), 404, "not-found")
    inspecting = registry.of(auditor("5671"))
    for reader in (palembang, inspecting):
        assert len((await reader.get("/v1/roles")).json()["data"]) == 2
    assert_problem(await inspecting.post("/v1/roles", json=role(other)), 403, "forbidden")


async def test_roles_are_found_by_what_and_when(registry: Any, assign: Any) -> None:
    person = (await registry.make_employee())["id"]
    top = registry.units["5671/top"]
    past = await assign("unit_officer", person, unit_id=top, starts_on="2025-01-01", ends_on="2025-12-31")
    now = await assign("unit_officer", person, unit_id=top)
    await assign("decision_maker", person)
    for query, found in (
        ({"role": "unit_officer", "on": "2025-06-01"}, [past]),
        ({"unit_id": top, "on": "2026-06-01"}, [now]),
        ({"unit_id": top, "state": "assigned"}, [past, now]),
        ({"employee_id": person, "state": "ended"}, []),
        ({"changed_since": "2036-01-01T00:00:00Z"}, []),
    ):
        listed = await registry.get("/v1/roles", **query)
        assert [one["id"] for one in listed["data"]] == [one["id"] for one in found]
    first = await registry.get("/v1/roles", limit=2)
    rest = await registry.get("/v1/roles", limit=2, cursor=first["page"]["next_cursor"])
    assert (len(first["data"]), len(rest["data"])) == (2, 1)
