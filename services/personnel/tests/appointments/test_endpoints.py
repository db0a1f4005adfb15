import asyncio
from collections import Counter
from typing import Any

import httpx

from abdi.testing.observers import Events
from abdi.testing.problems import assert_problem


async def test_appointment_fills_the_position(registry: Any, events: Events) -> None:
    person, seat = (await registry.make_employee())["id"], await registry.make_position()
    await registry.appoint(person, seat, "2026-01-01")
    position = await registry.get(f"/v1/positions/{seat}")
    assert (position["holder_id"], position["empty_since"]) == (person, None)
    filled = await events.only("personnel.position.filled")
    assert (filled.data["holder_id"], filled.data["previous_holder_id"]) == (person, None)
    changed = await events.only("personnel.employee.position_changed")
    assert changed.data["state"]["position"]["position_id"] == seat


async def test_moving_vacates_the_position_held_before(registry: Any, events: Events) -> None:
    person = (await registry.make_employee())["id"]
    first, second = await registry.make_position(), await registry.make_position()
    await registry.appoint(person, first, "2024-01-01")
    await registry.appoint(person, second, "2026-02-01")
    vacated = await events.only("personnel.position.vacated")
    assert str(vacated.aggregate_id) == first
    assert (vacated.data["previous_holder_id"], vacated.data["empty_since"], vacated.data["reason"]) == (
        person,
        "2026-02-01",
        "moved",
    )
    empty = await registry.get("/v1/positions", is_vacant="true")
    assert [row["id"] for row in empty["data"]] == [first]


async def test_held_position_is_refused(registry: Any, palembang: httpx.AsyncClient) -> None:
    seat = await registry.make_position()
    await registry.appoint((await registry.make_employee())["id"], seat, "2025-01-01")
    other = (await registry.make_employee())["id"]
    body = {"position_id": seat, "effective_on": "2026-01-01"}
    answer = await palembang.post(f"/v1/employees/{other}/positions", json=body)
    assert_problem(answer, 409, "position-held")


async def test_of_many_appointed_at_once_one_gets_the_position(
    registry: Any, palembang: httpx.AsyncClient
) -> None:
    seat = await registry.make_position()
    people = [(await registry.make_employee())["id"] for _ in range(6)]
    body = {"position_id": seat, "effective_on": "2026-01-01"}
    answers = await asyncio.gather(
        *(palembang.post(f"/v1/employees/{person}/positions", json=body) for person in people)
    )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 5}


async def test_position_of_another_agency_is_not_found(registry: Any, palembang: httpx.AsyncClient) -> None:
    person = (await registry.make_employee())["id"]
    seat = await registry.make_position(agency="6671")
    body = {"position_id": seat, "effective_on": "2026-01-01"}
    answer = await palembang.post(f"/v1/employees/{person}/positions", json=body)
    assert_problem(answer, 404, "not-found")


async def test_corrected_appointment_settles_both_positions(registry: Any, events: Events) -> None:
    person = (await registry.make_employee())["id"]
    wrong, right = await registry.make_position(), await registry.make_position()
    record = await registry.appoint(person, wrong, "2026-01-01")
    path = f"/v1/employees/{person}/positions/{record['id']}/corrections"
    await registry.post(path, {"reason": "the other seat was meant", "position_id": right})
    assert (await registry.get(f"/v1/positions/{wrong}"))["holder_id"] is None
    assert (await registry.get(f"/v1/positions/{right}"))["holder_id"] == person
    assert (await events.only("personnel.position.vacated")).data["reason"] == "corrected"


async def test_swapping_two_people_goes_through_an_empty_position(registry: Any) -> None:
    people = [(await registry.make_employee())["id"] for _ in range(2)]
    seats = [await registry.make_position() for _ in range(3)]
    for person, seat in zip(people, seats, strict=False):
        await registry.appoint(person, seat, "2024-01-01")
    await registry.appoint(people[0], seats[2], "2026-01-01")
    await registry.appoint(people[1], seats[0], "2026-01-01")
    await registry.appoint(people[0], seats[1], "2026-02-01")
    holders = [(await registry.get(f"/v1/positions/{seat}"))["holder_id"] for seat in seats]
    assert holders == [people[1], people[0], None]
