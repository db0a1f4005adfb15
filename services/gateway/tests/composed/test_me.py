"""Who I am: whole, partial, and for callers who are no employees."""

from typing import Any
from uuid import UUID

import pytest

from abdi.testing.principals import ServiceClient, agency_system, employee, service_account
from abdi.testing.problems import assert_problem
from gateway.me.schemas import MeRead


@pytest.fixture
def siti(client: ServiceClient, person: UUID) -> ServiceClient:
    """The person, signed in."""
    return client.as_(employee(person, "5671"))


async def test_answer_is_whole_and_as_documented(siti: ServiceClient, person: UUID) -> None:
    answer = await siti.get("/v1/me")
    assert answer.status_code == 200, answer.text
    read = MeRead.model_validate(answer.json())
    assert (read.meta.partial, read.data.token.employee_id) == (False, person)
    data = answer.json()["data"]
    assert data["permissions"]["personnel"] == [{"permission": "personnel.employees.read", "reach": []}]
    assert data["delegations"]["given"][0]["from_employee_id"] == str(person)
    assert data["delegations"]["received"][0]["to_employee_id"] == str(person)
    (received,) = data["delegations"]["received"]
    assert received["from_employee_name"] == f"Pegawai {received['from_employee_id']}"
    assert received["to_employee_name"] == f"Pegawai {person}"
    assert data["permissions"]["performance"][0]["reach"][0]["until"] == "2026-03-13"
    assert data["plan"]["plan"]["state"] == "draft"
    assert len(data["training_needs"]["open"]) == 1
    assert data["eligibility"]["is_eligible"] is False


async def test_missing_service_is_named_in_every_section_it_has_a_part_in(
    siti: ServiceClient, services: dict[str, Any]
) -> None:
    await services["training"].stop()
    body = (await siti.get("/v1/me")).json()
    missing = {(one["section"], one["service"]) for one in body["meta"]["missing"]}
    assert missing == {("permissions", "training"), ("training_needs", "training")}
    assert body["data"]["training_needs"] is None
    assert body["data"]["permissions"]["training"] is None
    assert body["data"]["permissions"]["promotion"] == []


async def test_without_the_registry_the_token_still_says_who_it_is(
    siti: ServiceClient, services: dict[str, Any], person: UUID
) -> None:
    await services["personnel"].stop()
    body = (await siti.get("/v1/me")).json()
    assert body["data"]["token"]["employee_id"] == str(person)
    assert (body["data"]["employee"], body["data"]["roles"]) == (None, None)
    assert body["meta"]["partial"] is True


async def test_delegations_without_names_are_still_told(
    siti: ServiceClient, services: dict[str, Any]
) -> None:
    services["personnel"].answers["/v1/employees/cards"] = 500
    body = (await siti.get("/v1/me")).json()
    (received,) = body["data"]["delegations"]["received"]
    assert (received["from_employee_name"], received["kind"]) == (None, "delegation")
    missing = {one["section"] for one in body["meta"]["missing"]}
    assert missing == {"delegations.names", "employee.superior"}


async def test_callers_who_are_no_employees_have_no_such_sections(
    client: ServiceClient, services: dict[str, Any]
) -> None:
    system = (await client.as_(agency_system("5671", "personnel.employees.read")).get("/v1/me")).json()
    assert list(system["data"]) == ["token", "permissions"]
    assert system["data"]["token"]["scopes"] == ["personnel.employees.read"]
    assert system["data"]["permissions"]["personnel"][0]["permission"] == "personnel.employees.read"
    assert system["meta"]["partial"] is False
    assert {request.path for request in services["personnel"].asked} == {"/v1/abilities"}
    ours = (await client.as_(service_account("reports")).get("/v1/me")).json()
    assert list(ours["data"]) == ["token", "permissions"]


async def test_nobody_is_somebody(client: ServiceClient) -> None:
    assert_problem(await client.get("/v1/me"), 401, "unauthenticated")
