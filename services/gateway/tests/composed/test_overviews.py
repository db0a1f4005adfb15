"""A unit at a glance, whole and partial."""

from typing import Any
from uuid import UUID

import pytest

from abdi.testing.principals import ServiceClient, officer
from abdi.testing.problems import assert_problem
from gateway.overviews.schemas import OverviewRead


@pytest.fixture
def rina(client: ServiceClient) -> ServiceClient:
    """An officer, signed in."""
    return client.as_(officer("5671"))


async def test_overview_is_whole_and_as_documented(rina: ServiceClient, unit: UUID) -> None:
    answer = await rina.get(f"/v1/units/{unit}/overview")
    assert answer.status_code == 200, answer.text
    assert OverviewRead.model_validate(answer.json()).meta.partial is False
    data = answer.json()["data"]
    assert list(data) == ["unit", "staffing", "performance", "training"]
    assert data["staffing"]["people"]["total"] == 2
    assert data["training"]["people_below_minimum"] == 1
    known = {"If-None-Match": answer.headers["etag"]}
    assert (await rina.get(f"/v1/units/{unit}/overview", headers=known)).status_code == 304


@pytest.mark.parametrize(("name", "section"), [("performance", "performance"), ("training", "training")])
async def test_missing_part_is_named(
    rina: ServiceClient, unit: UUID, services: dict[str, Any], *, name: str, section: str
) -> None:
    services[name].mode = "nonsense"
    body = (await rina.get(f"/v1/units/{unit}/overview")).json()
    assert body["data"][section] is None
    assert [(one["section"], one["reason"]) for one in body["meta"]["missing"]] == [
        (section, "invalid_answer")
    ]


async def test_numbers_out_of_reach_are_not_shown_as_zero(
    rina: ServiceClient, unit: UUID, services: dict[str, Any]
) -> None:
    services["personnel"].answers[f"/v1/unit-summaries/{unit}"] = 403
    body = (await rina.get(f"/v1/units/{unit}/overview")).json()
    assert body["data"]["staffing"] is None
    assert body["meta"]["missing"][0]["reason"] == "not_permitted"


async def test_unit_that_the_registry_does_not_show_is_not_found(
    rina: ServiceClient, unit: UUID, services: dict[str, Any]
) -> None:
    services["personnel"].answers[f"/v1/units/{unit}"] = 404
    assert_problem(await rina.get(f"/v1/units/{unit}/overview"), 404, "not-found")


@pytest.mark.parametrize("path", ["unit-summaries", "reads", "abilities"])
async def test_parts_have_no_public_address(
    rina: ServiceClient, unit: UUID, services: dict[str, Any], path: str
) -> None:
    assert_problem(await rina.get(f"/v1/{path}/{unit}"), 404, "not-found")
    assert_problem(await rina.get(f"/v1/{path}"), 404, "not-found")
    assert not any(service.asked for service in services.values())
