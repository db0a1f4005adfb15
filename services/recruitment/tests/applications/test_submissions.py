"""Submitting and cancelling applications over HTTP."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient
from abdi.testing.problems import assert_problem
from recruitment.formations.models import Formation

PATH = "/v1/applications"
SCAN = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
ALL = {
    "declarations": [
        "no_imprisonment",
        "no_dismissal",
        "not_in_service",
        "no_party",
        "healthy",
        "any_placement",
        "truthful",
    ]
}


async def hand_in(by: ServiceClient, application_id: str, code: str = "diploma") -> None:
    place = f"{PATH}/{application_id}/documents/{code}/file"
    answer = await by.put(place, content=SCAN, headers={"Content-Type": "application/pdf"})
    assert answer.status_code == 200, answer.text


async def submit(by: ServiceClient, application_id: str, body: Any = None, version: int = 1) -> Any:
    headers = {"If-Match": f'"{version}"'}
    return await by.post(f"{PATH}/{application_id}/submission", json=body or ALL, headers=headers)


async def test_a_submitted_application_belongs_to_the_agency(
    siti: ServiceClient, drawn_up: Any, of_agency: ServiceClient
) -> None:
    made = await drawn_up(siti)
    await hand_in(siti, made["id"])
    answer = await submit(siti, made["id"])
    assert answer.status_code == 200, answer.text
    handed_in = answer.json()
    assert (handed_in["state"], handed_in["allowed"]) == ("submitted", ["cancellation"])
    assert handed_in["submitted_at"] == handed_in["state_since"] is not None
    assert sorted(handed_in["declarations"]) == sorted(ALL["declarations"])
    seen = (await of_agency.get(f"{PATH}/{made['id']}")).json()
    assert (seen["name"], seen["birth_date"], seen["masked"]) == ("Siti 1", "2001-10-20", [])
    again = await submit(siti, made["id"], version=handed_in["version"])
    problem = assert_problem(again, 409, "application-not-in-state")
    assert (problem["current_state"], problem["allowed"]) == ("submitted", ["cancellation"])


async def test_what_is_missing_is_named_all_at_once(siti: ServiceClient, drawn_up: Any) -> None:
    made = await drawn_up(siti, "disability", education_code="9999999", graduated_on="2026-03-06")
    answer = await submit(siti, made["id"], {"declarations": ["truthful"]})
    problem = assert_problem(answer, 409, "rule-broken")
    assert [reason["rule"] for reason in problem["reasons"]] == [
        "education.code",
        "education.graduated",
        "need.disability",
        "declarations.complete",
        "documents.complete",
    ]
    assert problem["reasons"][-1]["found"] == {"diploma": "missing"}
    assert "healthy" in problem["reasons"][-2]["found"]["missing"]
    assert (await siti.get(f"{PATH}/{made['id']}")).json()["state"] == "draft"


@pytest.mark.parametrize(
    ("birth_date", "rule"),
    [
        (date(2008, 3, 5), None),
        (date(2008, 3, 6), "age.minimum"),
        (date(1991, 3, 5), None),
        (date(1991, 3, 4), "age.maximum"),
    ],
)
async def test_the_age_counts_on_the_day_of_application(
    account: Any, drawn_up: Any, birth_date: date, rule: str | None
) -> None:
    # The third day of registration is 5 March 2026; the rule set says 18 to 35, to the very day.
    somebody = await account(birth_date=birth_date)
    made = await drawn_up(somebody, graduated_on="2026-01-05")
    await hand_in(somebody, made["id"])
    answer = await submit(somebody, made["id"])
    if rule is None:
        assert answer.status_code == 200, answer.text
        return
    problem = assert_problem(answer, 409, "rule-broken")
    assert [reason["rule"] for reason in problem["reasons"]] == [rule]
    assert problem["reasons"][0]["article"].startswith("PP 11/2017 art. 23")


@pytest.mark.parametrize(("gpa", "passes"), [("3.00", True), ("2.99", False), (None, False)])
async def test_the_mark_counts_where_the_formation_asks_for_one(
    siti: ServiceClient, drawn_up: Any, unit: Unit, gpa: str | None, *, passes: bool
) -> None:
    made = await drawn_up(siti, gpa=gpa)
    async with unit() as session:
        formation = await session.get_one(Formation, UUID(made["formation_id"]))
        formation.gpa_minimum = 3  # type: ignore[assignment] # a whole mark
    await hand_in(siti, made["id"])
    answer = await submit(siti, made["id"])
    if passes:
        assert answer.status_code == 200
    else:
        problem = assert_problem(answer, 409, "rule-broken")
        assert [reason["rule"] for reason in problem["reasons"]] == ["education.gpa"]


async def test_the_account_as_it_is_at_the_submission_counts_and_stays(
    siti: ServiceClient, drawn_up: Any
) -> None:
    made = await drawn_up(siti)
    await siti.patch("/v1/applicants/me", json={"name": "Siti Baru"}, headers={"If-Match": '"1"'})
    await hand_in(siti, made["id"])
    assert (await submit(siti, made["id"])).json()["name"] == "Siti Baru"
    late = await siti.patch("/v1/applicants/me", json={"name": "Lain"}, headers={"If-Match": '"2"'})
    assert_problem(late, 409, "account-settled")


async def test_a_stale_or_missing_version_submits_nothing(siti: ServiceClient, drawn_up: Any) -> None:
    made = await drawn_up(siti)
    await hand_in(siti, made["id"])
    assert_problem(await submit(siti, made["id"], version=7), 412, "precondition-failed")
    bare = await siti.post(f"{PATH}/{made['id']}/submission", json=ALL)
    assert_problem(bare, 428, "precondition-required")
    assert (await siti.get(f"{PATH}/{made['id']}")).json()["state"] == "draft"


async def test_unknown_declarations_are_malformed(siti: ServiceClient, drawn_up: Any) -> None:
    made = await drawn_up(siti)
    answer = await submit(siti, made["id"], {"declarations": ["truthful", "anything"]})
    assert_problem(answer, 422, "malformed", pointer="/declarations/1")


async def test_submission_and_cancellation_are_told_and_name_nobody(
    siti: ServiceClient, submitted: Any
) -> None:
    made = await submitted(siti)
    place = f"{PATH}/{made['id']}/cancellation"
    assert (await siti.post(place, headers={"If-Match": f'"{made["version"]}"'})).status_code == 200
    told = (await siti.get("/v1/notices", headers={"Accept-Language": "en"})).json()["data"]
    assert [one["kind"] for one in told] == ["application.cancelled", "application.submitted"]
    assert told[1]["subject"] == "Application received"
    assert "Guru Ahli Pertama" in told[1]["body"]
    assert "22 March 2026" in told[1]["body"]
    assert "Siti" not in str(told)


async def test_what_the_agency_has_judged_is_not_cancelled(
    siti: ServiceClient, submitted: Any, session: AsyncSession, unit: Unit
) -> None:
    made = await submitted(siti)
    async with unit() as writing:
        await writing.execute(text("UPDATE application SET state = 'eligible', version = version + 1"))
    headers = {"If-Match": f'"{made["version"] + 1}"'}
    answer = await siti.post(f"{PATH}/{made['id']}/cancellation", headers=headers)
    assert_problem(answer, 409, "application-not-in-state")


async def test_every_step_stands_in_the_audit_with_its_actor(
    siti: ServiceClient, submitted: Any, session: AsyncSession
) -> None:
    made = await submitted(siti)
    wanted = text(
        "SELECT action FROM audit_entry"
        " WHERE actor = :actor AND changes::text LIKE '%application%' ORDER BY id"
    )
    actions = [*await session.scalars(wanted, {"actor": made["applicant_id"]})]
    assert actions == ["draw_up_application", "hand_in_document", "submit_application"]
