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
    assert (body["recorded"], body["refused"]) == (2, 5)
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
    assert body["items"][2]["problem"]["course_id"] == body["items"][0]["course_id"]
    assert len(await events.published("training.course.completed")) == 2


async def test_a_batch_is_one_audit_entry_that_names_its_courses(
    by_officer: ServiceClient, register: Register, run_of: Make, sessions: async_sessionmaker[AsyncSession]
) -> None:
    person = await register()
    answer = await by_officer.post(PATH, json={"items": [run_of(person) for _ in range(3)]})
    courses = [item["course_id"] for item in answer.json()["items"]]
    async with sessions() as session:
        last = select(audit_entry).order_by(audit_entry.c.at.desc(), audit_entry.c.id.desc()).limit(1)
        entry = (await session.execute(last)).mappings().one()
    assert entry["action"] == "record_courses"
    assert entry["changes"]["bulk"] == [
        {"action": "course.batch", "manifest": {"items": 3, "recorded": courses}}
    ]
    assert entry["changes"]["counts"] == {"course.insert": 3}


async def test_a_batch_of_nothing_good_changes_nothing(
    by_officer: ServiceClient, run_of: Make, events: Events
) -> None:
    body = (await by_officer.post(PATH, json={"items": [run_of(uuid4())]})).json()
    assert (body["recorded"], body["refused"]) == (0, 1)
    assert await events.published() == []


async def test_the_size_of_a_batch_is_limited(by_officer: ServiceClient, run_of: Make) -> None:
    too_many = {"items": [run_of(uuid4())] * 501}
    assert_problem(await by_officer.post(PATH, json=too_many), 422, "malformed", pointer="/items")
    assert_problem(await by_officer.post(PATH, json={"items": []}), 422, "malformed", pointer="/items")
    most = await by_officer.post(PATH, json={"items": [run_of(uuid4())] * 500})
    assert most.json()["refused"] == 500


async def test_the_number_of_statements_does_not_grow_with_the_items(
    by_officer: ServiceClient, register: Register, run_of: Make
) -> None:
    people = [await register() for _ in range(22)]
    with count_queries() as few:
        await by_officer.post(PATH, json={"items": [run_of(person) for person in people[:2]]})
    with count_queries() as many:
        await by_officer.post(PATH, json={"items": [run_of(person) for person in people[2:]]})
    assert len(many) <= len(few) + 2
