"""Many courses in one request."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.db.tables import audit_entry
from abdi.testing.observers import Events, count_queries
from abdi.testing.principals import ServiceClient, officer
from abdi.testing.problems import assert_problem

Make = Callable[..., dict[str, Any]]
Register = Callable[..., Awaitable[UUID]]
PATH = "/v1/courses:batch"

pytestmark = pytest.mark.usefixtures("rules_in_force")


async def test_each_item_has_an_outcome_and_the_good_ones_are_recorded(
    client: ServiceClient, register: Register, run_of: Make, events: Events
) -> None:
    me, one, other = await register(), await register(), await register(agency="6671")
    good = run_of(one, certificate_number="1")
    items = [
        good,
        run_of(one, completed_on="2026-12-01"),
        good,
        run_of(other),
        run_of(me),
        run_of(one, programme_id=str(uuid4())),
        run_of(one),
    ]
    answer = await client.as_(officer("5671", employee_id=me)).post(PATH, json={"items": items})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["counts"] == {"done": 2, "refused": 5}
    assert [(item["number"], item["problem"] and item["problem"]["code"]) for item in body["items"]] == [
        (0, None),
        (1, "course-refused"),
        (2, "certificate-already-recorded"),
        (3, "not-found"),
        (4, "own-case"),
        (5, "malformed"),
        (6, None),
    ]
    assert body["items"][1]["problem"]["reasons"][0]["rule"] == "not_in_future"
    assert body["items"][2]["problem"]["course_id"] == body["items"][0]["id"]
    assert len(await events.published("training.course.completed")) == 2


async def test_a_batch_is_one_audit_entry_with_everything_that_changed(
    by_officer: ServiceClient, register: Register, run_of: Make, sessions: async_sessionmaker[AsyncSession]
) -> None:
    person = await register()
    answer = await by_officer.post(PATH, json={"items": [run_of(person) for _ in range(3)]})
    courses = {item["id"] for item in answer.json()["items"]}
    async with sessions() as session:
        entries = select(audit_entry).where(audit_entry.c.action == "record_courses")
        (entry,) = (await session.execute(entries)).mappings().all()
    made = [change for change in entry["changes"]["changes"] if change["entity"] == "course"]
    assert {change["id"] for change in made} == courses
    assert [change["fields"]["jp"] for change in made] == [{"new": 24}] * 3


async def test_the_same_batch_under_its_key_is_recorded_once(
    by_officer: ServiceClient, register: Register, run_of: Make, events: Events
) -> None:
    items, key = [run_of(await register())], {"Idempotency-Key": "kelas-dasar-1"}
    first = await by_officer.post(PATH, json={"items": items}, headers=key)
    again = await by_officer.post(PATH, json={"items": items}, headers=key)
    assert (again.json(), again.headers["idempotency-replayed"]) == (first.json(), "true")
    assert len(await events.published("training.course.completed")) == 1


async def test_a_batch_of_nothing_good_changes_nothing(
    by_officer: ServiceClient, run_of: Make, events: Events
) -> None:
    body = (await by_officer.post(PATH, json={"items": [run_of(uuid4())]})).json()
    assert body["counts"] == {"done": 0, "refused": 1}
    assert await events.published() == []


async def test_the_size_of_a_batch_is_limited(by_officer: ServiceClient, run_of: Make) -> None:
    too_many = {"items": [run_of(uuid4())] * 501}
    body = assert_problem(await by_officer.post(PATH, json=too_many), 422, "malformed", pointer="/items")
    assert body["errors"][0]["message"] == "paling banyak 500 buah"
    assert_problem(await by_officer.post(PATH, json={"items": []}), 422, "malformed", pointer="/items")
    most = await by_officer.post(PATH, json={"items": [run_of(uuid4())] * 500})
    assert most.json()["counts"] == {"done": 0, "refused": 500}


async def test_the_number_of_statements_does_not_grow_with_the_items(
    by_officer: ServiceClient, register: Register, run_of: Make
) -> None:
    people = [await register() for _ in range(22)]
    with count_queries() as few:
        await by_officer.post(PATH, json={"items": [run_of(person) for person in people[:2]]})
    with count_queries() as many:
        await by_officer.post(PATH, json={"items": [run_of(person) for person in people[2:]]})
    assert 0 < len(many) <= len(few) + 2
