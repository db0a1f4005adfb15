"""The profile while services are stopped, slow, failing or talking nonsense, and when they are back."""

import asyncio
import time
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from abdi.testing.principals import ServiceClient, officer
from abdi.testing.problems import assert_problem
from gateway.profiles.schemas import ProfileRead

SECTIONS = {
    "personnel": "employee",
    "performance": "performance",
    "promotion": "promotion",
    "training": "training",
    "recruitment": "recruitment",
}
OPTIONAL = sorted(set(SECTIONS) - {"personnel"})
PATIENCE = 4.0
MODES = {
    "stopped": {"unavailable"},
    "slow": {"timeout"},
    "failing": {"unavailable"},
    "nonsense": {"invalid_answer"},
    "no json": {"invalid_answer"},
}


@pytest.fixture
def rina(client: ServiceClient) -> ServiceClient:
    """An officer, signed in."""
    return client.as_(officer("5671"))


async def disturb(service: Any, mode: str) -> None:
    if mode == "stopped":
        await service.stop()
    service.mode = mode


async def mend(service: Any, mode: str) -> None:
    service.mode = "well"
    if mode == "stopped":
        await service.start()


async def profile(client: ServiceClient, person: UUID, **query: Any) -> httpx.Response:
    return await client.get(f"/v1/employees/{person}/profile", params=query)


async def test_profile_is_whole_and_as_documented(rina: ServiceClient, person: UUID) -> None:
    answer = await profile(rina, person)
    assert answer.status_code == 200, answer.text
    read = ProfileRead.model_validate(answer.json())
    assert (read.meta.partial, read.meta.missing) == (False, [])
    assert read.meta.request_id == answer.headers["x-request-id"]
    data = answer.json()["data"]
    assert list(data) == list(SECTIONS.values())
    assert data["employee"]["name"] == "Siti Aminah"
    assert "something_new" not in data["employee"]
    assert data["employee"]["masked"] == ["birth_date"]
    superior = data["employee"]["superior_id"]
    assert data["employee"]["superior"] == {
        "id": superior,
        "name": f"Pegawai {superior}",
        "position_title": "Analis",
    }
    assert data["performance"]["plan"]["state"] == "draft"
    assert [one["year"] for one in data["performance"]["evaluations"]] == [2025, 2024, 2023, 2022, 2021]
    reason = data["promotion"]["reasons"][0]
    assert (reason["rule"], reason["article_is_exact"]) == ("rank_time", True)
    assert (data["training"]["hours"]["hours"], len(data["training"]["open_needs"])) == (12, 1)
    assert data["recruitment"] == {"candidate": None}


async def test_every_service_is_asked_in_the_name_of_the_caller_under_one_request_id(
    rina: ServiceClient, person: UUID, services: dict[str, Any]
) -> None:
    headers = {"Accept-Language": "en", "Read-Purpose": "Kenaikan pangkat", "Cookie": "a=b"}
    answer = await rina.get(f"/v1/employees/{person}/profile", headers=headers)
    sent = [request.headers for service in services.values() for request in service.asked]
    assert {one["X-Request-ID"] for one in sent} == {answer.headers["x-request-id"]}
    assert {one["Authorization"] for one in sent} == {rina.headers["authorization"]}
    assert {(one["Accept-Language"], one["Read-Purpose"]) for one in sent} == {("en", "Kenaikan pangkat")}
    assert all(0 < int(one["X-Request-Budget"]) <= PATIENCE * 1000 for one in sent)
    assert not any("Cookie" in one for one in sent)
    assert answer.headers["content-language"] == "en"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", OPTIONAL)
async def test_disturbed_service_is_named_and_all_others_are_whole(
    rina: ServiceClient, person: UUID, services: dict[str, Any], name: str, mode: str
) -> None:
    whole = (await profile(rina, person)).json()["data"]
    await disturb(services[name], mode)
    started = time.monotonic()
    answer = await profile(rina, person)
    assert time.monotonic() - started < PATIENCE + 3
    body = answer.json()
    assert answer.status_code == 200
    assert body["data"] == {**whole, SECTIONS[name]: None}
    (missing,) = body["meta"]["missing"]
    assert body["meta"]["partial"] is True
    assert (missing["section"], missing["service"]) == (SECTIONS[name], name)
    assert missing["reason"] in MODES[mode]
    assert name in missing["message"]
    await mend(services[name], mode)
    assert (await profile(rina, person)).json()["data"] == whole


@pytest.mark.parametrize("mode", MODES)
async def test_without_the_registry_there_is_no_profile(
    rina: ServiceClient, person: UUID, services: dict[str, Any], mode: str
) -> None:
    await disturb(services["personnel"], mode)
    started = time.monotonic()
    body = assert_problem(await profile(rina, person), 503, "section-unavailable")
    assert time.monotonic() - started < PATIENCE + 3
    assert [one["section"] for one in body["missing"]] == ["employee"]


@pytest.mark.parametrize(
    ("status", "code"), [(404, "not-found"), (403, "forbidden"), (401, "unauthenticated")]
)
async def test_refusal_of_the_registry_is_the_answer_at_once(
    rina: ServiceClient, person: UUID, services: dict[str, Any], *, status: int, code: str
) -> None:
    services["personnel"].answers[f"/v1/employees/{person}"] = status
    services["training"].mode = "slow"
    started = time.monotonic()
    assert_problem(await profile(rina, person), status, code)
    assert time.monotonic() - started < PATIENCE / 2


