from typing import Any

import httpx
import pytest

from abdi.testing.observers import Events
from abdi.testing.problems import assert_problem

RETIREMENT = {"kind": "retirement", "effective_on": "2026-03-01"}


async def test_leaving_vacates_the_position_and_keeps_the_histories(registry: Any, events: Events) -> None:
    chief, clerk = [(await registry.make_employee())["id"] for _ in range(2)]
    seat = await registry.make_position(title="Kepala Bidang", kind="administrator", level="III.b")
    await registry.appoint(chief, seat, "2020-01-01")
    below = {"superior_id": chief, "effective_on": "2021-01-01"}
    await registry.post(f"/v1/employees/{clerk}/superiors", below)

    answer = await registry.post(f"/v1/employees/{chief}/separation", RETIREMENT)
    (warning,) = answer.pop("warnings")
    assert (warning["rule"], warning["passed"], warning["found"]) == ("separation.subordinates", False, 1)
    assert warning["message"]["en"] == "Employees still report to the one who left"
    assert warning["remedy"]["en"] == "Name a new superior for them"
    assert answer == {
        "employee_id": chief,
        "status": "retired",
        "left_on": "2026-03-01",
        "vacated_position_ids": [seat],
        "subordinates": 1,
    }
    vacated = await events.only("personnel.position.vacated")
    assert (str(vacated.aggregate_id), vacated.agency) == (seat, "5671")
    assert (vacated.data["title"], vacated.data["previous_holder_id"]) == ("Kepala Bidang", chief)
    assert (vacated.data["empty_since"], vacated.data["reason"]) == ("2026-03-01", "retirement")
    left = await events.only("personnel.employee.status_changed")
    assert (left.data["status"], left.data["state"]["position"]) == ("retired", None)
    held = await registry.get(f"/v1/employees/{chief}/positions")
    assert [(row["position_id"], row["valid_to"]) for row in held] == [(seat, "2026-03-01")]
    line = await registry.get(f"/v1/employees/{clerk}/superiors")
    assert [(row["superior_id"], row["valid_to"]) for row in line] == [(chief, None)]


@pytest.mark.parametrize(
    ("kind", "status"), [("death", "deceased"), ("resignation", "left"), ("contract_end", "left")]
)
async def test_how_service_ended_gives_the_status(registry: Any, kind: str, status: str) -> None:
    person = (await registry.make_employee())["id"]
    body = {"kind": kind, "effective_on": "2026-03-01"}
    left = await registry.post(f"/v1/employees/{person}/separation", body)
    assert (left["status"], left["warnings"]) == (status, [])


async def test_who_left_is_not_changed_any_more(registry: Any, palembang: httpx.AsyncClient) -> None:
    person = (await registry.make_employee())["id"]
    await registry.post(f"/v1/employees/{person}/separation", RETIREMENT)
    rank = {"rank": "III/a", "effective_on": "2026-03-01", "change": "appointment"}
    for path, body in (("separation", RETIREMENT), ("ranks", rank)):
        answer = await palembang.post(f"/v1/employees/{person}/{path}", json=body)
        problem = assert_problem(answer, 409, "not-in-service")
        assert problem["current_state"] == "retired"


async def test_leaving_in_the_future_waits_for_its_day(registry: Any, palembang: httpx.AsyncClient) -> None:
    person = (await registry.make_employee())["id"]
    body = RETIREMENT | {"effective_on": "2026-03-03"}
    answer = await palembang.post(f"/v1/employees/{person}/separation", json=body)
    assert assert_problem(answer, 409, "rule-broken")["reasons"][0]["turns_on"] == "2026-03-03"


async def test_another_agency_separates_nobody(registry: Any, pontianak: httpx.AsyncClient) -> None:
    person = (await registry.make_employee())["id"]
    answer = await pontianak.post(f"/v1/employees/{person}/separation", json=RETIREMENT)
    assert_problem(answer, 404, "not-found")


async def test_nip_of_somebody_who_left_is_not_given_again(registry: Any) -> None:
    body = registry.person(assign_nip=True, nip=None)
    first = await registry.post("/v1/employees", body)
    await registry.post(f"/v1/employees/{first['id']}/separation", RETIREMENT)
    second = await registry.post("/v1/employees", registry.person(assign_nip=True, nip=None))
    assert (first["nip"][15:], second["nip"][15:]) == ("001", "002")
