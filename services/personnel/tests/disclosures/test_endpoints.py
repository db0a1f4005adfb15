from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.tables import idempotency_record, read_entry
from abdi.testing.principals import auditor, decision_maker, employee, officer, unit_officer
from abdi.testing.problems import assert_problem

WHY = {"reason": "Pendaftaran peserta BPJS Kesehatan"}


@pytest.fixture
async def person(registry: Any) -> dict[str, Any]:
    """Somebody, with the number that was registered."""
    body = registry.person()
    made: dict[str, Any] = await registry.post("/v1/employees", body)
    return made | {"nik": body["nik"]}


def address(person: dict[str, Any]) -> str:
    return f"/v1/employees/{person['id']}/nik-disclosures"


async def test_officer_sees_the_whole_number_and_the_reason_is_kept(
    person: dict[str, Any], palembang: httpx.AsyncClient, session: AsyncSession
) -> None:
    answer = await palembang.post(address(person), json=WHY)
    assert (answer.status_code, answer.json()) == (200, {"employee_id": person["id"], "nik": person["nik"]})
    assert answer.headers["cache-control"] == "no-store"
    (entry,) = (await session.execute(select(read_entry))).all()
    assert (entry.action, entry.subjects, entry.purpose) == (
        "employee.disclose_nik",
        [person["id"]],
        WHY["reason"],
    )
    assert (entry.actor, entry.capacity) == ("agency_officer-5671", "agency_officer")


async def test_person_sees_the_own_number_and_that_is_noted_too(
    registry: Any, person: dict[str, Any], session: AsyncSession
) -> None:
    answer = await registry.of(employee(person["id"], "5671")).post(address(person), json=WHY)
    assert answer.json()["nik"] == person["nik"]
    assert await session.scalar(select(func.count()).select_from(read_entry)) == 1


async def test_nobody_else_sees_it(
    registry: Any, person: dict[str, Any], follow: Callable[[], Awaitable[None]], session: AsyncSession
) -> None:
    boss = await registry.make_employee()
    await registry.report_to(person["id"], boss["id"])
    seat = await registry.make_position()
    await registry.appoint(person["id"], seat, "2021-01-01")
    await follow()
    readers = (
        employee(boss["id"], "5671"),
        unit_officer("5671", UUID(registry.units["5671/top"])),
        auditor("5671"),
        decision_maker("5671"),
    )
    for reader in readers:
        client = registry.of(reader)
        assert (await client.get(f"/v1/employees/{person['id']}")).status_code == 200
        problem = assert_problem(await client.post(address(person), json=WHY), 403, "forbidden")
        assert problem["reasons"][0]["rule"] == "policy.personnel.nik.disclose"
    for stranger in (officer("6671"), employee(agency="5671")):
        assert_problem(await registry.of(stranger).post(address(person), json=WHY), 404, "not-found")
    disclosed = select(read_entry).where(read_entry.c.action == "employee.disclose_nik")
    assert (await session.execute(disclosed)).all() == []


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "x"}])
async def test_reason_must_be_given(
    person: dict[str, Any], palembang: httpx.AsyncClient, body: dict[str, str]
) -> None:
    assert_problem(await palembang.post(address(person), json=body), 422, "malformed")


async def test_number_is_kept_nowhere_and_counted(
    person: dict[str, Any], palembang: httpx.AsyncClient, session: AsyncSession, capsys: Any
) -> None:
    for _ in range(2):
        again = await palembang.post(address(person), json=WHY, headers={"Idempotency-Key": "once"})
        assert again.json()["nik"] == person["nik"]
    assert await session.scalar(select(func.count()).select_from(idempotency_record)) == 0
    rows = await session.execute(text("SELECT to_jsonb(t)::text FROM read_entry t"))
    printed = capsys.readouterr()
    assert person["nik"] not in "".join([*(row for (row,) in rows), printed.out, printed.err])
    assert 'pii_unmask_total{field="nik"} 2.0' in (await palembang.get("/metrics")).text
