"""Reading needs over HTTP."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.db.tables import read_entry
from abdi.testing.principals import ServiceClient, agency_system, employee, officer, stranger
from abdi.testing.problems import assert_problem

Register = Callable[..., Awaitable[UUID]]
Evaluate = Callable[..., Awaitable[dict[str, Any]]]
Offer = Callable[..., Awaitable[dict[str, Any]]]
PATH = "/v1/training-needs"

pytestmark = pytest.mark.usefixtures("rules_in_force")


async def only_need(by: ServiceClient) -> str:
    (need,) = (await by.get(PATH)).json()["data"]
    return str(need["id"])


async def test_a_need_explains_itself_and_names_what_answers_it(
    by_officer: ServiceClient, register: Register, evaluate: Evaluate, offer: Offer
) -> None:
    await evaluate(await register(), "poor")
    await offer(title="Pelatihan Teknis Manajemen Kinerja", code="A")
    await offer(code="B", is_active=False)
    await offer(code="C", answers=[])
    address = f"{PATH}/{await only_need(by_officer)}"
    body = (await by_officer.get(address)).json()
    assert [answer["code"] for answer in body["answered_by"]] == ["A"]
    (reason,) = body["reasons"]
    assert (reason["rule"], reason["passed"]) == ("performance", False)
    assert reason["required"] == {"at_least": "good"}
    assert reason["found"] == {"year": 2025, "predicate": "poor"}
    assert "PP 30/2019" in reason["article"]
    assert reason["message"] == "Predikat kinerja tahun 2025 adalah Kurang, di bawah Baik."
    english = await by_officer.get(address, headers={"Accept-Language": "en"})
    (reason,) = english.json()["reasons"]
    assert reason["remedy"] == (
        "Complete one of these programmes on 20 January 2026 or later: Pelatihan Teknis Manajemen Kinerja."
    )
    assert english.headers["content-language"] == "en"


async def test_a_newcomer_is_told_which_article_asks_for_latsar(
    by_officer: ServiceClient, register: Register
) -> None:
    await register(employment_type="CPNS", appointed_on="2026-02-01")
    body = (await by_officer.get(f"{PATH}/{await only_need(by_officer)}")).json()
    (reason,) = body["reasons"]
    assert (reason["rule"], reason["found"]) == ("latsar", {"appointed_on": "2026-02-01"})
    assert "Peraturan LAN 1/2021" in reason["article"]
    assert body["answered_by"] == []
    assert reason["remedy"].startswith("Belum ada program")


@pytest.mark.parametrize("said", ["good", "very_good"])
async def test_a_withdrawn_need_says_why(
    said: str, by_officer: ServiceClient, register: Register, evaluate: Evaluate
) -> None:
    person = await register()
    evaluation = await evaluate(person, "poor")
    await evaluate(person, fact="corrected", **{**evaluation, "predicate": said})
    body = (await by_officer.get(f"{PATH}/{await only_need(by_officer)}")).json()
    assert (body["state"], body["withdrawn_because"]) == ("withdrawn", "evaluation_corrected")
    assert body["reasons"][0]["passed"] is True
    assert body["reasons"][0]["remedy"] is None


async def test_a_closed_need_names_the_day(
    by_officer: ServiceClient, person: UUID, evaluate: Evaluate, run_of: Callable[..., dict[str, Any]]
) -> None:
    await evaluate(person, "poor")
    await by_officer.post("/v1/courses", json=run_of(person))
    body = (await by_officer.get(f"{PATH}/{await only_need(by_officer)}")).json()
    assert body["reasons"][0]["message"] == "Dijawab oleh kursus yang selesai pada 11 Februari 2026."


async def test_others_do_not_see_that_a_need_is_there(
    client: ServiceClient, by_officer: ServiceClient, register: Register, evaluate: Evaluate
) -> None:
    person = await register()
    await evaluate(person, "poor")
    address = f"{PATH}/{await only_need(by_officer)}"
    system = agency_system("5671", "training.need.read")
    for allowed in (employee(person), system):
        assert (await client.as_(allowed).get(address)).status_code == 200
    for outside in (employee(agency="5671"), officer("6671"), agency_system("6671", "training.need.read")):
        assert_problem(await client.as_(outside).get(address), 404, "not-found")
        assert (await client.as_(outside).get(PATH)).json()["data"] == []
    for refused in (stranger(), agency_system("5671"), agency_system("5671", "training.course.read")):
        assert_problem(await client.as_(refused).get(address), 403, "forbidden")
    assert_problem(await by_officer.get(f"{PATH}/{uuid4()}"), 404, "not-found")


@pytest.mark.parametrize(
    ("params", "count"),
    [
        ({}, 2),
        ({"state": "open"}, 2),
        ({"state": "closed"}, 0),
        ({"kind": "latsar"}, 1),
        ({"agency": "6671"}, 0),
        ({"employee_id": str(uuid4())}, 0),
        ({"changed_since": "2120-01-01T00:00:00Z"}, 0),
    ],
)
async def test_the_list_can_be_narrowed(
    params: dict[str, str], count: int, by_officer: ServiceClient, register: Register, evaluate: Evaluate
) -> None:
    await evaluate(await register(employment_type="CPNS"), "poor")
    assert len((await by_officer.get(PATH, params=params)).json()["data"]) == count


async def test_every_look_at_somebody_else_is_noted(
    client: ServiceClient,
    by_officer: ServiceClient,
    register: Register,
    evaluate: Evaluate,
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    person = await register()
    await evaluate(person, "poor")
    address = f"{PATH}/{await only_need(by_officer)}"
    await by_officer.get(address)
    await client.as_(employee(person)).get(address)
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(read_entry)) == 2
