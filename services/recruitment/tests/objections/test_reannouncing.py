"""The second announcement of the administrative result."""

from typing import Any

from fastapi import FastAPI
from services.recruitment.tests.verifications.following import ended, finished

from abdi.clock import new_id
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import Events
from abdi.testing.problems import assert_problem
from recruitment.applications.models import Application
from recruitment.objections.models import Objection


def path_of(world: Any) -> str:
    return f"/v1/selections/{world.selection.id}/administrative-reannouncement"


def forgotten(of: Application) -> Objection:
    """An objection that waits."""
    return Objection(
        id=new_id(),
        agency=of.agency,
        selection_id=of.selection_id,
        application_id=of.id,
        applicant_id=of.applicant_id,
        stage="administrative",
        state="lodged",
        ground="system_fault",
        words="Berkas saya tidak termuat.",
        requirements=[],
        lodged_at=of.state_since,
        needs_correction=False,
    )


async def test_it_counts_anew_and_says_how_many_objections_were_accepted(world: Any, events: Events) -> None:
    other = await world.apply(state="not_eligible")
    await world.answer(await world.lodged())
    await world.answer(await world.lodged(other), outcome="rejected", fault="nobody")
    world.on("2024-09-25T09:00")
    by = world.as_decider()
    announced = await finished(by, await by.post(path_of(world)))
    assert (announced["number"], announced["counts"]) == (2, {"MS": 1, "TMS": 1})
    assert announced["warnings"] == []
    event = await events.only("recruitment.administrative_result.reannounced")
    assert (event.data["objections"], event.data["accepted"]) == (2, 1)
    assert_problem(await world.as_decider().post(path_of(world)), 409, "result-announced")


async def test_unanswered_objections_hold_it_up_with_count_and_age(world: Any) -> None:
    await world.lodged()
    world.on("2024-09-25T08:00")
    problem = assert_problem(await world.as_decider().post(path_of(world)), 409, "objections-unanswered")
    assert (problem["count"], problem["oldest_seconds"]) == (1, 5 * 86400)


async def test_it_waits_for_the_last_day_of_objections(world: Any) -> None:
    world.on("2024-09-22T20:00")
    problem = assert_problem(await world.as_decider().post(path_of(world)), 409, "rule-broken")
    assert problem["reasons"][0]["turns_on"] == "2024-09-23"


async def test_after_seven_days_the_clock_warns_but_does_not_refuse(world: Any) -> None:
    world.on("2024-09-30T09:00")
    by = world.as_decider()
    (warning,) = (await finished(by, await by.post(path_of(world))))["warnings"]
    assert (warning["rule"], warning["required"]) == ("clock.reannouncement", {"by": "2024-09-29"})


async def test_a_committee_member_does_not_announce(world: Any) -> None:
    assert_problem(await world.as_other().post(path_of(world)), 403, "forbidden")


async def test_both_announcements_stay_to_be_read_with_what_the_clock_said(world: Any) -> None:
    world.on("2024-09-30T09:00")
    by = world.as_decider()
    again = await finished(by, await by.post(path_of(world)))
    path = f"/v1/selections/{world.selection.id}/administrative-announcements"
    first, second = (await world.as_other().get(path)).json()["data"]
    assert (first["number"], first["counts"], first["warnings"]) == (1, {"MS": 0, "TMS": 1}, [])
    assert (first["objections_from"], first["objections_until"]) == ("2024-09-20", "2024-09-22")
    assert second == again
    world.on("2024-11-01T09:00")
    assert (await world.as_other().get(path, params={"limit": 1})).json()["data"] == [first]


async def test_an_objection_that_came_meanwhile_ends_it_and_nothing_is_announced(
    app: FastAPI, world: Any, unit: Unit
) -> None:
    await app.state.kit.jobs.stop()
    await world.answer(await world.lodged())
    world.on("2024-09-25T08:00")
    by = world.as_decider()
    asked = await by.post(path_of(world))
    other = await world.apply(state="not_eligible")
    async with unit() as session:
        session.add(forgotten(other))
    app.state.kit.jobs.start()
    step = await ended(by, asked)
    assert (step["state"], step["failure"]["code"]) == ("failed", "objections-unanswered")
    path = f"/v1/selections/{world.selection.id}/administrative-announcements"
    assert [one["number"] for one in (await by.get(path)).json()["data"]] == [1]
