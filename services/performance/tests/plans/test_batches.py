"""Plans of a unit, proposed and agreed in one request."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from abdi.testing.observers import Events, count_queries
from abdi.testing.principals import ServiceClient, employee, officer
from abdi.testing.problems import assert_problem

Register = Callable[..., Awaitable[UUID]]
Write = Callable[..., Awaitable[dict[str, Any]]]
PLANS = "/v1/plans"
PROPOSE, AGREE = f"{PLANS}/proposals:batch", f"{PLANS}/agreements:batch"
FIRST_HALF = {"starts_on": "2026-01-01", "ends_on": "2026-06-30"}


@pytest.fixture
def first(client: ServiceClient) -> ServiceClient:
    """The officer who writes and proposes."""
    return client.as_(officer("5671"))


@pytest.fixture
def second(client: ServiceClient) -> ServiceClient:
    """The officer who agrees."""
    return client.as_(officer("5671", subject="second-officer"))


@pytest.fixture
def write(first: ServiceClient, register: Register, draft: dict[str, Any]) -> Write:
    """A draft of somebody new, or of `employee_id`; as a step names it."""

    async def make(**changes: Any) -> dict[str, Any]:
        facts = {"employee_id": str(await register()), **changes}
        answer = await first.post(PLANS, json=draft | facts)
        assert answer.status_code == 201, answer.text
        return {"id": answer.json()["id"], "version": answer.json()["version"]}

    return make


async def send(by: ServiceClient, path: str, steps: list[dict[str, Any]]) -> dict[str, Any]:
    answer = await by.post(path, json={"items": steps})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def codes(answer: dict[str, Any]) -> list[str | None]:
    return [item["problem"] and item["problem"]["code"] for item in answer["items"]]


def following(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"id": item["id"], "version": item["version"]} for item in answer["items"] if item["id"]]


async def test_the_plans_of_a_unit_are_proposed_and_agreed_together(
    first: ServiceClient, second: ServiceClient, write: Write, events: Events
) -> None:
    drafts = [await write() for _ in range(3)]
    proposed = await send(first, PROPOSE, drafts)
    assert proposed["counts"] == {"done": 3, "refused": 0}
    agreed = await send(second, AGREE, following(proposed))
    assert agreed["counts"] == {"done": 3, "refused": 0}
    told = {event.data["plan_id"] for event in await events.published("performance.plan.agreed")}
    assert told == {one["id"] for one in drafts}
    read = await first.get(f"{PLANS}/{drafts[0]['id']}")
    assert (read.json()["state"], read.json()["version"]) == ("agreed", agreed["items"][0]["version"])


async def test_each_plan_is_refused_for_its_own_reason_and_stays_as_it_was(
    first: ServiceClient, second: ServiceClient, write: Write, events: Events
) -> None:
    good, stale, empty = await write(), await write(), await write(results=[])
    steps = [good, stale | {"version": 7}, empty, {"id": str(uuid4()), "version": 1}, good]
    proposed = await send(first, PROPOSE, steps)
    expected = [None, "precondition-failed", "plan-incomplete", "not-found", "plan-not-in-state"]
    assert codes(proposed) == expected
    read = (await first.get(f"{PLANS}/{empty['id']}")).json()
    assert (read["state"], read["version"]) == ("draft", empty["version"])
    own = await send(first, AGREE, [*following(proposed), stale])
    assert codes(own) == ["own-proposal", "plan-not-in-state"]
    assert (await first.get(f"{PLANS}/{good['id']}")).json()["state"] == "proposed"
    assert await events.published("performance.plan.agreed") == []
    assert codes(await send(second, AGREE, following(proposed))) == [None]


async def test_two_plans_for_one_day_are_not_agreed_in_one_request(
    first: ServiceClient, second: ServiceClient, write: Write, person: UUID
) -> None:
    twice = [await write(employee_id=str(person)), await write(employee_id=str(person), **FIRST_HALF)]
    answer = await send(second, AGREE, following(await send(first, PROPOSE, twice)))
    assert codes(answer) == [None, "plan-period-unfit"]
    found = answer["items"][1]["problem"]["reasons"][0]
    assert found["rule"] == "not_planned_twice"


async def test_nobody_agrees_plans_of_others_or_the_own_one(
    client: ServiceClient, first: ServiceClient, write: Write, person: UUID
) -> None:
    proposed = await send(first, PROPOSE, [await write(employee_id=str(person)), await write()])
    both = officer("5671", employee_id=person, subject="both", roles=frozenset({"agency_officer"}))
    elsewhere = client.as_(officer("6671"))
    assert codes(await send(elsewhere, AGREE, following(proposed))) == ["not-found", "not-found"]
    mine = client.as_(employee(person, "5671"))
    assert_problem(await mine.post(AGREE, json={"items": following(proposed)}), 403, "forbidden")
    assert codes(await send(client.as_(both), AGREE, following(proposed))) == ["own-case", None]


async def test_more_plans_are_looked_up_in_as_many_statements(
    first: ServiceClient, second: ServiceClient, write: Write
) -> None:
    drafts = [await write() for _ in range(12)]
    proposed = following(await send(first, PROPOSE, drafts))
    with count_queries() as few:
        await send(second, AGREE, proposed[:2])
    with count_queries() as many:
        await send(second, AGREE, proposed[2:])
    written = [[one for one in found.sent if one.startswith("UPDATE plan")] for found in (few, many)]
    assert [len(updates) for updates in written] == [2, 10]
    assert 10 <= len(many) <= len(few) + 8
