"""Drawing up and changing applications over HTTP."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from abdi.clock import FixedClock
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient, applicant, officer
from abdi.testing.problems import assert_problem

PATH = "/v1/applications"


def wanted(opening_id: UUID | str, **facts: Any) -> dict[str, Any]:
    return {
        "opening_id": str(opening_id),
        "education_level": "S1",
        "education_code": "5100001",
        "institution": "Universitas Contoh",
        "graduated_on": "2023-08-20",
        "gpa": "3.45",
    } | facts


async def test_a_draft_is_for_one_opening_with_the_person_of_the_account(
    siti: ServiceClient, openings: dict[str, UUID], announced: dict[str, Any], events: Events
) -> None:
    before = len(await events.published())
    answer = await siti.post(PATH, json=wanted(openings["general"]))
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert answer.headers["location"] == f"{PATH}/{made['id']}"
    assert answer.headers["etag"] == '"1"'
    assert (made["state"], made["allowed"]) == ("draft", ["cancellation", "change", "submission"])
    assert (made["selection_id"], made["intake"], made["need"]) == (announced["id"], 2024, "general")
    assert (made["name"], made["birth_date"], made["sex"]) == ("Siti 1", "2001-10-20", "female")
    assert (made["gpa"], made["submitted_at"], made["has_disability"]) == ("3.45", None, False)
    assert len(await events.published()) == before, "an application is nobody else's news"


async def test_a_person_applies_once_a_year(
    siti: ServiceClient, drawn_up: Any, openings: dict[str, UUID]
) -> None:
    first = await drawn_up(siti)
    answer = await siti.post(PATH, json=wanted(openings["disability"]))
    problem = assert_problem(answer, 409, "second-application")
    assert (problem["application_id"], problem["current_state"]) == (first["id"], "draft")


async def test_two_drafts_at_one_moment_leave_one(siti: ServiceClient, openings: dict[str, UUID]) -> None:
    asked = (siti.post(PATH, json=wanted(openings["general"])) for _ in range(5))
    answers = await asyncio.gather(*asked)
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]


async def test_the_same_request_twice_is_one_draft(siti: ServiceClient, openings: dict[str, UUID]) -> None:
    headers = {"Idempotency-Key": "one"}
    first = await siti.post(PATH, json=wanted(openings["general"]), headers=headers)
    again = await siti.post(PATH, json=wanted(openings["general"]), headers=headers)
    assert (again.status_code, again.json()) == (201, first.json())


async def test_after_a_cancellation_somebody_may_apply_again(
    siti: ServiceClient, drawn_up: Any, openings: dict[str, UUID]
) -> None:
    first = await drawn_up(siti)
    answer = await siti.post(f"{PATH}/{first['id']}/cancellation", headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["state"], answer.json()["allowed"]) == (200, "cancelled", [])
    assert (await siti.post(PATH, json=wanted(openings["general"]))).status_code == 201


async def test_applications_are_taken_on_the_days_of_registration_only(
    siti: ServiceClient, openings: dict[str, UUID], clock: FixedClock
) -> None:
    # 5 March 09:00 in Jakarta; registration lasts from 3 to 22 March.
    for days, is_open in ((-3, False), (1, True), (19, True), (1, False)):
        clock.advance(timedelta(days=days))
        answer = await siti.post(PATH, json=wanted(openings["general"]))
        if is_open:
            assert answer.status_code == 201, answer.text
            place = f"{PATH}/{answer.json()['id']}/cancellation"
            await siti.post(place, headers={"If-Match": '"1"'})
        else:
            problem = assert_problem(answer, 409, "registration-closed")
            assert (problem["open_from"], problem["open_until"]) == ("2026-03-03", "2026-03-22")


async def test_registration_ends_at_midnight_where_the_agency_is(
    siti: ServiceClient, openings: dict[str, UUID], clock: FixedClock
) -> None:
    clock.advance(timedelta(days=17, hours=14, minutes=59))  # 22 March 23:59 in Jakarta
    made = await siti.post(PATH, json=wanted(openings["general"]))
    assert made.status_code == 201
    clock.advance(timedelta(minutes=1))
    place = f"{PATH}/{made.json()['id']}"
    for answer in (
        await siti.patch(place, json={"gpa": "3.5"}, headers={"If-Match": '"1"'}),
        await siti.post(f"{place}/cancellation", headers={"If-Match": '"1"'}),
        await siti.post(f"{place}/submission", json={"declarations": []}, headers={"If-Match": '"1"'}),
    ):
        assert_problem(answer, 409, "registration-closed")


async def test_an_opening_that_is_not_announced_is_not_there(
    siti: ServiceClient, draft: dict[str, Any], clock: FixedClock
) -> None:
    clock.advance(timedelta(days=3))
    for opening_id in (uuid4(), draft["id"]):
        assert_problem(await siti.post(PATH, json=wanted(opening_id)), 404, "not-found")


async def test_a_token_without_an_account_draws_up_nothing(
    client: ServiceClient, openings: dict[str, UUID]
) -> None:
    nobody = client.as_(applicant())
    assert_problem(await nobody.post(PATH, json=wanted(openings["general"])), 404, "not-found")


async def test_staff_draw_up_nothing(of_agency: ServiceClient, openings: dict[str, UUID]) -> None:
    assert_problem(await of_agency.post(PATH, json=wanted(openings["general"])), 403, "forbidden")


async def test_a_draft_is_changed_by_who_saw_the_latest(siti: ServiceClient, drawn_up: Any) -> None:
    made = await drawn_up(siti)
    place = f"{PATH}/{made['id']}"
    assert_problem(await siti.patch(place, json={"gpa": "3.5"}), 428, "precondition-required")
    change = {"gpa": None, "institution": "Universitas Lain", "is_local": True}
    changed = await siti.patch(place, json=change, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert (changed.json()["gpa"], changed.json()["institution"]) == (None, "Universitas Lain")
    stale = await siti.patch(place, json={"gpa": "3.5"}, headers={"If-Match": '"1"'})
    assert assert_problem(stale, 412, "precondition-failed")["current_version"] == 2


@pytest.mark.parametrize(
    "facts",
    [
        {"gpa": "100.01"},
        {"gpa": "3,45"},
        {"gpa": "3.451"},
        {"education_level": "S9"},
        {"graduated_on": "20 August 2023"},
        {"institution": ""},
        {"has_disability": "yes"},
        {"state": "eligible"},
    ],
    ids=str,
)
async def test_what_cannot_be_an_application_is_malformed(
    siti: ServiceClient, openings: dict[str, UUID], facts: dict[str, Any]
) -> None:
    answer = await siti.post(PATH, json=wanted(openings["general"], **facts))
    assert_problem(answer, 422, "malformed", pointer=f"/{next(iter(facts))}")


async def test_a_draft_is_there_for_nobody_else(
    siti: ServiceClient, budi: ServiceClient, of_agency: ServiceClient, drawn_up: Any, client: ServiceClient
) -> None:
    made = await drawn_up(siti)
    place = f"{PATH}/{made['id']}"
    assert [one["id"] for one in (await siti.get(PATH)).json()["data"]] == [made["id"]]
    for other in (budi, of_agency, client.as_(officer("6671"))):
        assert_problem(await other.get(place), 404, "not-found")
        assert_problem(await other.get(f"{place}/timeline"), 404, "not-found")
        assert (await other.get(PATH)).json()["data"] == []
    for answer in (
        await budi.patch(place, json={"gpa": "1.0"}, headers={"If-Match": '"1"'}),
        await budi.post(f"{place}/submission", json={"declarations": []}, headers={"If-Match": '"1"'}),
        await budi.post(f"{place}/cancellation", headers={"If-Match": '"1"'}),
    ):
        assert_problem(answer, 404, "not-found")
    assert (await siti.get(place)).json() == made
