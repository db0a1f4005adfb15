import asyncio
from itertools import pairwise
from typing import Any

import httpx

from abdi.testing.observers import Events
from abdi.testing.problems import assert_problem


async def test_superior_changes_and_the_line_before_stays(registry: Any, events: Events) -> None:
    person, first, second = [(await registry.make_employee())["id"] for _ in range(3)]
    path = f"/v1/employees/{person}/superiors"
    await registry.post(path, {"superior_id": first, "effective_on": "2024-01-01"})
    await registry.post(path, {"superior_id": second, "effective_on": "2026-01-01"})
    assert [(row["superior_id"], row["valid_to"]) for row in await registry.get(path)] == [
        (first, "2026-01-01"),
        (second, None),
    ]
    changes = await events.published("personnel.employee.superior_changed")
    assert changes[-1].data["previous_superior_id"] == first
    assert changes[-1].data["state"]["superior_id"] == second


async def test_nobody_stands_above_the_own_superior(registry: Any, palembang: httpx.AsyncClient) -> None:
    low, middle, high = [(await registry.make_employee())["id"] for _ in range(3)]
    for lower, upper in ((low, middle), (middle, high)):
        body = {"superior_id": upper, "effective_on": "2025-01-01"}
        await registry.post(f"/v1/employees/{lower}/superiors", body)
    for wrong in (low, high):
        body = {"superior_id": wrong, "effective_on": "2026-01-01"}
        answer = await palembang.post(f"/v1/employees/{high}/superiors", json=body)
        assert_problem(answer, 409, "superior-unsuitable")


async def test_superior_of_another_agency_is_not_found(registry: Any, palembang: httpx.AsyncClient) -> None:
    person, other = (await registry.make_employee())["id"], await registry.make_employee(agency="6671")
    body = {"superior_id": other["id"], "effective_on": "2026-01-01"}
    answer = await palembang.post(f"/v1/employees/{person}/superiors", json=body)
    assert_problem(answer, 404, "not-found")


async def test_who_left_becomes_nobodys_superior(registry: Any, palembang: httpx.AsyncClient) -> None:
    person, gone = [(await registry.make_employee())["id"] for _ in range(2)]
    leaving = {"kind": "resignation", "effective_on": "2026-01-01"}
    await registry.post(f"/v1/employees/{gone}/separation", leaving)
    body = {"superior_id": gone, "effective_on": "2026-02-01"}
    answer = await palembang.post(f"/v1/employees/{person}/superiors", json=body)
    assert_problem(answer, 409, "superior-unsuitable")


async def test_wrong_superior_is_corrected(registry: Any) -> None:
    person, wrong, right = [(await registry.make_employee())["id"] for _ in range(3)]
    path = f"/v1/employees/{person}/superiors"
    record = await registry.post(path, {"superior_id": wrong, "effective_on": "2025-01-01"})
    body = {"reason": "wrong line of the list", "superior_id": right}
    await registry.post(f"{path}/{record['id']}/corrections", body)
    assert (await registry.get(f"/v1/employees/{person}"))["superior_id"] == right


async def test_circle_of_past_days_is_refused(registry: Any, palembang: httpx.AsyncClient) -> None:
    one, other, third = [(await registry.make_employee())["id"] for _ in range(3)]
    await registry.post(
        f"/v1/employees/{one}/superiors", {"superior_id": other, "effective_on": "2020-01-01"}
    )
    await registry.post(
        f"/v1/employees/{one}/superiors", {"superior_id": third, "effective_on": "2024-01-01"}
    )
    past = {"superior_id": one, "effective_on": "2021-01-01"}
    answer = await palembang.post(f"/v1/employees/{other}/superiors", json=past)
    (reason,) = assert_problem(answer, 409, "superior-unsuitable")["reasons"]
    assert (reason["rule"], reason["found"]["on"]) == ("superior.no_circle", "2021-01-01")
    after = await palembang.post(
        f"/v1/employees/{other}/superiors", json=past | {"effective_on": "2024-01-01"}
    )
    assert after.status_code == 201


async def test_circle_by_a_corrected_day_is_refused(registry: Any, palembang: httpx.AsyncClient) -> None:
    one, other, third = [(await registry.make_employee())["id"] for _ in range(3)]
    path = f"/v1/employees/{one}/superiors"
    await registry.post(path, {"superior_id": other, "effective_on": "2020-01-01"})
    record = await registry.post(path, {"superior_id": third, "effective_on": "2024-01-01"})
    below = {"superior_id": one, "effective_on": "2024-01-01"}
    await registry.post(f"/v1/employees/{other}/superiors", below)
    later = {"reason": "the decree says May", "valid_from": "2024-05-01"}
    answer = await palembang.post(f"{path}/{record['id']}/corrections", json=later)
    (reason,) = assert_problem(answer, 409, "superior-unsuitable")["reasons"]
    assert reason["rule"] == "superior.no_circle"


async def test_own_superior_is_told_what_is_wrong(registry: Any, palembang: httpx.AsyncClient) -> None:
    person = (await registry.make_employee())["id"]
    body = {"superior_id": person, "effective_on": "2025-01-01"}
    answer = await palembang.post(f"/v1/employees/{person}/superiors", json=body)
    problem = assert_problem(answer, 409, "superior-unsuitable")
    assert [reason["rule"] for reason in problem["reasons"]] == ["superior.not_self"]
    assert "current_state" not in problem


async def test_nobody_reports_before_being_appointed(registry: Any, palembang: httpx.AsyncClient) -> None:
    person, superior = [(await registry.make_employee())["id"] for _ in range(2)]
    body = {"superior_id": superior, "effective_on": "0001-01-01"}
    answer = await palembang.post(f"/v1/employees/{person}/superiors", json=body)
    reasons = assert_problem(answer, 409, "rule-broken")["reasons"]
    assert [reason["rule"] for reason in reasons] == ["entry.not_too_early"]


async def test_lines_of_a_chain_change_at_once(registry: Any, palembang: httpx.AsyncClient) -> None:
    people = [(await registry.make_employee())["id"] for _ in range(6)]
    for day in ("2024-01-01", "2024-02-01", "2024-03-01"):
        answers = await asyncio.gather(
            *(
                palembang.post(
                    f"/v1/employees/{lower}/superiors", json={"superior_id": upper, "effective_on": day}
                )
                for lower, upper in pairwise(people)
            )
        )
        assert [answer.status_code for answer in answers] == [201] * 5


async def test_one_of_two_who_name_each_other_at_once_is_refused(
    registry: Any, palembang: httpx.AsyncClient
) -> None:
    for _ in range(3):
        pair = [(await registry.make_employee())["id"] for _ in range(2)]
        answers = await asyncio.gather(
            *(
                palembang.post(
                    f"/v1/employees/{lower}/superiors",
                    json={"superior_id": upper, "effective_on": "2024-01-01"},
                )
                for lower, upper in (pair, reversed(pair))
            )
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409]
