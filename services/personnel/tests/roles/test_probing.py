"""Batches lock nobody out, ids of other agencies cannot be probed, the suspended have no authority."""

import time
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.bulk.batch import MOST_ITEMS
from abdi.testing.problems import assert_problem

OFFICER = {"agency": "5671", "role": "agency_officer", "starts_on": "2026-01-01"}
_HOLD = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


async def test_items_of_other_agencies_wait_for_nobody(
    registry: Any, palembang: httpx.AsyncClient, session: AsyncSession
) -> None:
    person = (await registry.make_employee(agency="6671"))["id"]
    stand_in = {"kind": "plh", "from_employee_id": person, "to_employee_id": person, "reason": "cuti"}
    days = {"starts_on": "2026-03-02", "ends_on": "2026-03-03"}
    for subject in ("roles", "delegations"):
        await session.execute(_HOLD, {"name": f"{subject}:6671"})
    foreign = OFFICER | {"agency": "6671", "employee_id": person}
    for path, item in (("roles", foreign), ("delegations", stand_in | days)):
        answer = await palembang.post(f"/v1/{path}:batch", json={"items": [item]}, timeout=10)
        assert answer.json()["counts"] == {"done": 0, "refused": 1}


async def test_who_works_elsewhere_is_as_unknown_as_nobody(
    registry: Any, palembang: httpx.AsyncClient, follow: Any
) -> None:
    head, clerk = [(await registry.make_employee())["id"] for _ in range(2)]
    await registry.report_to(clerk, head)
    elsewhere = (await registry.make_employee(agency="6671"))["id"]
    await follow()
    plh = {"kind": "plh", "starts_on": "2026-03-02", "ends_on": "2026-03-09", "reason": "cuti"}
    for somebody in (elsewhere, str(uuid4())):
        to = plh | {"from_employee_id": head, "to_employee_id": somebody}
        of = plh | {"from_employee_id": somebody, "to_employee_id": clerk}
        role = OFFICER | {"employee_id": somebody}
        for path, body in (("roles", role), ("delegations", to), ("delegations", of)):
            assert_problem(await palembang.post(f"/v1/{path}", json=body), 404, "not-found")
        batch = await palembang.post("/v1/roles:batch", json={"items": [role]})
        assert [one["problem"]["code"] for one in batch.json()["items"]] == ["not-found"]


@pytest.mark.parametrize(("status", "found"), [("leave", 200), ("suspended", 404)])
async def test_role_is_without_effect_during_a_suspension_and_not_during_a_leave(
    registry: Any, assign: Any, sign_in: Any, *, follow: Any, status: str, found: int
) -> None:
    person, colleague = [(await registry.make_employee())["id"] for _ in range(2)]
    await assign("agency_officer", person)
    signed_in = await sign_in(person)
    change = {"status": status, "effective_on": "2026-03-01", "reason": "by decree"}
    await registry.post(f"/v1/employees/{person}/status", change)
    await follow()
    assert (await signed_in.get(f"/v1/employees/{colleague}")).status_code == found
    assert (await signed_in.get(f"/v1/employees/{person}")).status_code == 200
    back = change | {"status": "active", "reason": "taken back"}
    await registry.post(f"/v1/employees/{person}/status", back)
    await follow()
    assert (await signed_in.get(f"/v1/employees/{colleague}")).status_code == 200


async def test_suspended_person_is_given_no_role(registry: Any, palembang: httpx.AsyncClient) -> None:
    person = (await registry.make_employee())["id"]
    change = {"status": "suspended", "effective_on": "2026-03-01", "reason": "by decree"}
    await registry.post(f"/v1/employees/{person}/status", change)
    answer = await palembang.post("/v1/roles", json=OFFICER | {"employee_id": person})
    (reason,) = assert_problem(answer, 409, "rule-broken")["reasons"]
    assert reason["rule"] == "role.in_service"


async def test_auditor_is_not_appointed_back_to_back(registry: Any, palembang: httpx.AsyncClient) -> None:
    person = (await registry.make_employee())["id"]
    audit = {"agency": "5671", "employee_id": person, "role": "auditor", "purpose": "pemeriksaan"}
    first = audit | {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    assert (await palembang.post("/v1/roles", json=first)).status_code == 201
    again = audit | {"starts_on": "2027-01-02", "ends_on": "2027-12-31"}
    (reason,) = assert_problem(await palembang.post("/v1/roles", json=again), 409, "rule-broken")["reasons"]
    assert reason["rule"] == "role.auditor_run"


async def test_largest_batch_for_one_person_is_quick(registry: Any, palembang: httpx.AsyncClient) -> None:
    person = (await registry.make_employee())["id"]
    days = [str(date(2026, 1, 1) + timedelta(days=number)) for number in range(MOST_ITEMS)]
    items = [OFFICER | {"employee_id": person, "starts_on": day, "ends_on": day} for day in days]
    began = time.process_time()
    answer = await palembang.post("/v1/roles:batch", json={"items": items})
    took = time.process_time() - began
    assert answer.json()["counts"] == {"done": MOST_ITEMS, "refused": 0}
    assert took < 3
    too_many = await palembang.post("/v1/roles:batch", json={"items": [*items, items[0]]})
    problem = assert_problem(too_many, 422, "malformed", pointer="/items")
    assert str(MOST_ITEMS) in problem["errors"][0]["message"]
