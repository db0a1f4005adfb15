"""Who looked: one entry per request, over all services, page by page."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from abdi.testing.principals import ServiceClient, employee
from abdi.testing.problems import assert_problem
from gateway.readers.schemas import ReadersRead

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


def look(request_id: str, at: datetime, *actions: str, **facts: Any) -> dict[str, Any]:
    return {
        "request_id": request_id,
        "at": at.isoformat(),
        "actor": "demo:rina",
        "capacity": "agency_officer",
        "agency": "5671",
        "purpose": None,
        "actions": list(actions),
        **facts,
    }


def looks(*rows: Any, following: str | None = None) -> dict[str, Any]:
    return {"data": list(rows), "page": {"next_cursor": following, "has_more": following is not None}}


@pytest.fixture
def siti(client: ServiceClient, person: UUID, services: dict[str, Any]) -> ServiceClient:
    """The person, signed in; nobody has looked yet."""
    for service in services.values():
        service.answers["/v1/reads"] = looks()
    return client.as_(employee(person, "5671"))


async def test_composed_request_is_one_entry_with_all_that_was_seen(
    siti: ServiceClient, person: UUID, services: dict[str, Any]
) -> None:
    other = look("request-2", NOON - timedelta(hours=1), "employee.list", purpose="Audit 2026")
    services["personnel"].answers["/v1/reads"] = looks(look("request-1", NOON, "employee.read"), other)
    at = NOON + timedelta(milliseconds=40)
    services["performance"].answers["/v1/reads"] = looks(
        look("request-1", at, "plan.list", "evaluation.list")
    )
    answer = await siti.get(f"/v1/employees/{person}/readers")
    assert answer.status_code == 200, answer.text
    read = ReadersRead.model_validate(answer.json())
    assert [entry.request_id for entry in read.data] == ["request-1", "request-2"]
    assert [(seen.service, seen.actions) for seen in read.data[0].seen] == [
        ("performance", ["evaluation.list", "plan.list"]),
        ("personnel", ["employee.read"]),
    ]
    assert (read.data[0].at, read.data[1].purpose) == (at, "Audit 2026")
    assert (read.meta.partial, read.page.has_more) == (False, False)


async def test_reader_has_name_position_and_each_role(
    siti: ServiceClient, person: UUID, services: dict[str, Any]
) -> None:
    reader = str(uuid4())
    rows = [
        look("request-1", NOON, "employee.read", employee_id=reader, capacity="agency_officer,auditor"),
        look("request-2", NOON - timedelta(hours=1), "employee.read", actor="service:x", capacity=None),
    ]
    services["personnel"].answers["/v1/reads"] = looks(*rows)
    body = (await siti.get(f"/v1/employees/{person}/readers")).json()
    first, second = body["data"]
    assert (first["actor_name"], first["actor_position"]) == (f"Pegawai {reader}", "Analis")
    assert (first["capacity"], second["capacity"]) == (["agency_officer", "auditor"], [])
    assert (second["actor_name"], body["meta"]["partial"]) == (None, False)


async def test_reader_of_another_agency_has_no_name_and_nothing_is_missing(
    siti: ServiceClient, person: UUID, services: dict[str, Any]
) -> None:
    services["personnel"].answers["/v1/employees/cards"] = {"data": []}
    row = look("request-1", NOON, "employee.read", employee_id=str(uuid4()), agency="6671")
    services["personnel"].answers["/v1/reads"] = looks(row)
    body = (await siti.get(f"/v1/employees/{person}/readers")).json()
    assert (body["data"][0]["actor_name"], body["meta"]["partial"]) == (None, False)


async def test_readers_without_names_are_still_listed(
    siti: ServiceClient, person: UUID, services: dict[str, Any]
) -> None:
    services["personnel"].answers["/v1/employees/cards"] = 500
    row = look("request-1", NOON, "employee.read", employee_id=str(uuid4()))
    services["personnel"].answers["/v1/reads"] = looks(row)
    body = (await siti.get(f"/v1/employees/{person}/readers")).json()
    assert (len(body["data"]), body["data"][0]["actor_name"]) == (1, None)
    assert [one["section"] for one in body["meta"]["missing"]] == ["readers.names"]


async def test_slow_service_leaves_time_for_the_names(
    siti: ServiceClient, person: UUID, services: dict[str, Any]
) -> None:
    services["training"].mode = "slow"
    row = look("request-1", NOON, "employee.read", employee_id=str(uuid4()))
    services["personnel"].answers["/v1/reads"] = looks(row)
    body = (await siti.get(f"/v1/employees/{person}/readers")).json()
    assert body["data"][0]["actor_name"] is not None
    assert [one["service"] for one in body["meta"]["missing"]] == ["training"]


async def test_request_id_of_one_reader_does_not_hide_another(
    siti: ServiceClient, person: UUID, services: dict[str, Any]
) -> None:
    services["personnel"].answers["/v1/reads"] = looks(look("request-1", NOON, "employee.read"))
    stranger = look("request-1", NOON, "eligibility.read", actor="demo:eve")
    services["promotion"].answers["/v1/reads"] = looks(stranger)
    body = (await siti.get(f"/v1/employees/{person}/readers")).json()
    assert sorted(entry["actor"] for entry in body["data"]) == ["demo:eve", "demo:rina"]


async def test_missing_service_makes_the_list_partial(
    siti: ServiceClient, person: UUID, services: dict[str, Any]
) -> None:
    await services["training"].stop()
    body = (await siti.get(f"/v1/employees/{person}/readers")).json()
    assert [one["service"] for one in body["meta"]["missing"]] == ["training"]


async def test_refused_everywhere_is_refused(
    siti: ServiceClient, person: UUID, services: dict[str, Any]
) -> None:
    for service in services.values():
        service.answers["/v1/reads"] = 404
    services["training"].mode = "failing"
    assert_problem(await siti.get(f"/v1/employees/{person}/readers"), 404, "not-found")
    for service in services.values():
        service.mode = "failing"
    answer = await siti.get(f"/v1/employees/{person}/readers")
    assert_problem(answer, 503, "section-unavailable")


async def test_pages_follow_the_cursors_of_the_services(
    siti: ServiceClient, person: UUID, services: dict[str, Any]
) -> None:
    rows = [look(f"request-{number}", NOON - timedelta(hours=number), "employee.read") for number in range(5)]
    services["personnel"].answers["/v1/reads"] = lambda query: looks(
        *rows[int(query.get("cursor", 0)) :][: int(query["limit"])],
        following=str(int(query.get("cursor", 0)) + 2) if int(query.get("cursor", 0)) < 3 else None,
    )
    address, seen, cursor = f"/v1/employees/{person}/readers", [], None
    for _ in range(10):
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        body = (await siti.get(address, params=query)).json()
        seen += [entry["request_id"] for entry in body["data"]]
        cursor = body["page"]["next_cursor"]
        if cursor is None:
            break
    assert seen == [row["request_id"] for row in rows]


@pytest.mark.parametrize("cursor", ["x", "e30=", "bm9uc2Vuc2U="])
async def test_foreign_cursor_is_malformed(siti: ServiceClient, person: UUID, cursor: str) -> None:
    answer = await siti.get(f"/v1/employees/{person}/readers", params={"cursor": cursor})
    assert_problem(answer, 422, "malformed", pointer="/cursor")


async def test_cursor_that_a_service_refuses_is_malformed(
    siti: ServiceClient, person: UUID, services: dict[str, Any]
) -> None:
    services["personnel"].answers["/v1/reads"] = 422
    assert_problem(await siti.get(f"/v1/employees/{person}/readers"), 422, pointer="/cursor")
