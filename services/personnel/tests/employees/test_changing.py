from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.tables import audit_entry, read_entry
from abdi.testing.observers import Events
from abdi.testing.principals import officer
from abdi.testing.problems import assert_problem


def rules_of(answer: httpx.Response) -> list[str]:
    return [reason["rule"] for reason in assert_problem(answer, 409, "rule-broken")["reasons"]]


@pytest.mark.parametrize(
    ("path", "body", "rule"),
    [
        ("separation", {"kind": "retirement", "effective_on": "0001-01-01"}, "entry.not_too_early"),
        ("separation", {"kind": "retirement", "effective_on": "2015-05-01"}, "entry.not_too_early"),
        ("status", {"status": "leave", "effective_on": "0001-01-01"}, "entry.not_too_early"),
        ("status", {"status": "leave", "effective_on": "9999-01-01"}, "entry.not_in_future"),
        ("educations", {"level": "S3", "effective_on": "0001-01-01"}, "entry.not_too_early"),
        ("educations", {"level": "SMA", "effective_on": "1990-08-04"}, "entry.not_too_early"),
        (
            "educations",
            {"level": "S1", "effective_on": "2013-07-01", "decree_on": "9999-01-01"},
            "entry.decree_date",
        ),
    ],
)
async def test_impossible_days_are_refused(
    registry: Any, palembang: httpx.AsyncClient, *, path: str, body: dict[str, str], rule: str
) -> None:
    person = (await registry.make_employee())["id"]
    why = {"reason": "as decided"} if path == "status" else {}
    assert rules_of(await palembang.post(f"/v1/employees/{person}/{path}", json=body | why)) == [rule]


async def test_appointment_before_service_is_refused(registry: Any, palembang: httpx.AsyncClient) -> None:
    person, seat = (await registry.make_employee())["id"], await registry.make_position()
    for day in ("0001-01-01", "1900-01-01", "2015-04-30"):
        body = {"position_id": seat, "effective_on": day}
        answer = await palembang.post(f"/v1/employees/{person}/positions", json=body)
        assert rules_of(answer) == ["entry.not_too_early"]


async def test_service_does_not_end_before_what_was_held_began(
    registry: Any, palembang: httpx.AsyncClient
) -> None:
    person = (await registry.make_employee())["id"]
    await registry.give_rank(person, "III/a", "2016-05-01", "appointment")
    body = {"kind": "retirement", "effective_on": "2016-01-01"}
    answer = await palembang.post(f"/v1/employees/{person}/separation", json=body)
    assert rules_of(answer) == ["entry.within_service"]


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"nip": "199008052031051001", "appointed_on": "2031-05-01"}, "appointment.not_in_future"),
        ({"nip": "199008051994051001", "appointed_on": "1994-05-01"}, "appointment.possible_age"),
    ],
)
async def test_impossible_appointments_are_refused(
    registry: Any, palembang: httpx.AsyncClient, *, facts: dict[str, str], rule: str
) -> None:
    assert rules_of(await palembang.post("/v1/employees", json=registry.person(**facts))) == [rule]


async def test_nobody_changes_the_own_record(registry: Any) -> None:
    person = (await registry.make_employee())["id"]
    own = registry.of(officer("5671", employee_id=person))
    address = f"/v1/employees/{person}"
    rank = {"rank": "III/a", "effective_on": "2015-05-01", "change": "appointment"}
    renamed = await own.patch(
        address, json={"name": "Other", "reason": "a wish"}, headers={"If-Match": '"1"'}
    )
    for answer in (await own.post(f"{address}/ranks", json=rank), renamed):
        (reason,) = assert_problem(answer, 403, "own-case")["reasons"]
        assert (reason["rule"], reason["article"]) == ("policy.not_own_case", "UU 30/2014 art. 42")
    assert (await own.get(address)).status_code == 200
    colleague = (await registry.make_employee())["id"]
    assert (await own.post(f"/v1/employees/{colleague}/ranks", json=rank)).status_code == 201


async def test_same_status_again_is_refused(
    registry: Any, palembang: httpx.AsyncClient, events: Events
) -> None:
    person = (await registry.make_employee())["id"]
    body = {"status": "active", "effective_on": "2026-01-01", "reason": "as decided"}
    answer = await palembang.post(f"/v1/employees/{person}/status", json=body)
    problem = assert_problem(answer, 409, "status-unchanged")
    assert (problem["current_state"], problem["allowed"]) == ("active", ["leave", "suspended"])
    assert await events.published("personnel.employee.status_changed") == []


async def test_same_name_again_makes_no_version(
    registry: Any, palembang: httpx.AsyncClient, events: Events
) -> None:
    made = await registry.make_employee()
    address = f"/v1/employees/{made['id']}"
    body = {"name": made["name"], "reason": "once more"}
    answer = await palembang.patch(address, json=body, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.headers["etag"]) == (200, '"1"')
    assert await events.published("personnel.employee.corrected") == []
    other = await palembang.patch(address, json=body | {"name": "Other"}, headers={"If-Match": '"1"'})
    assert (other.status_code, other.headers["etag"]) == (200, '"2"')


async def test_audit_says_why(registry: Any, palembang: httpx.AsyncClient, session: AsyncSession) -> None:
    person = (await registry.make_employee())["id"]
    record = await registry.give_rank(person, "III/b", "2015-05-01", "appointment")
    path = f"/v1/employees/{person}/ranks/{record['id']}/corrections"
    await palembang.post(path, json={"reason": "typing error", "rank": "III/a"})
    entries = (await session.execute(select(audit_entry).order_by(audit_entry.c.id))).all()
    assert entries[-1].reason == "typing error"


@pytest.mark.parametrize("name", ["a\x07b", "nul\x00", "\u200b\u200b", "   "])
async def test_names_are_lines_that_one_can_see(
    registry: Any, palembang: httpx.AsyncClient, *, name: str
) -> None:
    answer = await palembang.post("/v1/employees", json=registry.person(name=name))
    assert_problem(answer, 422, "malformed")


async def test_high_serial_entered_does_not_stop_assigning(registry: Any) -> None:
    await registry.make_employee(nip="199008052015051999")
    made = await registry.post("/v1/employees", registry.person(assign_nip=True, nip=None))
    assert made["nip"] == "199008052015051001"


async def test_correction_that_changes_nothing_is_noted_as_a_read(
    registry: Any, palembang: httpx.AsyncClient, session: AsyncSession
) -> None:
    person = await registry.make_employee()
    body = {"name": person["name"], "reason": "looking"}
    address, version = f"/v1/employees/{person['id']}", {"If-Match": f'"{person["version"]}"'}
    answer = await palembang.patch(address, json=body, headers=version)
    assert (answer.status_code, answer.json()["version"]) == (200, person["version"])
    (noted,) = (await session.execute(select(read_entry))).all()
    assert (noted.action, [str(one) for one in noted.subjects]) == ("employee.read", [person["id"]])
