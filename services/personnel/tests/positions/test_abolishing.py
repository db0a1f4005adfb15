from typing import Any

import httpx

from abdi.testing.observers import Events
from abdi.testing.problems import assert_problem

WHY = {"effective_on": "2026-02-01", "reason": "Penyederhanaan struktur organisasi"}


async def test_abolished_position_leaves_the_list_and_says_since_when(
    registry: Any, palembang: httpx.AsyncClient, events: Events
) -> None:
    seat = await registry.make_position()
    answer = await palembang.post(f"/v1/positions/{seat}/abolition", json=WHY)
    assert (answer.status_code, answer.json()["abolished_on"]) == (201, "2026-02-01")
    assert (await registry.get("/v1/positions", is_vacant=True))["data"] == []
    assert (await registry.get(f"/v1/positions/{seat}"))["abolished_on"] == "2026-02-01"
    event = await events.only("personnel.position.abolished")
    assert event.data["abolished_on"] == "2026-02-01"


async def test_held_position_is_not_abolished(registry: Any, palembang: httpx.AsyncClient) -> None:
    seat, person = await registry.make_position(), (await registry.make_employee())["id"]
    await registry.appoint(person, seat, "2021-01-01")
    answer = await palembang.post(f"/v1/positions/{seat}/abolition", json=WHY)
    (reason,) = assert_problem(answer, 409, "rule-broken")["reasons"]
    assert (reason["rule"], reason["found"]) == ("position.emptied", "held")


async def test_nobody_is_appointed_to_what_was_abolished_and_the_past_stays_correctable(
    registry: Any, palembang: httpx.AsyncClient
) -> None:
    seat, other = await registry.make_position(), await registry.make_position()
    person, late = [(await registry.make_employee())["id"] for _ in range(2)]
    held = await registry.appoint(person, seat, "2021-01-01")
    await registry.appoint(person, other, "2022-01-01")
    await registry.post(f"/v1/positions/{seat}/abolition", WHY)
    body = {"position_id": seat, "effective_on": "2025-01-01"}
    answer = await palembang.post(f"/v1/employees/{late}/positions", json=body)
    (reason,) = assert_problem(answer, 409, "rule-broken")["reasons"]
    assert reason["rule"] == "appointment.position_existing"
    correction = {"decree_number": "821/7", "reason": "the decree was found"}
    address = f"/v1/employees/{person}/positions"
    (entry, _) = await registry.get(address)
    assert entry["position_id"] == held["position_id"]
    corrected = await palembang.post(f"{address}/{entry['id']}/corrections", json=correction)
    assert corrected.status_code == 201, corrected.text


async def test_abolished_position_changes_no_more(registry: Any, palembang: httpx.AsyncClient) -> None:
    seat = await registry.make_position()
    await registry.post(f"/v1/positions/{seat}/abolition", WHY)
    changed = await palembang.patch(
        f"/v1/positions/{seat}", json={"title": "Other"}, headers={"If-Match": '"2"'}
    )
    assert_problem(changed, 409, "position-abolished")
