"""Training of a unit at a glance."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from abdi.testing.deliveries import Deliveries
from abdi.testing.principals import (
    ServiceClient,
    auditor,
    decision_maker,
    employee,
    officer,
    service_account,
    unit_officer,
)
from abdi.testing.problems import assert_problem

Make = Callable[..., dict[str, Any]]
Register = Callable[..., Awaitable[UUID]]
Evaluate = Callable[..., Awaitable[dict[str, Any]]]
PATH = "/v1/unit-summaries"
ABOVE, BELOW, BESIDE = (UUID(int=number) for number in (1, 2, 3))

pytestmark = pytest.mark.usefixtures("rules_in_force")


@pytest.fixture
async def units(deliver: Deliveries) -> None:
    """An office with one part, and another office."""
    for unit_id, parent in ((ABOVE, None), (BELOW, ABOVE), (BESIDE, None)):
        said = {"unit_id": str(unit_id), "name": "Bidang", "parent_id": parent and str(parent)}
        await deliver("personnel.unit.created", unit_id, {"agency": "5671", **said}, agency="5671")


def within(unit_id: UUID) -> dict[str, Any]:
    return {"position": {"unit_id": str(unit_id), "kind": "pelaksana"}}


@pytest.fixture
async def staff(
    units: None, register: Register, evaluate: Evaluate, run_of: Make, by_officer: ServiceClient
) -> None:
    """Two above, two below, one beside; 24 and 6 JP above and below; a need above and one beside."""
    first, second = await register(**within(ABOVE)), await register(**within(BELOW))
    await register(employment_type="PPPK", **within(BELOW))
    await register(status="retired", left_on="2026-02-20", **within(ABOVE))
    beside = await register(**within(BESIDE))
    items = [run_of(first, jp=24), run_of(second, jp=6), run_of(beside, jp=8)]
    answer = await by_officer.post("/v1/courses:batch", json={"items": items})
    assert answer.json()["counts"]["done"] == 3
    for person in (second, beside):
        await evaluate(person, "poor", completed_on="2026-02-20")


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize(
    ("unit_id", "people", "hours", "below", "needs"),
    [(ABOVE, 3, 30, 1, 1), (BELOW, 2, 6, 1, 1), (BESIDE, 1, 8, 1, 1)],
)
async def test_the_unit_is_counted_with_all_below_it(
    unit_id: UUID, people: int, hours: int, below: int, needs: int, by_officer: ServiceClient
) -> None:
    body = (await by_officer.get(f"{PATH}/{unit_id}")).json()
    assert body == {
        "unit_id": str(unit_id),
        "year": 2026,
        "people": people,
        "hours": hours,
        "people_below_minimum": below,
        "open_needs": needs,
    }
    before = (await by_officer.get(f"{PATH}/{unit_id}", params={"year": 2025})).json()
    assert before["hours"] == 0


@pytest.mark.usefixtures("units")
async def test_who_leads_everybody_in_the_unit_sees_it(client: ServiceClient, register: Register) -> None:
    head = await register(superior_id=None, **within(ABOVE))
    chief = await register(superior_id=str(head), **within(BELOW))
    await register(superior_id=str(chief), **within(BELOW))
    seen = {
        (who, unit_id): (await client.as_(employee(who, "5671")).get(f"{PATH}/{unit_id}")).status_code
        for who in (head, chief)
        for unit_id in (ABOVE, BELOW)
    }
    assert seen == {(head, ABOVE): 200, (head, BELOW): 200, (chief, ABOVE): 404, (chief, BELOW): 200}


@pytest.mark.usefixtures("units")
async def test_who_keeps_or_watches_the_unit_sees_it(client: ServiceClient) -> None:
    watchers = (decision_maker("5671"), auditor("5671"), service_account("gateway"))
    for principal in (officer("5671"), unit_officer("5671", ABOVE), *watchers):
        assert (await client.as_(principal).get(f"{PATH}/{BELOW}")).status_code == 200
    for outside in (officer("6671"), unit_officer("5671", BESIDE), auditor("6671")):
        assert_problem(await client.as_(outside).get(f"{PATH}/{BELOW}"), 404, "not-found")
    assert_problem(await client.as_(employee(agency="5671")).get(f"{PATH}/{BELOW}"), 403, "forbidden")
    assert_problem(await client.as_(officer("5671")).get(f"{PATH}/{uuid4()}"), 404, "not-found")
