"""Reading eligibilities over HTTP."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.clock import FixedClock
from abdi.db.tables import read_entry
from abdi.testing.deliveries import Deliveries
from abdi.testing.principals import ServiceClient, employee, officer, service_account, stranger
from abdi.testing.problems import assert_problem

State = Callable[..., dict[str, Any]]


@pytest.fixture
async def judged(
    rules_in_force: None, deliver: Deliveries, state_of: State, evaluation_of: State, employee_id: UUID
) -> UUID:
    """A person held back by one bad year."""
    await deliver("personnel.employee.registered", employee_id, state_of(), agency="5671")
    for year, predicate in ((2024, "good"), (2025, "poor")):
        data = evaluation_of(year, predicate)
        await deliver("performance.evaluation.completed", UUID(data["evaluation_id"]), data, agency="5671")
    return employee_id


async def test_every_rule_is_explained_in_the_language_of_the_request(
    client: ServiceClient, judged: UUID
) -> None:
    by = client.as_(officer("5671"))
    english = await by.get(f"/v1/eligibilities/{judged}", headers={"Accept-Language": "en"})
    assert english.status_code == 200
    body = english.json()
    assert body["is_eligible"] is False
    assert body["failed_rules"] == ["predicate"]
    assert len(body["reasons"]) == 10
    reason = next(reason for reason in body["reasons"] if reason["rule"] == "predicate")
    assert reason["found"] == {"2024": "good", "2025": "poor"}
    assert reason["required"] == {"at_least": "good", "years": [2024, 2025]}
    assert reason["remedy"].startswith("A sufficient predicate")
    assert "PermenPANRB 6/2022" in reason["article"]
    assert body["rule_sets"] == {"regular-promotion": "2025", "promotion-periods": "2025"}
    indonesian = await by.get(f"/v1/eligibilities/{judged}")
    assert "2025 Kurang" in str(indonesian.json()["reasons"])
    assert (indonesian.headers["content-language"], english.headers["content-language"]) == ("id", "en")
    assert "Accept-Language" in english.headers["vary"]


async def test_what_is_not_verified_is_marked_and_explained(client: ServiceClient, judged: UUID) -> None:
    by = client.as_(officer("5671"))
    body = (await by.get(f"/v1/eligibilities/{judged}", headers={"Accept-Language": "en"})).json()
    reasons = {reason["rule"]: reason for reason in body["reasons"]}
    unverified = [rule for rule, reason in reasons.items() if reason["unverified"]]
    assert unverified == ["discipline", "predicate", "superior_rank"]
    assert all(bool(reason["caveat"]) is reason["unverified"] for reason in reasons.values())
    assert reasons["discipline"]["passed"] is True
    assert reasons["discipline"]["found"] is None
    assert "not verified" in reasons["discipline"]["message"]
    assert not any(reason["article_is_exact"] for reason in reasons.values())


async def test_each_language_has_its_own_etag(client: ServiceClient, judged: UUID) -> None:
    by = client.as_(officer("5671"))
    indonesian = await by.get(f"/v1/eligibilities/{judged}")
    headers = {"If-None-Match": indonesian.headers["etag"], "Accept-Language": "en"}
    assert (await by.get(f"/v1/eligibilities/{judged}", headers=headers)).status_code == 200


async def test_an_unchanged_answer_need_not_be_sent_again(client: ServiceClient, judged: UUID) -> None:
    by = client.as_(officer("5671"))
    etag = (await by.get(f"/v1/eligibilities/{judged}")).headers["etag"]
    again = await by.get(f"/v1/eligibilities/{judged}", headers={"If-None-Match": etag})
    assert again.status_code == 304


async def test_once_its_date_has_passed_the_answer_is_made_anew(
    client: ServiceClient, clock: FixedClock, judged: UUID
) -> None:
    clock.set(datetime(2026, 4, 20, 2, 0, tzinfo=UTC))
    response = await client.as_(officer("5671")).get(f"/v1/eligibilities/{judged}")
    assert response.json()["effective_on"] == "2026-05-01"
    assert "etag" not in response.headers


async def test_others_do_not_see_that_a_person_is_there(client: ServiceClient, judged: UUID) -> None:
    path = f"/v1/eligibilities/{judged}"
    assert (await client.as_(employee(judged)).get(path)).status_code == 200
    assert (await client.as_(service_account("gateway")).get(path)).status_code == 200
    assert_problem(await client.as_(employee(agency="5671")).get(path), 404, "not-found")
    assert_problem(await client.as_(officer("6671")).get(path), 404, "not-found")
    assert_problem(await client.as_(stranger()).get(path), 403, "forbidden")
    assert_problem(await client.as_(officer("5671")).get(f"/v1/eligibilities/{uuid4()}"), 404, "not-found")


@pytest.mark.parametrize(
    ("params", "count"),
    [
        ({}, 1),
        ({"eligible": "false"}, 1),
        ({"eligible": "true"}, 0),
        ({"failed_rule": "predicate"}, 1),
        ({"failed_rule": "service_exam"}, 0),
        ({"agency": "5671"}, 1),
        ({"agency": "6671"}, 0),
        ({"changed_since": "2020-01-01T00:00:00Z"}, 1),
        ({"changed_since": "2120-01-01T00:00:00Z"}, 0),
    ],
)
async def test_the_list_can_be_narrowed(
    params: dict[str, str], count: int, client: ServiceClient, judged: UUID
) -> None:
    response = await client.as_(officer("5671")).get("/v1/eligibilities", params=params)
    assert response.status_code == 200
    assert len(response.json()["data"]) == count


async def test_the_list_holds_what_the_caller_may_see(client: ServiceClient, judged: UUID) -> None:
    async def seen(by: ServiceClient) -> list[str]:
        return [row["employee_id"] for row in (await by.get("/v1/eligibilities")).json()["data"]]

    assert await seen(client.as_(service_account("gateway"))) == [str(judged)]
    assert await seen(client.as_(employee(judged))) == [str(judged)]
    assert await seen(client.as_(employee(agency="5671"))) == []
    assert await seen(client.as_(officer("6671"))) == []


async def test_an_unknown_rule_is_malformed(client: ServiceClient) -> None:
    by = client.as_(officer("5671"))
    response = await by.get("/v1/eligibilities", params={"failed_rule": "luck"})
    assert_problem(response, 422, "malformed", pointer="/failed_rule")


async def test_every_look_at_somebody_else_is_noted(
    client: ServiceClient, judged: UUID, sessions: async_sessionmaker[AsyncSession]
) -> None:
    await client.as_(officer("5671")).get(f"/v1/eligibilities/{judged}")
    await client.as_(employee(judged)).get(f"/v1/eligibilities/{judged}")
    await client.as_(employee(judged)).get("/v1/eligibilities")
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(read_entry)) == 1
