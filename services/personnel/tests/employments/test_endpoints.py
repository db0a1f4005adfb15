from datetime import timedelta
from typing import Any

import httpx
import pytest

from abdi.clock import FixedClock
from abdi.testing.observers import Events
from abdi.testing.problems import assert_problem

DECREE = {"employment_type": "PNS", "decree_number": "813/12/2025", "decree_on": "2025-05-20"}
NEW = {"employment_type": "CPNS", "nip": "199008052024051001", "appointed_on": "2024-05-01"}


async def test_cpns_becomes_pns(registry: Any, events: Events) -> None:
    person = (await registry.make_employee(**NEW))["id"]
    made = await registry.post(f"/v1/employees/{person}/employment", DECREE | {"effective_on": "2025-06-01"})
    assert (made["employment_type"], made["decree_number"]) == ("PNS", "813/12/2025")
    address = f"/v1/employees/{person}"
    assert (await registry.get(address))["employment_type"] == "PNS"
    assert (await registry.get(address, as_of="2025-05-31"))["employment_type"] == "CPNS"
    rows = await registry.get(f"{address}/employment")
    assert [(row["employment_type"], row["valid_from"], row["valid_to"]) for row in rows] == [
        ("CPNS", "2024-05-01", "2025-06-01"),
        ("PNS", "2025-06-01", None),
    ]
    event = await events.only("personnel.employee.status_changed")
    state = event.data["state"]
    assert (state["employment_type"], state["employment_since"]) == ("PNS", "2025-06-01")
    assert (event.data["previous_employment_type"], event.data["status"]) == ("CPNS", "active")


async def test_what_was_known_before_stays_readable(registry: Any, clock: FixedClock) -> None:
    person = (await registry.make_employee(**NEW))["id"]
    clock.advance(timedelta(hours=1))
    known = clock.now().isoformat()
    clock.advance(timedelta(hours=1))
    await registry.post(f"/v1/employees/{person}/employment", DECREE | {"effective_on": "2025-06-01"})
    believed = await registry.get(f"/v1/employees/{person}", known_at=known)
    assert believed["employment_type"] == "CPNS"


@pytest.mark.parametrize(
    ("wrong", "rules"),
    [
        ({"effective_on": "2025-04-01"}, ["employment.probation"]),
        ({"effective_on": "2024-05-01"}, None),
        ({"effective_on": "2026-05-01"}, ["entry.not_in_future"]),
        ({"effective_on": "2025-06-01", "decree_on": "9999-01-01"}, ["entry.decree_date"]),
    ],
)
async def test_probation_lasts_a_year_and_days_are_possible(
    registry: Any, palembang: httpx.AsyncClient, *, wrong: dict[str, str], rules: list[str] | None
) -> None:
    person = (await registry.make_employee(**NEW))["id"]
    answer = await palembang.post(f"/v1/employees/{person}/employment", json=DECREE | wrong)
    if rules is None:
        assert_problem(answer, 409, "entry-overlaps")
        return
    problem = assert_problem(answer, 409, "rule-broken")
    assert {reason["rule"] for reason in problem["reasons"]} == set(rules)
    assert (await registry.get(f"/v1/employees/{person}"))["employment_type"] == "CPNS"


@pytest.mark.parametrize(
    "facts",
    [{}, {"employment_type": "PPPK", "nip": "199008052022211001", "appointed_on": "2022-07-15"}],
)
async def test_only_a_cpns_becomes_pns(
    registry: Any, palembang: httpx.AsyncClient, *, facts: dict[str, str]
) -> None:
    person = (await registry.make_employee(**facts))["id"]
    body = DECREE | {"effective_on": "2025-06-01"}
    answer = await palembang.post(f"/v1/employees/{person}/employment", json=body)
    (reason,) = assert_problem(answer, 409, "rule-broken")["reasons"]
    assert (reason["rule"], reason["required"]) == ("employment.from_cpns", "CPNS")


async def test_decree_is_required(registry: Any, palembang: httpx.AsyncClient) -> None:
    person = (await registry.make_employee(**NEW))["id"]
    body = {"employment_type": "PNS", "effective_on": "2025-06-01"}
    answer = await palembang.post(f"/v1/employees/{person}/employment", json=body)
    assert_problem(answer, 422, "malformed")


async def test_day_of_becoming_pns_is_corrected_within_the_rules(
    registry: Any, palembang: httpx.AsyncClient
) -> None:
    person = (await registry.make_employee(**NEW))["id"]
    path = f"/v1/employees/{person}/employment"
    made = await registry.post(path, DECREE | {"effective_on": "2025-06-01"})
    corrections = f"{path}/{made['id']}/corrections"
    for wrong, rule in (
        ({"valid_from": "2025-04-01"}, "employment.probation"),
        ({"valid_to": "2026-01-01"}, "employment.unbroken"),
    ):
        answer = await palembang.post(corrections, json={"reason": "a typing error"} | wrong)
        assert assert_problem(answer, 409, "rule-broken")["reasons"][0]["rule"] == rule
    await registry.post(corrections, {"reason": "a typing error", "valid_from": "2025-07-01"})
    rows = await registry.get(path)
    assert [row["valid_to"] for row in rows] == ["2025-07-01", None]
