"""The second announcement of the administrative result."""

from typing import Any

from abdi.testing.observers import Events
from abdi.testing.problems import assert_problem


def path_of(world: Any) -> str:
    return f"/v1/selections/{world.selection.id}/administrative-reannouncement"


async def test_it_counts_anew_and_says_how_many_objections_were_accepted(world: Any, events: Events) -> None:
    other = await world.apply(state="not_eligible")
    await world.answer(await world.lodged())
    await world.answer(await world.lodged(other), outcome="rejected", fault="nobody")
    world.on("2024-09-25T09:00")
    answer = await world.as_decider().post(path_of(world))
    assert answer.status_code == 200, answer.text
    assert (answer.json()["number"], answer.json()["counts"]) == (2, {"MS": 1, "TMS": 1})
    assert answer.json()["warnings"] == []
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
    answer = await world.as_decider().post(path_of(world))
    assert answer.status_code == 200
    (warning,) = answer.json()["warnings"]
    assert (warning["rule"], warning["required"]) == ("clock.reannouncement", {"by": "2024-09-29"})


async def test_a_committee_member_does_not_announce(world: Any) -> None:
    assert_problem(await world.as_other().post(path_of(world)), 403, "forbidden")