async def test_required_section_that_is_missing_makes_it_unavailable(
    rina: ServiceClient, person: UUID, services: dict[str, Any]
) -> None:
    await services["training"].stop()
    answer = await profile(rina, person, require=["training", "promotion"])
    body = assert_problem(answer, 503, "section-unavailable")
    assert body["missing"] == [{"section": "training", "service": "training", "reason": "unavailable"}]
    assert int(answer.headers["retry-after"]) > 0
    assert (await profile(rina, person, require="promotion")).status_code == 200


async def test_section_out_of_reach_is_missing_and_forbidden_when_required(
    rina: ServiceClient, person: UUID, services: dict[str, Any]
) -> None:
    services["promotion"].answers[f"/v1/eligibilities/{person}"] = 403
    services["training"].answers[f"/v1/training-summaries/{person}"] = 404
    missing = (await profile(rina, person)).json()["meta"]["missing"]
    reasons = {one["section"]: one["reason"] for one in missing}
    assert reasons == {"promotion": "not_permitted", "training": "not_found"}
    body = assert_problem(await profile(rina, person, require="promotion"), 403, "section-forbidden")
    assert body["sections"] == ["promotion"]


@pytest.mark.parametrize("name", ["performance", "recruitment"])
@pytest.mark.parametrize("status", [403, 404])
async def test_nothing_is_none_only_for_those_who_may_see_what_there_is(
    rina: ServiceClient, person: UUID, services: dict[str, Any], *, name: str, status: int
) -> None:
    services[name].answers[f"/v1/{name}-summaries/{person}"] = status
    body = (await profile(rina, person)).json()
    assert body["data"][name] is None
    assert [one["reason"] for one in body["meta"]["missing"]] == ["not_permitted"]
    refused = assert_problem(await profile(rina, person, require=name), 403, "section-forbidden")
    assert refused["sections"] == [name]


async def test_every_service_is_asked_one_question(
    rina: ServiceClient, person: UUID, services: dict[str, Any]
) -> None:
    employee = services["personnel"].answers[f"/v1/employees/{person}"]
    employee["superior"] = {"id": employee["superior_id"], "name": "Budi Santoso", "position_title": None}
    assert (await profile(rina, person)).json()["meta"]["partial"] is False
    asked = {name: len(service.asked) for name, service in services.items()}
    assert asked == dict.fromkeys(SECTIONS, 1)


@pytest.mark.parametrize(("cards", "reason"), [(500, "unavailable"), (403, "not_permitted"), (7, "timeout")])
async def test_superior_without_a_name_is_no_failure(
    rina: ServiceClient, person: UUID, services: dict[str, Any], *, cards: int, reason: str
) -> None:
    async def never(_: Any) -> None:
        await asyncio.Event().wait()

    services["personnel"].answers["/v1/employees/cards"] = never if reason == "timeout" else cards
    answer = await profile(rina, person, require=["employee"])
    assert answer.status_code == 200, answer.text
    body = answer.json()
    superior = body["data"]["employee"]["superior"]
    assert superior == {
        "id": body["data"]["employee"]["superior_id"],
        "name": None,
        "position_title": None,
    }
    (missing,) = body["meta"]["missing"]
    assert (missing["section"], missing["service"]) == ("employee.superior", "personnel")
    assert missing["reason"] == reason


async def test_superior_named_by_the_registry_is_not_asked_for_again(
    rina: ServiceClient, person: UUID, services: dict[str, Any]
) -> None:
    employee = services["personnel"].answers[f"/v1/employees/{person}"]
    card = {"id": employee["superior_id"], "name": "Budi Santoso", "position_title": None}
    employee["superior"] = {**card, "unit_name": "Bidang Mutasi"}
    body = (await profile(rina, person, sections=["employee"])).json()
    assert (body["data"]["employee"]["superior"], body["meta"]["partial"]) == (card, False)
    (asked,) = services["personnel"].asked
    assert (asked.method, asked.query["with_superior"]) == ("GET", "true")


async def test_nobody_above_is_no_superior(
    rina: ServiceClient, person: UUID, services: dict[str, Any]
) -> None:
    services["personnel"].answers[f"/v1/employees/{person}"]["superior_id"] = None
    body = (await profile(rina, person, sections=["employee"])).json()
    assert (body["data"]["employee"]["superior"], body["meta"]["partial"]) == (None, False)
    assert [request.method for request in services["personnel"].asked] == ["GET"]


async def test_only_chosen_sections_are_asked_for(
    rina: ServiceClient, person: UUID, services: dict[str, Any]
) -> None:
    body = (await profile(rina, person, sections=["training"], require=["promotion"])).json()
    assert list(body["data"]) == ["employee", "promotion", "training"]
    assert services["performance"].asked == []
    assert_problem(await profile(rina, person, sections="salary"), 422, "malformed")
    assert_problem(await profile(rina, person, no_such_parameter="1"), 422, pointer="/no_such_parameter")


async def test_unchanged_profile_is_not_sent_again(
    rina: ServiceClient, person: UUID, services: dict[str, Any]
) -> None:
    first = await profile(rina, person)
    known = {"If-None-Match": first.headers["etag"]}
    address = f"/v1/employees/{person}/profile"
    again = await rina.get(address, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "private, no-store"
    assert (await rina.get(address, headers={**known, "Accept-Language": "en"})).status_code == 200
    await services["training"].stop()
    assert (await rina.get(address, headers=known)).status_code == 200


async def test_stranger_and_malformed_id_stay_outside(client: ServiceClient, rina: ServiceClient) -> None:
    assert_problem(await profile(client, uuid4()), 401, "unauthenticated")
    assert_problem(await rina.get("/v1/employees/nobody/profile"), 422, "malformed")
    answer = await rina.post(f"/v1/employees/{uuid4()}/profile")
    assert answer.status_code in {404, 405}
