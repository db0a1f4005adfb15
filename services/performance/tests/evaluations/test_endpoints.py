"""Completing, correcting and reading evaluations over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.db.tables import audit_entry
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient, employee, officer, service_account
from abdi.testing.problems import assert_problem

Register = Callable[..., Awaitable[UUID]]
PATH = "/v1/evaluations"
WRONG_YEAR = "Penilaian tertukar dengan tahun sebelumnya."


@pytest.fixture
def by_officer(client: ServiceClient) -> ServiceClient:
    return client.as_(officer("5671"))


def ratings(
    person: UUID, year: int = 2025, work: str = "below", behaviour: str = "as_expected"
) -> dict[str, Any]:
    return {"employee_id": str(person), "year": year, "work_result": work, "behaviour": behaviour}


async def completed(by: ServiceClient, person: UUID, **facts: Any) -> httpx.Response:
    response = await by.post(PATH, json=ratings(person, **facts))
    assert response.status_code == 201, response.text
    return response


async def test_both_ratings_give_the_predicate_and_the_event(
    by_officer: ServiceClient, person: UUID, events: Events
) -> None:
    body = (await completed(by_officer, person)).json()
    assert body["predicate"] == "needs_improvement"
    assert body["rule_set"] == "2022"
    assert body["completed_on"] == "2026-03-02"
    event = await events.only("performance.evaluation.completed")
    assert event.aggregate_id == UUID(body["id"])
    assert event.agency == "5671"
    assert event.data["predicate"] == "needs_improvement"
    assert event.headers["dataclass"] == "personal"


async def test_a_year_is_completed_once(by_officer: ServiceClient, person: UUID, events: Events) -> None:
    known = (await completed(by_officer, person)).json()
    again = await by_officer.post(PATH, json=ratings(person, work="above"))
    body = assert_problem(again, 409, "evaluation-already-completed")
    assert (body["current_state"], body["evaluation_id"]) == ("completed", known["id"])
    assert len(await events.published("performance.evaluation.completed")) == 1


async def test_two_at_once_complete_a_year_once(
    by_officer: ServiceClient, person: UUID, events: Events
) -> None:
    answers = await asyncio.gather(*(by_officer.post(PATH, json=ratings(person)) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert len(await events.published("performance.evaluation.completed")) == 1


async def test_a_correction_keeps_what_was_said_before_and_the_audit_says_why(
    by_officer: ServiceClient, person: UUID, events: Events, sessions: async_sessionmaker[AsyncSession]
) -> None:
    first = await completed(by_officer, person)
    address = first.headers["location"]
    correction = {"work_result": "as_expected", "behaviour": "above", "reason": WRONG_YEAR}
    corrected = await by_officer.post(
        f"{address}/correction", json=correction, headers={"If-Match": first.headers["etag"]}
    )
    assert corrected.status_code == 200, corrected.text
    assert corrected.json()["predicate"] == "good"
    read = (await by_officer.get(address)).json()
    assert [(said["predicate"], said["reason"]) for said in read["history"]] == [
        ("needs_improvement", None),
        ("good", WRONG_YEAR),
    ]
    async with sessions() as session:
        last = (
            select(audit_entry.c.reason).order_by(audit_entry.c.at.desc(), audit_entry.c.id.desc()).limit(1)
        )
        assert await session.scalar(last) == WRONG_YEAR
    event = await events.only("performance.evaluation.corrected")
    assert event.data["previous_predicate"] == "needs_improvement"
    assert event.sequence == 2


async def test_a_correction_needs_the_version_seen_a_reason_and_a_change(
    by_officer: ServiceClient, person: UUID
) -> None:
    first = await completed(by_officer, person)
    address = f"{first.headers['location']}/correction"
    seen = {"If-Match": first.headers["etag"]}
    same = {"work_result": "below", "behaviour": "as_expected", "reason": WRONG_YEAR}
    other = same | {"behaviour": "below"}
    assert_problem(await by_officer.post(address, json=other), 428, "precondition-required")
    stale = await by_officer.post(address, json=other, headers={"If-Match": '"99"'})
    assert_problem(stale, 412, "precondition-failed")
    assert_problem(await by_officer.post(address, json=same, headers=seen), 409, "nothing-corrected")
    for reason in ("x", " " * 20, "\u200b" * 20, "salah tahun\x00penilaian"):
        hasty = await by_officer.post(address, json=other | {"reason": reason}, headers=seen)
        assert_problem(hasty, 422, "malformed", pointer="/reason")


async def test_nobody_evaluates_or_corrects_oneself(client: ServiceClient, person: UUID) -> None:
    assert_problem(await client.as_(employee(person)).post(PATH, json=ratings(person)), 403, "forbidden")
    both = officer("5671", employee_id=person, roles=frozenset({"employee", "agency_officer"}))
    own = client.as_(both)
    assert_problem(await own.post(PATH, json=ratings(person)), 403, "own-case")
    done = await completed(client.as_(officer("5671")), person)
    correction = {"work_result": "above", "behaviour": "above", "reason": WRONG_YEAR}
    response = await own.post(
        f"{done.headers['location']}/correction", json=correction, headers={"If-Match": done.headers["etag"]}
    )
    assert_problem(response, 403, "own-case")


async def test_employees_of_others_are_not_there(client: ServiceClient, person: UUID) -> None:
    done = await completed(client.as_(officer("5671")), person)
    address = done.headers["location"]
    assert_problem(await client.as_(officer("6671")).post(PATH, json=ratings(person)), 404, "not-found")
    assert_problem(await client.as_(officer("6671")).get(address), 404, "not-found")
    assert_problem(await client.as_(employee(agency="5671")).get(address), 404, "not-found")
    assert_problem(await client.as_(officer("5671")).post(PATH, json=ratings(uuid4())), 404, "not-found")
    assert (await client.as_(employee(person)).get(address)).status_code == 200
    assert (await client.as_(service_account("gateway")).get(address)).status_code == 200


@pytest.mark.parametrize(
    ("year", "rule"), [(2027, "year_is_over"), (2026, "year_is_over"), (2021, "rules_known")]
)
async def test_running_years_and_years_without_rules_cannot_be_evaluated_and_the_limits_are_told(
    year: int, rule: str, by_officer: ServiceClient, person: UUID
) -> None:
    response = await by_officer.post(PATH, json=ratings(person, year=year))
    body = assert_problem(response, 409, "year-not-evaluable")
    assert body["limits"] == {"first_year": 2022, "last_year": 2025}
    assert [reason["rule"] for reason in body["reasons"]] == [rule]
    assert body["reasons"][0]["remedy"]["id"]


@pytest.mark.parametrize(
    ("facts", "year", "status"),
    [
        ({"appointed_on": "2025-03-01", "employment_type": "CPNS"}, 2024, 409),
        ({"appointed_on": "2025-03-01", "employment_type": "CPNS"}, 2025, 201),
        ({"status": "retired", "left_on": "2024-12-01"}, 2025, 409),
        ({"status": "retired", "left_on": "2025-12-01"}, 2025, 201),
        ({"status": "retired", "left_on": "2026-02-01"}, 2025, 201),
        ({"status": "deceased"}, 2025, 409),
    ],
)
@pytest.mark.usefixtures("rules_in_force")
async def test_only_years_of_service_are_evaluated(
    facts: dict[str, str], year: int, status: int, by_officer: ServiceClient, register: Register
) -> None:
    somebody = await register(**facts)
    response = await by_officer.post(PATH, json=ratings(somebody, year=year))
    assert response.status_code == status, response.text
    if status == 409:
        body = assert_problem(response, 409, "year-not-evaluable")
        assert [reason["rule"] for reason in body["reasons"]] == ["served_in_year"]


async def test_the_list_is_narrowed_paged_and_limited_to_what_may_be_seen(
    client: ServiceClient, person: UUID, register: Register
) -> None:
    by = client.as_(officer("5671"))
    elsewhere = await register(agency="6671", nip="199001012015031002")
    await completed(client.as_(officer("6671")), elsewhere)
    for year in (2023, 2024, 2025):
        await completed(by, person, year=year, work="above" if year == 2024 else "below")

    async def years(**params: Any) -> list[int]:
        return [row["year"] for row in (await by.get(PATH, params=params)).json()["data"]]

    assert await years() == [2023, 2024, 2025]
    assert await years(year=2024) == [2024]
    assert await years(predicate="good") == [2024]
    assert await years(employee_id=str(elsewhere)) == []
    assert await years(changed_since="2120-01-01T00:00:00Z") == []
    page = (await by.get(PATH, params={"limit": 2})).json()
    assert page["page"]["has_more"] is True
    rest = (await by.get(PATH, params={"limit": 2, "cursor": page["page"]["next_cursor"]})).json()
    assert [row["year"] for row in rest["data"]] == [2025]
    own = client.as_(employee(person))
    assert len((await own.get(PATH)).json()["data"]) == 3
    assert (await client.as_(employee(agency="5671")).get(PATH)).json()["data"] == []
