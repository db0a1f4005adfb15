"""Predicates and plans of a unit in numbers, for those who keep it, lead it or watch over the agency."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from abdi.testing.observers import count_queries
from abdi.testing.principals import ServiceClient, auditor, decision_maker, employee, officer, unit_officer
from abdi.testing.problems import assert_problem

NOBODY = dict.fromkeys(("very_good", "good", "needs_improvement", "poor", "very_poor"), 0)


@pytest.fixture
async def tree(rules_in_force: None, register: Any, directory: Any) -> dict[str, UUID]:
    """An office with a section; the head stands above everybody in both. One more has left."""
    office = await directory.unit()
    section = await directory.unit(parent_id=office)

    async def member(unit: UUID, superior: UUID | None, **facts: Any) -> UUID:
        place = {"position_id": str(uuid4()), "kind": "pelaksana", "unit_id": str(unit)}
        above = None if superior is None else str(superior)
        made: UUID = await register(position=place, superior_id=above, **facts)
        return made

    head = await member(office, None)
    first = await member(office, head)
    second = await member(section, first)
    await member(section, None, status="retired", left_on="2025-06-01")
    return {"office": office, "section": section, "head": head, "first": first, "second": second}


async def evaluate(client: ServiceClient, person: UUID, year: int, *, work: str = "as_expected") -> None:
    body = {"employee_id": str(person), "year": year, "work_result": work, "behaviour": "as_expected"}
    answer = await client.post("/v1/evaluations", json=body)
    assert answer.status_code == 201, answer.text


async def test_numbers_are_of_the_unit_and_everything_below(
    client: ServiceClient, tree: dict[str, UUID], draft: dict[str, Any]
) -> None:
    rina = client.as_(officer("5671"))
    await evaluate(rina, tree["first"], 2024)
    await evaluate(rina, tree["first"], 2025, work="below")
    await evaluate(rina, tree["second"], 2025)
    drafted = await rina.post("/v1/plans", json={**draft, "employee_id": str(tree["second"])})
    assert drafted.status_code == 201, drafted.text
    whole = (await rina.get(f"/v1/unit-summaries/{tree['office']}")).json()
    assert whole["people"] == 3
    assert whole["predicates"] == {
        "year": 2025,
        "by_predicate": {**NOBODY, "needs_improvement": 1, "good": 1},
        "not_evaluated": 1,
    }
    assert whole["plans"] == {"year": 2026, "by_state": {"draft": 1}, "without_plan": 2}
    part = (await rina.get(f"/v1/unit-summaries/{tree['section']}")).json()
    assert (part["people"], part["predicates"]["by_predicate"]) == (1, {**NOBODY, "good": 1})


async def test_unit_without_people_has_zeros_and_no_year(
    client: ServiceClient, directory: Any, rules_in_force: None
) -> None:
    empty = await directory.unit()
    body = (await client.as_(officer("5671")).get(f"/v1/unit-summaries/{empty}")).json()
    assert (body["people"], body["predicates"]["year"], body["plans"]["without_plan"]) == (0, None, 0)
    assert body["predicates"]["by_predicate"] == NOBODY


async def test_number_of_statements_does_not_grow_with_the_unit(
    client: ServiceClient, tree: dict[str, UUID], register: Any
) -> None:
    rina = client.as_(officer("5671"))

    async def cost() -> int:
        with count_queries() as statements:
            assert (await rina.get(f"/v1/unit-summaries/{tree['office']}")).status_code == 200
        return len(statements)

    few = await cost()
    for _ in range(8):
        await register(position={"kind": "pelaksana", "unit_id": str(tree["section"])})
    assert await cost() == few


async def test_those_who_keep_or_watch_the_unit_see_it(client: ServiceClient, tree: dict[str, UUID]) -> None:
    address = f"/v1/unit-summaries/{tree['section']}"
    for principal in (
        officer("5671"),
        auditor("5671"),
        decision_maker("5671"),
        unit_officer("5671", tree["office"]),
        unit_officer("5671", tree["section"]),
    ):
        assert (await client.as_(principal).get(address)).status_code == 200, principal


async def test_leader_of_everybody_in_the_unit_sees_it(client: ServiceClient, tree: dict[str, UUID]) -> None:
    head, first = client.as_(employee(tree["head"], "5671")), client.as_(employee(tree["first"], "5671"))
    for unit in ("office", "section"):
        assert (await head.get(f"/v1/unit-summaries/{tree[unit]}")).status_code == 200
    assert (await first.get(f"/v1/unit-summaries/{tree['section']}")).status_code == 200
    assert_problem(await first.get(f"/v1/unit-summaries/{tree['office']}"), 404, "not-found")


async def test_stand_in_sees_what_the_leader_sees(
    client: ServiceClient, tree: dict[str, UUID], directory: Any
) -> None:
    stand_in = await directory.person()
    await directory.grant(stand_in, of=tree["head"], kind="delegation")
    answer = await client.as_(employee(stand_in, "5671")).get(f"/v1/unit-summaries/{tree['office']}")
    assert answer.status_code == 200, answer.text


async def test_everybody_else_stays_outside(client: ServiceClient, tree: dict[str, UUID]) -> None:
    address = f"/v1/unit-summaries/{tree['office']}"
    assert_problem(await client.as_(officer("6671")).get(address), 404, "not-found")
    assert_problem(await client.as_(unit_officer("5671", tree["section"])).get(address), 404, "not-found")
    assert_problem(await client.as_(employee(tree["second"], "5671")).get(address), 403, "forbidden")
    assert_problem(await client.as_(officer("5671")).get(f"/v1/unit-summaries/{uuid4()}"), 404, "not-found")
