"""Anybody reports, nobody but the auditor reads, and the one who reported is answered."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import FixedClock, new_id
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import (
    ServiceClient,
    agency_system,
    applicant,
    auditor,
    committee_member,
    decision_maker,
    employee,
    officer,
    service_account,
)
from abdi.testing.problems import assert_problem
from recruitment.integrity_reports.permissions import READ_INTEGRITY_REPORT
from recruitment.integrity_reports.rules import MOST_IN_AN_HOUR
from recruitment.selections.models import Selection

HOME = "6671"
ACCOUNT = "Soal sesi kedua beredar di grup pesan satu jam sebelum ujian dimulai."
PUBLIC = "/v1/public/integrity-reports"
Report = Callable[..., Awaitable[str]]


@pytest.fixture
async def selection(unit: Unit, clock: FixedClock) -> UUID:
    """An announced selection of Pontianak."""
    made = Selection(
        id=new_id(),
        agency=HOME,
        agency_kind="regional",
        agency_name="Pemerintah Kota Pontianak",
        time_zone="Asia/Pontianak",
        intake=2024,
        kind="CPNS",
        name="CPNS 2024",
        state="announced",
        verifiers=1,
        rule_set="2024",
        announcement_number="800/1/BKPSDM/2024",
        announced_at=clock.now(),
        schedule_version=1,
    )
    async with unit() as session:
        session.add(made)
    return made.id


@pytest.fixture
def report(client: ServiceClient, selection: UUID) -> Report:
    """Reports a leak; gives the tracking code."""

    async def make(**facts: Any) -> str:
        body = {"selection_id": str(selection), "kind": "leaked_items", "account": ACCOUNT, **facts}
        answer = await client.post(PUBLIC, json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["tracking_code"])

    return make


async def only(client: ServiceClient) -> dict[str, Any]:
    (found,) = (await client.as_(auditor(HOME)).get("/v1/integrity-reports")).json()["data"]
    return dict(found)


async def test_report_is_examined_and_answered_and_its_maker_follows_it(
    client: ServiceClient, report: Report
) -> None:
    code = await report()
    examiner, path = client.as_(auditor(HOME)), f"/v1/integrity-reports/{(await only(client))['id']}"
    read = (await examiner.get(path)).json()
    assert (read["account"], read["reporter"], read["is_protected"]) == (ACCOUNT, None, True)
    assert (await examiner.post(f"{path}/examination")).json()["state"] == "examined"
    asked = await examiner.post(f"{path}/messages", json={"text": "Kapan pesan itu Anda terima?"})
    assert asked.status_code == 201
    said = await client.post(f"{PUBLIC}/messages", json={"tracking_code": code, "text": "Pukul 07.10."})
    assert said.status_code == 201
    ended = await examiner.post(f"{path}/answer", json={"finding": "substantiated", "text": "Sesi diulang."})
    assert ended.json()["allowed"] == []
    seen = (await client.post(f"{PUBLIC}:track", json={"tracking_code": code.lower()})).json()
    assert (seen["state"], seen["finding"], seen["answer"]) == ("answered", "substantiated", "Sesi diulang.")
    assert [one["author"] for one in seen["messages"]] == ["examiner", "reporter"]


async def test_report_by_name_says_the_name_to_the_auditor(client: ServiceClient, report: Report) -> None:
    await report(reporter={"name": "Rani Contoh", "contact": "rani@contoh.id"})
    listed = await only(client)
    read = (await client.as_(auditor(HOME)).get(f"/v1/integrity-reports/{listed['id']}")).json()
    assert read["reporter"] == {"name": "Rani Contoh", "contact": "rani@contoh.id"}


@pytest.mark.parametrize(
    "principal",
    [
        officer(HOME),
        committee_member(HOME),
        decision_maker(HOME),
        employee(agency=HOME),
        agency_system(HOME, READ_INTEGRITY_REPORT.name),
        service_account("tests"),
        applicant(),
    ],
    ids=lambda one: f"{one.kind} {one.subject[:12]}" if one.kind != "applicant" else "applicant",
)
async def test_nobody_else_reads_reports(client: ServiceClient, report: Report, principal: Any) -> None:
    await report()
    path = f"/v1/integrity-reports/{(await only(client))['id']}"
    asking = client.as_(principal)
    for answer in (
        await asking.get("/v1/integrity-reports"),
        await asking.get(path),
        await asking.post(f"{path}/examination"),
        await asking.post(f"{path}/messages", json={"text": "Siapa Anda?"}),
        await asking.post(f"{path}/answer", json={"finding": "unsubstantiated", "text": "Tidak."}),
    ):
        assert_problem(answer, 403, "forbidden")


async def test_auditor_of_another_agency_finds_nothing(client: ServiceClient, report: Report) -> None:
    await report()
    path = f"/v1/integrity-reports/{(await only(client))['id']}"
    abroad = client.as_(auditor("5671"))
    assert (await abroad.get("/v1/integrity-reports")).json()["data"] == []
    assert_problem(await abroad.get(path), 404, "not-found")
    assert_problem(await abroad.post(f"{path}/examination"), 404, "not-found")


async def test_answered_report_is_closed(client: ServiceClient, report: Report) -> None:
    code = await report()
    path, examiner = f"/v1/integrity-reports/{(await only(client))['id']}", client.as_(auditor(HOME))
    early = await examiner.post(f"{path}/answer", json={"finding": "unsubstantiated", "text": "Tidak."})
    body = assert_problem(early, 409, "integrity-report-not-in-state")
    assert (body["current_state"], body["allowed"]) == ("received", ["examination", "message"])
    await examiner.post(f"{path}/examination")
    await examiner.post(f"{path}/answer", json={"finding": "unsubstantiated", "text": "Tidak terbukti."})
    late = await client.post(f"{PUBLIC}/messages", json={"tracking_code": code, "text": "Lalu?"})
    assert_problem(late, 409, "integrity-report-not-in-state")
    assert_problem(await examiner.post(f"{path}/examination"), 409, "integrity-report-not-in-state")


async def test_wrong_code_finds_nothing(client: ServiceClient, report: Report) -> None:
    code = await report()
    wrong = code[:-1] + ("3" if code[-1] != "3" else "4")
    assert_problem(await client.post(f"{PUBLIC}:track", json={"tracking_code": wrong}), 404, "not-found")


async def test_selection_that_is_not_announced_is_unknown(
    client: ServiceClient, report: Report, session: AsyncSession
) -> None:
    body = {"selection_id": str(new_id()), "kind": "collusion", "account": ACCOUNT}
    assert_problem(await client.post(PUBLIC, json=body), 404, "not-found")


async def test_flood_is_stopped_for_an_hour(client: ServiceClient, report: Report, clock: FixedClock) -> None:
    for _ in range(MOST_IN_AN_HOUR):
        await report()
    with pytest.raises(AssertionError, match="too-many-reports"):
        await report()
    clock.advance(timedelta(minutes=61))
    await report()


async def test_nothing_in_the_database_says_what_was_written_or_by_whom(
    client: ServiceClient, report: Report, session: AsyncSession
) -> None:
    code = await report(reporter={"name": "Rani Contoh", "contact": "rani@contoh.id"})
    await client.post(f"{PUBLIC}/messages", json={"tracking_code": code, "text": "Saksi: Budi Contoh."})
    tables = ("integrity_report", "integrity_message", "audit_entry", "outbox", "idempotency_record")
    told = [
        json.dumps([str(row) for row in await session.scalars(text(f"SELECT to_jsonb(t) FROM {table} AS t"))])
        for table in tables
    ]
    for secret in (ACCOUNT[:20], "Rani", "rani@", "Budi Contoh", code):
        assert not [table for table, rows in zip(tables, told, strict=True) if secret in rows]
