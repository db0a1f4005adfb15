"""Evaluations of a unit in one request."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.db.tables import audit_entry
from abdi.testing.directories import Directory
from abdi.testing.observers import Events, count_queries
from abdi.testing.principals import ServiceClient, employee, officer
from abdi.testing.problems import assert_problem

Register = Callable[..., Awaitable[UUID]]
PATH = "/v1/evaluations:batch"
KEY = {"Idempotency-Key": "unit-7"}
COMPLETED = "performance.evaluation.completed"

pytestmark = pytest.mark.usefixtures("rules_in_force")


@pytest.fixture
def by_officer(client: ServiceClient) -> ServiceClient:
    return client.as_(officer("5671"))


def rated(person: UUID, year: int = 2025, work: str = "above") -> dict[str, Any]:
    return {"employee_id": str(person), "year": year, "work_result": work, "behaviour": "above"}


def codes(answer: dict[str, Any]) -> list[str | None]:
    return [item["problem"] and item["problem"]["code"] for item in answer["items"]]


async def test_each_item_is_completed_or_refused_for_itself(
    client: ServiceClient, register: Register, events: Events
) -> None:
    me, one, other, foreign = [await register(agency=agency) for agency in ("5671", "5671", "5671", "6671")]
    by = client.as_(officer("5671", employee_id=me))
    items = [
        rated(one),
        rated(one, work="below"),
        rated(me),
        rated(foreign),
        rated(uuid4()),
        rated(one, 2026),
    ]
    answer = (await by.post(PATH, json={"items": [*items, rated(other)]})).json()
    assert answer["counts"] == {"done": 2, "refused": 5}
    assert codes(answer) == [
        None,
        "evaluation-already-completed",
        "own-case",
        "not-found",
        "not-found",
        "year-not-evaluable",
        None,
    ]
    made = answer["items"][0]
    assert answer["items"][1]["problem"]["evaluation_id"] == made["id"]
    read = await by.get(f"/v1/evaluations/{made['id']}")
    assert (read.json()["predicate"], read.headers["etag"]) == ("very_good", f'"{made["version"]}"')
    published = await events.published(COMPLETED)
    assert {event.data["employee_id"] for event in published} == {str(one), str(other)}


async def test_a_superior_rates_the_own_people_and_nobody_else(
    client: ServiceClient, register: Register, directory: Directory
) -> None:
    boss, mine, other = [await register() for _ in range(3)]
    await directory.person(mine, superior_id=boss)
    by = client.as_(employee(boss, "5671"))
    answer = (await by.post(PATH, json={"items": [rated(mine), rated(other)]})).json()
    assert codes(answer) == [None, "not-found"]


async def test_a_batch_under_its_key_has_one_effect_and_one_audit_entry(
    by_officer: ServiceClient,
    register: Register,
    events: Events,
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    people = [await register() for _ in range(3)]
    request: dict[str, Any] = {"json": {"items": [rated(one) for one in people]}, "headers": KEY}
    first, again = [await by_officer.post(PATH, **request) for _ in range(2)]
    assert (again.json(), again.headers["idempotency-replayed"]) == (first.json(), "true")
    assert len(await events.published(COMPLETED)) == 3
    async with sessions() as session:
        entries = select(audit_entry.c.changes).where(audit_entry.c.action == "complete_evaluations")
        (changes,) = await session.scalars(entries)
    said = [one for one in changes["changes"] if one["entity"] == "evaluation"]
    assert {one["fields"]["employee_id"]["new"] for one in said} == {str(one) for one in people}


async def test_the_number_of_statements_does_not_grow_with_the_items(
    by_officer: ServiceClient, register: Register
) -> None:
    people = [await register() for _ in range(24)]
    with count_queries() as few:
        await by_officer.post(PATH, json={"items": [rated(one) for one in people[:2]]})
    with count_queries() as many:
        answer = await by_officer.post(PATH, json={"items": [rated(one) for one in people[2:]]})
    assert answer.json()["counts"]["done"] == 22
    assert 0 < len(many) <= len(few)


async def test_the_size_of_a_batch_is_limited_and_problems_speak_the_callers_language(
    by_officer: ServiceClient,
) -> None:
    crowd = {"items": [rated(uuid4()) for _ in range(501)]}
    body = assert_problem(await by_officer.post(PATH, json=crowd), 422, "malformed", pointer="/items")
    assert body["errors"][0]["message"] == "paling banyak 500 buah"
    crowd["items"].pop()
    answer = await by_officer.post(PATH, json=crowd, headers={"Accept-Language": "en"})
    assert answer.json()["counts"] == {"done": 0, "refused": 500}
    assert answer.json()["items"][499]["problem"]["title"] == "Not found"
    assert answer.headers["content-language"] == "en"
