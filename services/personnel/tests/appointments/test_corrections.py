from typing import Any

import httpx
import pytest

from abdi.testing.problems import assert_problem

WHY = {"reason": "a typing error"}


async def correct(client: httpx.AsyncClient, person: str, record: str, **right: Any) -> httpx.Response:
    return await client.post(f"/v1/employees/{person}/positions/{record}/corrections", json=WHY | right)


async def test_who_left_holds_nothing_again(registry: Any, palembang: httpx.AsyncClient) -> None:
    person, seat = (await registry.make_employee())["id"], await registry.make_position()
    await registry.appoint(person, seat, "2020-01-01")
    leaving = {"kind": "retirement", "effective_on": "2026-03-01"}
    await registry.post(f"/v1/employees/{person}/separation", leaving)
    (held,) = await registry.get(f"/v1/employees/{person}/positions")
    for wrong in ({"valid_to": None}, {"valid_to": "2026-03-02"}):
        answer = await correct(palembang, person, held["id"], **wrong)
        reasons = assert_problem(answer, 409, "rule-broken")["reasons"]
        assert [reason["rule"] for reason in reasons] == ["entry.within_service"]
    assert (await registry.get(f"/v1/positions/{seat}"))["holder_id"] is None
    earlier = await correct(palembang, person, held["id"], valid_to="2026-02-01")
    assert (earlier.status_code, earlier.json()["valid_to"]) == (201, "2026-02-01")


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"valid_from": "2015-04-30"}, "entry.not_too_early"),
        ({"valid_from": "0001-01-01"}, "entry.not_too_early"),
        ({"valid_from": "9999-01-01"}, "entry.not_in_future"),
        ({"valid_to": "9999-01-01"}, "entry.not_in_future"),
        ({"decree_on": "9999-12-31"}, "entry.decree_date"),
        ({"decree_on": "0001-01-01"}, "entry.decree_date"),
    ],
)
async def test_correction_keeps_the_rules_of_entering(
    registry: Any, palembang: httpx.AsyncClient, *, wrong: dict[str, str], rule: str
) -> None:
    person, seat = (await registry.make_employee())["id"], await registry.make_position()
    record = await registry.appoint(person, seat, "2020-01-01")
    answer = await correct(palembang, person, record["id"], **wrong)
    reasons = assert_problem(answer, 409, "rule-broken")["reasons"]
    assert rule in [reason["rule"] for reason in reasons]


async def test_neighbour_that_lasts_longer_takes_no_position_from_others(
    registry: Any, palembang: httpx.AsyncClient
) -> None:
    mover, successor = [(await registry.make_employee())["id"] for _ in range(2)]
    first, second = await registry.make_position(), await registry.make_position()
    await registry.appoint(mover, first, "2020-01-01")
    moved = await registry.appoint(mover, second, "2023-01-01")
    await registry.appoint(successor, first, "2023-06-01")
    answer = await correct(palembang, mover, moved["id"], valid_from="2024-01-01")
    problem = assert_problem(answer, 409, "position-held")
    assert problem["reasons"][0]["rule"] == "appointment.position_free"
    assert (await correct(palembang, mover, moved["id"], valid_from="2023-06-01")).status_code == 201


async def test_past_of_a_position_is_corrected_though_somebody_holds_it_now(
    registry: Any, palembang: httpx.AsyncClient
) -> None:
    earlier, present = [(await registry.make_employee())["id"] for _ in range(2)]
    first, second = await registry.make_position(), await registry.make_position()
    record = await registry.appoint(earlier, first, "2018-01-01")
    await registry.appoint(earlier, second, "2020-01-01")
    await registry.appoint(present, first, "2021-01-01")
    (record, _) = await registry.get(f"/v1/employees/{earlier}/positions")
    answer = await correct(palembang, earlier, record["id"], valid_from="2018-02-01")
    assert answer.status_code == 201, answer.text
    assert (await registry.get(f"/v1/positions/{first}"))["holder_id"] == present


async def test_seat_left_by_a_correction_is_empty_since_its_last_real_holder(
    registry: Any, palembang: httpx.AsyncClient
) -> None:
    earlier, present = [(await registry.make_employee())["id"] for _ in range(2)]
    first, second, third = [await registry.make_position() for _ in range(3)]
    await registry.appoint(earlier, first, "2020-01-01")
    await registry.appoint(earlier, second, "2021-01-01")
    record = await registry.appoint(present, first, "2024-01-01")
    answer = await correct(palembang, present, record["id"], position_id=third, valid_from="2025-01-01")
    assert answer.status_code == 201, answer.text
    assert (await registry.get(f"/v1/positions/{first}"))["empty_since"] == "2021-01-01"
    again = await correct(palembang, present, answer.json()["id"], position_id=first)
    assert again.status_code == 201, again.text
    assert (await registry.get(f"/v1/positions/{third}"))["empty_since"] == "2025-01-01"
