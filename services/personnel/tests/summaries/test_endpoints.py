"""People and vacancies of a unit in numbers."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from abdi.testing.observers import count_queries
from abdi.testing.principals import employee, unit_officer
from abdi.testing.problems import assert_problem


@pytest.fixture
async def office(registry: Any, follow: Any) -> str:
    """An office below the top unit with a section below it: two people, two empty positions."""
    made: str = await registry.make_unit("office", parent=registry.units["5671/top"])
    section = await registry.make_unit("section", parent=made)
    for unit, facts in ((made, {}), (section, {"employment_type": "PNS"})):
        person = await registry.make_employee(**facts)
        seat = await registry.make_position(unit_id=unit)
        await registry.appoint(person["id"], seat, "2021-01-01")
    await registry.make_position(unit_id=section, empty_since="2026-02-01")
    await registry.make_position(unit_id=made, empty_since="2025-03-02")
    await follow()
    return made


async def test_numbers_are_of_the_unit_and_everything_below(
    registry: Any, office: str, palembang: httpx.AsyncClient
) -> None:
    body = (await palembang.get(f"/v1/unit-summaries/{office}")).json()
    assert (body["unit_id"], body["units"]) == (office, 2)
    assert body["people"] == {"total": 2, "by_employment_type": {"PNS": 2}, "by_status": {"active": 2}}
    oldest = [(one["empty_since"], one["empty_days"]) for one in body["vacancies"]["oldest"]]
    assert oldest == [("2025-03-02", 365), ("2026-02-01", 29)]
    assert body["vacancies"]["total"] == 2
    section = (await palembang.get(f"/v1/unit-summaries/{registry.units['5671/section']}")).json()
    assert (section["units"], section["people"]["total"], section["vacancies"]["total"]) == (1, 1, 1)


async def test_number_of_statements_does_not_grow_with_the_unit(
    registry: Any, office: str, palembang: httpx.AsyncClient
) -> None:
    async def cost() -> int:
        with count_queries() as statements:
            assert (await palembang.get(f"/v1/unit-summaries/{office}")).status_code == 200
        return len(statements)

    few = await cost()
    for _ in range(5):
        person = await registry.make_employee()
        await registry.appoint(person["id"], await registry.make_position(unit_id=office), "2021-01-01")
    assert await cost() == few


async def test_unit_officer_sees_the_own_unit_and_no_other(registry: Any, office: str) -> None:
    keeper = registry.of(unit_officer("5671", UUID(office)))
    assert (await keeper.get(f"/v1/unit-summaries/{office}")).status_code == 200
    answer = await keeper.get(f"/v1/unit-summaries/{registry.units['5671/top']}")
    assert_problem(answer, 404, "not-found")


async def test_outsiders_see_nothing(registry: Any, office: str, pontianak: httpx.AsyncClient) -> None:
    assert_problem(await pontianak.get(f"/v1/unit-summaries/{office}"), 404, "not-found")
    outsider = registry.of(employee(agency="5671"))
    assert_problem(await outsider.get(f"/v1/unit-summaries/{office}"), 403, "forbidden")
