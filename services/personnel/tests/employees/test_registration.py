import asyncio
from collections import Counter
from typing import Any

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.testing.observers import Events
from abdi.testing.principals import employee, officer
from abdi.testing.problems import assert_problem


async def test_officer_registers_with_the_nip_that_bkn_issued(
    registry: Any, palembang: httpx.AsyncClient, events: Events
) -> None:
    response = await palembang.post("/v1/employees", json=registry.person(nip="19900805 201505 1 001"))
    assert response.status_code == 201, response.text
    made = response.json()
    assert made["nip"] == "199008052015051001"
    assert made["nip_display"] == "19900805 201505 1 001"
    assert (made["status"], made["warnings"]) == ("active", [])
    assert response.headers["location"] == f"/v1/employees/{made['id']}"
    event = await events.only("personnel.employee.registered")
    assert (event.agency, event.sequence, str(event.aggregate_id)) == ("5671", 1, made["id"])
    assert event.data["state"]["nip"] == "199008052015051001"


async def test_warnings_are_told_and_do_not_stop_registration(registry: Any) -> None:
    made = await registry.make_employee(nik="1671014609900001")
    assert [reason["rule"] for reason in made["warnings"]] == [
        "nik.agrees_with_birth_date",
        "nik.agrees_with_sex",
    ]


async def test_impossible_numbers_are_malformed(registry: Any, palembang: httpx.AsyncClient) -> None:
    body = registry.person(nip="19900805201505100")
    problem = assert_problem(await palembang.post("/v1/employees", json=body), 422, "malformed")
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [("/nip", "nip.length")]


async def test_nip_that_contradicts_the_person_breaks_a_rule(
    registry: Any, palembang: httpx.AsyncClient, events: Events
) -> None:
    body = registry.person(sex="female")
    problem = assert_problem(await palembang.post("/v1/employees", json=body), 409, "rule-broken")
    assert [reason["rule"] for reason in problem["reasons"]] == ["nip.agrees_with_sex"]
    assert await events.published("personnel.employee.registered") == []


async def test_nip_is_given_once(registry: Any, palembang: httpx.AsyncClient) -> None:
    made = await registry.make_employee()
    body = registry.person(nip=made["nip"])
    assert_problem(await palembang.post("/v1/employees", json=body), 409, "nip-taken")


async def test_person_is_registered_once(registry: Any, palembang: httpx.AsyncClient) -> None:
    body = registry.person()
    await registry.post("/v1/employees", body)
    again = registry.person(nik=body["nik"])
    assert_problem(await palembang.post("/v1/employees", json=again), 409, "nik-taken")


async def test_serial_is_assigned_on_request_only(registry: Any, palembang: httpx.AsyncClient) -> None:
    neither = registry.person()
    del neither["nip"]
    assert (await palembang.post("/v1/employees", json=neither)).status_code == 422
    made = await registry.post("/v1/employees", neither | {"assign_nip": True})
    assert made["nip"] == "199008052015051001"


async def test_forty_parallel_registrations_get_forty_serials(
    registry: Any, palembang: httpx.AsyncClient
) -> None:
    bodies = [registry.person(assign_nip=True) | {"nip": None} for _ in range(40)]
    answers = await asyncio.gather(*(palembang.post("/v1/employees", json=body) for body in bodies))
    assert Counter(answer.status_code for answer in answers) == {201: 40}
    serials = sorted(answer.json()["nip"][15:] for answer in answers)
    assert serials == [f"{serial:03d}" for serial in range(1, 41)]


async def test_of_forty_parallel_registrations_with_one_nip_one_wins(
    registry: Any, palembang: httpx.AsyncClient
) -> None:
    bodies = [registry.person(nip="199008052015051001") for _ in range(40)]
    answers = await asyncio.gather(*(palembang.post("/v1/employees", json=body) for body in bodies))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 39}


async def test_pppk_get_numbers_of_their_own_kind(registry: Any) -> None:
    body = registry.person(employment_type="PPPK", appointed_on="2022-07-15", assign_nip=True, nip=None)
    assert (await registry.post("/v1/employees", body))["nip"] == "199008052022211001"


async def test_nobody_registers_for_another_agency(registry: Any, pontianak: httpx.AsyncClient) -> None:
    assert_problem(await pontianak.post("/v1/employees", json=registry.person()), 403, "forbidden")


async def test_employee_registers_nobody(registry: Any) -> None:
    client = registry.of(employee(agency="5671"))
    assert_problem(await client.post("/v1/employees", json=registry.person()), 403, "forbidden")


async def test_unknown_agency_is_not_found(registry: Any) -> None:
    client = registry.of(officer("9999"))
    response = await client.post("/v1/employees", json=registry.person(agency="9999"))
    assert_problem(response, 404, "not-found")


async def test_nik_is_nowhere_in_the_clear(
    registry: Any, palembang: httpx.AsyncClient, session: AsyncSession, capsys: Any
) -> None:
    body = registry.person()
    made = await registry.post("/v1/employees", body)
    read = await palembang.get(f"/v1/employees/{made['id']}")
    taken = await palembang.post("/v1/employees", json=registry.person(nik=body["nik"]))
    wrong = await palembang.post("/v1/employees", json=registry.person(nik=body["nik"][:-4] + "0000"))
    assert read.json()["nik"] == "************" + body["nik"][-4:]
    tables = ("employee", "outbox", "audit_entry", "read_entry", "idempotency_record")
    rows = [
        row
        for table in tables
        for (row,) in await session.execute(text(f"SELECT to_jsonb(t)::text FROM {table} t"))
    ]
    printed = capsys.readouterr()
    seen = "".join([*rows, read.text, taken.text, wrong.text, str(made), printed.out, printed.err])
    assert body["nik"] not in seen
    assert body["nik"][:12] not in seen
