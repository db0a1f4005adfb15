"""Announcing the administrative result: everybody at once, in the scheduled days, fixed from then on."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from services.recruitment.tests.verifications.following import finished
from sqlalchemy import select

from abdi.clock import FixedClock
from abdi.notify import StoredNotice
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient, decision_maker
from abdi.testing.problems import assert_problem
from recruitment.applications.models import Application
from recruitment.selections.models import Selection

Applying = Callable[..., Awaitable[list[Application]]]
CasesOf = Callable[[Selection], Awaitable[dict[str, dict[str, Any]]]]
Judge = Callable[..., Awaitable[Any]]
ON_RESULT_DAY = datetime(2024, 9, 18, 2, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    """The first scheduled day of the result."""
    return FixedClock(ON_RESULT_DAY)


@pytest.fixture
async def judged(
    one: ServiceClient, selection: Selection, applying: Applying, cases_of: CasesOf, *, judge: Judge
) -> list[Application]:
    """Two applicants who are eligible, and one who is not."""
    made = await applying(selection, 3)
    cases = await cases_of(selection)
    for application, reason in zip(made, (None, None, "illegible"), strict=True):
        answer = await judge(one, cases[str(application.id)]["id"], reason=reason, note="catatan dalam")
        assert answer.status_code == 200, answer.text
    return made


def path_of(selection: Selection) -> str:
    return f"/v1/selections/{selection.id}/administrative-announcement"


async def test_everybody_gets_the_outcome_with_public_reasons_and_one_event_says_so(
    decider: ServiceClient,
    selection: Selection,
    judged: list[Application],
    *,
    events: Events,
    state_of: Callable[[UUID], Awaitable[Application]],
) -> None:
    announced = await finished(decider, await decider.post(path_of(selection)))
    assert announced["counts"] == {"MS": 2, "TMS": 1}
    assert (announced["objections_from"], announced["objections_until"]) == ("2024-09-20", "2024-09-22")
    codes = ("MS", "MS", "TMS")
    lines = sorted(f"{one.id} {code}" for one, code in zip(judged, codes, strict=True))
    assert announced["sha256"] == sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
    stored = [await state_of(one.id) for one in judged]
    assert [one.state for one in stored] == ["eligible", "eligible", "not_eligible"]
    assert stored[0].state_since == ON_RESULT_DAY
    (reason,) = stored[2].reasons
    assert reason["found"] == "illegible"
    assert "catatan dalam" not in str(stored[2].reasons)
    event = await events.only("recruitment.administrative_result.announced")
    assert (event.data["counts"], event.aggregate_id) == ({"MS": 2, "TMS": 1}, selection.id)
    assert event.data["sha256"] == announced["sha256"]


async def test_every_applicant_is_told_where_to_look_and_until_when_to_object(
    decider: ServiceClient, selection: Selection, judged: list[Application], *, unit: Unit
) -> None:
    await finished(decider, await decider.post(path_of(selection)))
    async with unit() as session:
        notices = (await session.scalars(select(StoredNotice))).all()
    assert {notice.recipient_id for notice in notices} == {one.applicant_id for one in judged}
    assert "22 September 2024" in notices[0].body["id"]
    assert "illegible" not in str(notices[0].body)


async def test_open_cases_hold_it_up_with_counts_and_age(
    decider: ServiceClient,
    selection: Selection,
    judged: list[Application],
    applying: Applying,
    *,
    cases_of: CasesOf,
    events: Events,
) -> None:
    assert judged
    await applying(selection)
    await cases_of(selection)
    await applying(selection, submitted_at=datetime(2024, 8, 30, 2, 0, tzinfo=UTC))
    problem = assert_problem(await decider.post(path_of(selection)), 409, "cases-open")
    assert problem["counts"] == {"open": 1, "unchecked": 1}
    assert problem["oldest_seconds"] == 19 * 86400
    assert await events.published("recruitment.administrative_result.announced") == []


@pytest.mark.parametrize("day", [17, 20])
async def test_outside_the_scheduled_days_the_schedule_is_changed_first(
    client: ServiceClient, selection: Selection, judged: list[Application], clock: FixedClock, *, day: int
) -> None:
    assert judged
    clock.set(datetime(2024, 9, day, 2, 0, tzinfo=UTC))
    decider = client.as_(decision_maker("5671"))
    problem = assert_problem(await decider.post(path_of(selection)), 409, "rule-broken")
    assert problem["reasons"][0]["required"] == {"from": "2024-09-18", "until": "2024-09-19"}


async def test_after_it_everything_is_fixed(
    decider: ServiceClient,
    agency: ServiceClient,
    one: ServiceClient,
    selection: Selection,
    *,
    judged: list[Application],
    judge: Judge,
) -> None:
    listed = (await one.get("/v1/verifications")).json()["data"]
    case_id = next(c["id"] for c in listed if c["application_id"] == str(judged[2].id))
    await finished(decider, await decider.post(path_of(selection)))
    assert_problem(await decider.post(path_of(selection)), 409, "result-announced")
    why = {"reason": "terlambat dilihat"}
    reopening = await agency.post(f"/v1/verifications/{case_id}/reopening", json=why)
    assert_problem(reopening, 409, "result-announced")
    assert_problem(await judge(one, case_id), 409, "result-announced")
    for path in ("pre-check", "verification-acceptance"):
        answer = await agency.post(f"/v1/selections/{selection.id}/{path}")
        assert_problem(answer, 409, "result-announced")
    claims = f"/v1/selections/{selection.id}/verification-claims"
    assert_problem(await one.post(claims, json={"count": 1}), 409, "result-announced")


async def test_who_cancelled_meanwhile_is_in_no_result(
    decider: ServiceClient, selection: Selection, judged: list[Application], *, unit: Unit
) -> None:
    async with unit() as session:
        (await session.get_one(Application, judged[0].id)).state = "cancelled"
    announced = await finished(decider, await decider.post(path_of(selection)))
    assert announced["counts"] == {"MS": 1, "TMS": 1}


async def test_a_verifier_alone_announces_nothing(one: ServiceClient, selection: Selection) -> None:
    assert_problem(await one.post(path_of(selection)), 403, "forbidden")
