"""Superiors and those who stand in for them: what they may, until when, and what is kept of it."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest

from abdi.clock import FixedClock, new_id
from abdi.testing.directories import Directory
from abdi.testing.observers import Events
from abdi.testing.principals import (
    ServiceClient,
    agency_system,
    auditor,
    decision_maker,
    employee,
    officer,
    unit_officer,
)
from abdi.testing.problems import assert_problem

Register = Callable[..., Awaitable[UUID]]
PATH = "/v1/evaluations"
RATE, READ = "performance.evaluation.complete", "performance.evaluation.read"
AGREE = "performance.plan.agree"
LAST_DAY = date(2026, 3, 2)  # the test's clock stands on it

pytestmark = pytest.mark.usefixtures("rules_in_force")


@pytest.fixture
async def boss(register: Register) -> UUID:
    return await register(nip="197001012000031001")


@pytest.fixture
async def clerk(register: Register, boss: UUID) -> UUID:
    return await register(superior_id=str(boss))


def rating(person: UUID, year: int = 2025) -> dict[str, Any]:
    return {"employee_id": str(person), "year": year, "work_result": "above", "behaviour": "above"}


async def correct(by: ServiceClient, done: httpx.Response) -> httpx.Response:
    wanted = {"work_result": "below", "behaviour": "below", "reason": "Penilaian tertukar orangnya."}
    address = f"{done.headers['location']}/correction"
    return await by.post(address, json=wanted, headers={"If-Match": done.headers["etag"]})


async def test_superiors_rate_those_below_them_directly_or_not(
    client: ServiceClient, register: Register, boss: UUID, clerk: UUID, events: Events
) -> None:
    below = await register(superior_id=str(clerk), nip="199501012020031001")
    for person in (clerk, below):
        done = await client.as_(employee(boss)).post(PATH, json=rating(person))
        assert done.status_code == 201, done.text
    assert [event.data["acted_for"] for event in await events.published()] == [None, None]
    assert_problem(await client.as_(employee(clerk)).post(PATH, json=rating(boss)), 404, "not-found")


async def test_who_leads_nobody_is_told_what_would_be_needed(client: ServiceClient, clerk: UUID) -> None:
    refused = await client.as_(employee(clerk)).post(PATH, json=rating(clerk))
    (reason,) = assert_problem(refused, 403, "forbidden")["reasons"]
    assert reason["rule"] == f"policy.{RATE}"
    assert {"role": "superior", "reach": "below"} in reason["required"]["any_of"]
    assert reason["found"] == {"roles": ["employee"]}


async def test_delegate_acts_within_the_delegation_until_its_last_day(
    client: ServiceClient,
    register: Register,
    *,
    boss: UUID,
    clerk: UUID,
    directory: Directory,
    events: Events,
    clock: FixedClock,
) -> None:
    delegate = await register(nip="198001012005031001")
    by = client.as_(employee(delegate))
    assert_problem(await by.post(PATH, json=rating(clerk)), 403, "forbidden")
    await directory.grant(
        delegate, of=boss, kind="delegation", actions=[RATE], starts_on=LAST_DAY, ends_on=LAST_DAY
    )
    done = await by.post(PATH, json=rating(clerk))
    assert done.status_code == 201, done.text
    event = await events.only("performance.evaluation.completed")
    assert event.data["acted_for"] == str(boss)
    # Who was lent the rating may read what is rated, and nothing else of the superior's.
    read = (await by.get(done.headers["location"])).json()
    assert [said["acted_for"] for said in read["history"]] == [str(boss)]
    plans = (await by.get("/v1/plans")).json()
    assert plans["data"] == []
    clock.set(clock.now().replace(day=3))
    by = client.as_(employee(delegate))
    assert_problem(await by.post(PATH, json=rating(clerk, 2024)), 403, "forbidden")
    assert_problem(await correct(by, done), 403, "forbidden")


async def test_delegation_of_something_else_is_none(
    client: ServiceClient, register: Register, boss: UUID, clerk: UUID, directory: Directory
) -> None:
    delegate = await register(nip="198001012005031001")
    await directory.grant(delegate, of=boss, kind="delegation", actions=[AGREE, READ])
    refused = await client.as_(employee(delegate)).post(PATH, json=rating(clerk))
    assert_problem(refused, 403, "forbidden")


async def test_who_may_read_but_not_rate_is_told_so(
    client: ServiceClient, clerk: UUID, directory: Directory
) -> None:
    done = await client.as_(officer("5671")).post(PATH, json=rating(clerk))
    # A superior of somebody else, who may read as an inspector.
    both = auditor("5671")
    await directory.person(superior_id=both.employee_id)
    refused = await correct(client.as_(both), done)
    body = assert_problem(refused, 403, "forbidden")
    assert body["reasons"][0]["found"] == {"roles": ["auditor", "employee", "superior"]}


async def test_stand_in_decides_nothing_about_oneself(
    client: ServiceClient, boss: UUID, clerk: UUID, directory: Directory
) -> None:
    await directory.grant(clerk, of=boss, kind="plt")
    refused = await client.as_(employee(clerk)).post(PATH, json=rating(clerk))
    assert assert_problem(refused, 403, "own-case")["reasons"][0]["article"] == "PermenPANRB 6/2022"


async def test_plan_is_agreed_by_the_superior_or_in_the_superiors_place(
    client: ServiceClient,
    register: Register,
    *,
    boss: UUID,
    person: UUID,
    draft: dict[str, Any],
    directory: Directory,
    events: Events,
) -> None:
    await directory.person(person, superior_id=boss)
    acting = await register(nip="198001012005031001")
    await directory.grant(acting, of=boss, kind="plh")

    async def step(principal_id: UUID, before: httpx.Response, name: str) -> httpx.Response:
        by = client.as_(employee(principal_id))
        address = f"/v1/plans/{before.json()['id']}/{name}"
        return await by.post(address, headers={"If-Match": before.headers["etag"]})

    first = await client.as_(employee(boss)).post("/v1/plans", json=draft)
    returned = await step(acting, await step(person, first, "proposal"), "return")
    assert returned.json()["acted_for"] == str(boss)
    proposed = await step(person, returned, "proposal")
    agreed = await step(acting, proposed, "agreement")
    assert (agreed.status_code, agreed.json()["acted_for"]) == (200, str(boss)), agreed.text
    assert (await events.only("performance.plan.agreed")).data["acted_for"] == str(boss)


async def test_readers_of_a_unit_and_of_an_agency_see_it_and_change_nothing(
    client: ServiceClient, clerk: UUID, directory: Directory
) -> None:
    unit = await directory.unit()
    await directory.person(clerk, unit_id=unit)
    done = await client.as_(officer("5671")).post(PATH, json=rating(clerk))
    address = done.headers["location"]
    readers = [
        unit_officer("5671", unit),
        auditor("5671"),
        decision_maker("5671"),
        agency_system("5671", READ),
    ]
    for reader in readers:
        by = client.as_(reader)
        assert (await by.get(address)).status_code == 200, reader
        assert len((await by.get(PATH)).json()["data"]) == 1
        assert_problem(await by.post(PATH, json=rating(clerk, 2024)), 403, "forbidden")
    for outsider in (unit_officer("5671", new_id()), auditor("6671"), agency_system("6671", READ)):
        assert_problem(await client.as_(outsider).get(address), 404, "not-found")
    assert_problem(await client.as_(agency_system("5671", AGREE)).get(address), 403, "forbidden")


async def test_year_that_another_agency_judged_is_judged(
    client: ServiceClient, register: Register, clerk: UUID
) -> None:
    known = await client.as_(officer("5671")).post(PATH, json=rating(clerk))
    await register(employee_id=str(clerk), agency="6671")
    again = await client.as_(officer("6671")).post(PATH, json=rating(clerk))
    body = assert_problem(again, 409, "evaluation-already-completed")
    assert body["evaluation_id"] == known.json()["id"]
    assert_problem(await client.as_(officer("6671")).get(known.headers["location"]), 404, "not-found")
