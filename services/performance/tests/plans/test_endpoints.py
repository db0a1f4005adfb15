"""Drafting, proposing and agreeing plans over HTTP."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient, employee, officer
from abdi.testing.problems import assert_problem

PATH = "/v1/plans"


@pytest.fixture
def own(client: ServiceClient, person: UUID) -> ServiceClient:
    return client.as_(employee(person, agency="5671"))


@pytest.fixture
def by_officer(client: ServiceClient) -> ServiceClient:
    return client.as_(officer("5671"))


async def drafted(by: ServiceClient, draft: dict[str, Any]) -> httpx.Response:
    response = await by.post(PATH, json=draft)
    assert response.status_code == 201, response.text
    return response


async def step(by: ServiceClient, before: httpx.Response, name: str) -> httpx.Response:
    address = f"{PATH}/{before.json()['id']}/{name}"
    return await by.post(address, headers={"If-Match": before.headers["etag"]})


async def test_a_plan_is_drafted_by_the_person_and_agreed_by_the_office(
    own: ServiceClient, by_officer: ServiceClient, draft: dict[str, Any], events: Events
) -> None:
    first = await drafted(own, draft)
    assert first.json()["state"] == "draft"
    proposed = await step(own, first, "proposal")
    assert proposed.json()["state"] == "proposed", proposed.text
    agreed = await step(by_officer, proposed, "agreement")
    assert agreed.json()["state"] == "agreed", agreed.text
    assert agreed.json()["is_running"] is True
    event = await events.only("performance.plan.agreed")
    assert event.data["main_results"] == 1
    assert event.data["additional_results"] == 1
    read = (await own.get(f"{PATH}/{first.json()['id']}")).json()
    assert [len(result["indicators"]) for result in read["results"]] == [2, 1]


async def test_nobody_agrees_ones_own_plan(
    client: ServiceClient, own: ServiceClient, person: UUID, draft: dict[str, Any]
) -> None:
    proposed = await step(own, await drafted(own, draft), "proposal")
    assert_problem(await step(own, proposed, "agreement"), 403, "forbidden")
    both = officer("5671", employee_id=person, roles=frozenset({"employee", "agency_officer"}))
    assert_problem(await step(client.as_(both), proposed, "agreement"), 403, "own-case")
    assert_problem(await step(client.as_(both), proposed, "return"), 403, "own-case")


async def test_an_incomplete_draft_is_not_proposed_and_says_what_is_missing(
    own: ServiceClient, draft: dict[str, Any]
) -> None:
    first = await drafted(own, draft | {"results": []})
    body = assert_problem(await step(own, first, "proposal"), 409, "plan-incomplete")
    assert [reason["rule"] for reason in body["reasons"]] == ["has_main_result", "every_result_has_indicator"]
    assert (await own.get(f"{PATH}/{first.json()['id']}")).json()["state"] == "draft"


async def test_a_draft_is_revised_under_the_version_seen(own: ServiceClient, draft: dict[str, Any]) -> None:
    first = await drafted(own, draft)
    address = f"{PATH}/{first.json()['id']}"
    content = {name: value for name, value in draft.items() if name != "employee_id"}
    fewer = content | {"results": content["results"][:1]}
    revised = await own.put(address, json=fewer, headers={"If-Match": first.headers["etag"]})
    assert revised.status_code == 200, revised.text
    assert len(revised.json()["results"]) == 1
    assert revised.headers["etag"] != first.headers["etag"]
    stale = await own.put(address, json=content, headers={"If-Match": first.headers["etag"]})
    assert_problem(stale, 412, "precondition-failed")


async def test_a_plan_goes_through_its_states_in_order(
    own: ServiceClient, by_officer: ServiceClient, draft: dict[str, Any]
) -> None:
    first = await drafted(own, draft)
    body = assert_problem(await step(by_officer, first, "agreement"), 409, "plan-not-in-state")
    assert (body["current_state"], body["allowed"]) == ("draft", ["proposed"])
    proposed = await step(own, first, "proposal")
    returned = await step(by_officer, proposed, "return")
    assert returned.json()["state"] == "draft"
    agreed = await step(by_officer, await step(own, returned, "proposal"), "agreement")
    content = {name: value for name, value in draft.items() if name != "employee_id"}
    late = await own.put(
        f"{PATH}/{agreed.json()['id']}", json=content, headers={"If-Match": agreed.headers["etag"]}
    )
    assert_problem(late, 409, "plan-not-in-state")


async def test_plans_of_others_are_not_there(
    client: ServiceClient, own: ServiceClient, draft: dict[str, Any]
) -> None:
    first = await drafted(own, draft)
    address = f"{PATH}/{first.json()['id']}"
    for other in (officer("6671"), employee(agency="5671")):
        by = client.as_(other)
        assert_problem(await by.get(address), 404, "not-found")
        assert_problem(await by.post(PATH, json=draft), 404, "not-found")
        assert (await by.get(PATH)).json()["data"] == []
    assert len((await own.get(PATH, params={"state": "draft"})).json()["data"]) == 1
    assert (await own.get(PATH, params={"state": "agreed"})).json()["data"] == []


async def test_an_evaluation_names_the_agreed_plan_of_its_year(
    own: ServiceClient, by_officer: ServiceClient, person: UUID, draft: dict[str, Any]
) -> None:
    of_2025 = draft | {"starts_on": "2025-01-01", "ends_on": "2025-12-31"}
    plan = await step(by_officer, await step(own, await drafted(own, of_2025), "proposal"), "agreement")
    rating = {"employee_id": str(person), "year": 2025, "work_result": "above", "behaviour": "above"}
    evaluation = await by_officer.post("/v1/evaluations", json=rating)
    assert evaluation.json()["plan_id"] == plan.json()["id"]
