"""Which days a plan may cover, and whose results it may support, over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from abdi.testing.principals import ServiceClient, officer
from abdi.testing.problems import assert_problem

PATH = "/v1/plans"
Register = Callable[..., Awaitable[UUID]]


@pytest.fixture
def by(client: ServiceClient) -> ServiceClient:
    return client.as_(officer("5671"))


async def proposed(by: ServiceClient, draft: dict[str, Any]) -> httpx.Response:
    first = await by.post(PATH, json=draft)
    assert first.status_code == 201, first.text
    # Another officer proposes than the one who agrees.
    return await step(by.as_(officer("5671", subject="proposer")), first, "proposal")


async def step(by: ServiceClient, before: httpx.Response, name: str) -> httpx.Response:
    address = f"{PATH}/{before.json()['id']}/{name}"
    return await by.post(address, headers={"If-Match": before.headers["etag"]})


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "pointer"),
    [
        ("2026-07-01", "2026-06-30", "/ends_on"),
        ("2026-07-01", "2027-06-30", "/ends_on"),
        ("0001-01-01", "0001-12-31", "/starts_on"),
        ("2026-01-01", "9999-12-31", "/ends_on"),
    ],
)
async def test_a_period_is_in_order_and_within_one_year_from_the_first_draft_on(
    starts_on: str, ends_on: str, pointer: str, by: ServiceClient, draft: dict[str, Any]
) -> None:
    response = await by.post(PATH, json=draft | {"starts_on": starts_on, "ends_on": ends_on})
    assert_problem(response, 422, "malformed", pointer=pointer)


@pytest.mark.parametrize(("locale", "start"), [("id", "SKP berakhir"), ("en", "A plan ends")])
async def test_a_period_out_of_order_is_explained_in_the_language_of_the_request(
    locale: str, start: str, by: ServiceClient, draft: dict[str, Any]
) -> None:
    unordered = draft | {"starts_on": "2026-07-01", "ends_on": "2026-06-30"}
    response = await by.post(PATH, json=unordered, headers={"Accept-Language": locale})
    (error,) = assert_problem(response, 422, "malformed", pointer="/ends_on")["errors"]
    assert error["code"] == "period_not_within_one_year"
    assert error["message"].startswith(start)


@pytest.mark.parametrize(("year", "rule"), [(2028, "not_too_far_ahead"), (2014, "served_in_year")])
async def test_plans_are_for_years_at_hand_in_which_the_person_serves(
    year: int, rule: str, by: ServiceClient, draft: dict[str, Any]
) -> None:
    response = await by.post(PATH, json=draft | {"starts_on": f"{year}-01-01", "ends_on": f"{year}-12-31"})
    body = assert_problem(response, 409, "plan-period-unfit")
    assert body["reasons"][0]["rule"] == rule


async def test_only_one_agreed_plan_covers_a_day(by: ServiceClient, draft: dict[str, Any]) -> None:
    first = await step(by, await proposed(by, draft | {"ends_on": "2026-06-30"}), "agreement")
    assert first.status_code == 200, first.text
    rival = await proposed(by, draft | {"starts_on": "2026-06-30"})
    body = assert_problem(await step(by, rival, "agreement"), 409, "plan-period-unfit")
    (reason,) = body["reasons"]
    assert [plan["plan_id"] for plan in reason["found"]] == [first.json()["id"]]
    assert "30 Juni 2026 sampai 31 Desember 2026" in reason["message"]["id"]
    assert (await by.get(f"{PATH}/{rival.json()['id']}")).json()["state"] == "proposed"
    following = await proposed(by, draft | {"starts_on": "2026-07-01"})
    assert (await step(by, following, "agreement")).status_code == 200


async def test_of_two_plans_agreed_at_once_one_is_set(by: ServiceClient, draft: dict[str, Any]) -> None:
    rivals = [await proposed(by, draft) for _ in range(2)]
    answers = await asyncio.gather(*(step(by, rival, "agreement") for rival in rivals))
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_a_supported_result_belongs_to_a_plan_of_somebody_else_in_the_agency(
    client: ServiceClient, by: ServiceClient, draft: dict[str, Any], register: Register
) -> None:
    boss = await register(nip="198001012005011001")
    elsewhere = await register(nip="198001012005011002", agency="6671")
    above = (await by.post(PATH, json=draft | {"employee_id": str(boss)})).json()
    own = (await by.post(PATH, json=draft)).json()
    foreign = await client.as_(officer("6671")).post(PATH, json=draft | {"employee_id": str(elsewhere)})

    async def supporting(result_id: str) -> httpx.Response:
        results = [draft["results"][0] | {"supports_result_id": result_id}]
        return await by.post(PATH, json=draft | {"results": results})

    accepted = await supporting(above["results"][0]["id"])
    assert accepted.status_code == 201, accepted.text
    for unknown in (str(uuid4()), own["results"][0]["id"], foreign.json()["results"][0]["id"]):
        response = await supporting(unknown)
        body = assert_problem(response, 422, "malformed", pointer="/results/0/supports_result_id")
        assert body["errors"][0]["message"].startswith("bukan hasil kerja")
