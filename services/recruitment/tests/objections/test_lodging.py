"""Objecting: one's own, once, in the days for it; what stands in the way of a ground is told."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from abdi.testing.observers import Events
from abdi.testing.principals import applicant
from abdi.testing.problems import assert_problem


async def test_a_refused_applicant_objects_with_words_and_requirement(world: Any, events: Events) -> None:
    answer = await world.lodge(requirements=["requirement.document.diploma"])
    assert answer.status_code == 201, answer.text
    lodged = answer.json()
    assert (lodged["state"], lodged["answer"], lodged["warnings"]) == ("lodged", None, [])
    assert answer.headers["location"] == f"/v1/applications/{world.refused.id}/objections"
    event = await events.only("recruitment.objection.lodged")
    assert (event.data["stage"], event.data["ground"]) == ("administrative", "committee_mistake")
    assert "words" not in event.data


@pytest.mark.parametrize("at", ["2024-09-20T00:00", "2024-09-22T23:59"])
async def test_the_first_and_the_last_day_count_where_the_agency_is(world: Any, at: str) -> None:
    world.on(at)
    assert (await world.lodge()).status_code == 201


@pytest.mark.parametrize(
    ("at", "found"), [("2024-09-19T23:59", "2024-09-19"), ("2024-09-23T00:00", "2024-09-23")]
)
async def test_before_and_on_day_four_the_window_is_named(world: Any, at: str, found: str) -> None:
    world.on(at)
    problem = assert_problem(await world.lodge(), 409, "rule-broken")
    (reason,) = problem["reasons"]
    assert (reason["rule"], reason["found"]) == ("clock.objection", found)
    assert reason["required"] == {"from": "2024-09-20", "until": "2024-09-22"}
    assert "22 September 2024" in reason["message"]["id"]
    assert "art. 31" in reason["article"]


async def test_once_only(world: Any) -> None:
    first = await world.lodged()
    problem = assert_problem(await world.lodge(), 409, "already-objected")
    assert problem["objection_id"] == first


async def test_of_two_at_once_one_is_lodged(world: Any) -> None:
    answers = await asyncio.gather(world.lodge(), world.lodge())
    assert sorted(answer.status_code for answer in answers) == [201, 409]


async def test_repairing_ones_own_upload_is_no_ground_which_is_told(world: Any) -> None:
    answer = await world.lodge(ground="own_mistake")
    assert answer.status_code == 201
    (warning,) = answer.json()["warnings"]
    assert (warning["rule"], warning["passed"]) == ("clock.ground", False)
    assert "tidak dapat diperbaiki" in warning["remedy"]["id"]


@pytest.mark.parametrize(
    "facts",
    [
        {"documents": ["new.pdf"]},
        {"stage": "skd"},
        {"ground": "unfair"},
        {"words": "tidak"},
    ],
)
async def test_new_documents_and_unknown_codes_are_malformed(world: Any, facts: dict[str, Any]) -> None:
    assert_problem(await world.lodge(**facts), 422, "malformed")


async def test_only_what_was_refused_can_be_disputed(world: Any) -> None:
    problem = assert_problem(
        await world.lodge(requirements=["requirement.education"]), 409, "nothing-to-object-to"
    )
    assert problem["refused"] == ["requirement.document.diploma"]
    eligible = await world.apply()
    assert_problem(await world.lodge(eligible), 409, "nothing-to-object-to")


async def test_there_must_be_a_result(world: Any) -> None:
    assert_problem(await world.lodge(stage="final"), 409, "result-not-announced")


async def test_the_final_result_has_days_of_its_own(world: Any) -> None:
    world.on("2025-01-06T09:00")
    eligible = await world.apply()
    ranking = await world.publish_final(eligible)
    problem = assert_problem(await world.lodge(eligible, stage="final"), 409, "rule-broken")
    assert problem["reasons"][0]["required"] == {"from": "2025-01-07", "until": "2025-01-09"}
    world.on("2025-01-09T09:00")
    objection_id = await world.lodged(eligible, stage="final")
    seen = await world.as_other().get(f"/v1/objections/{objection_id}")
    assert seen.json()["ranking_id"] == str(ranking.id)


async def test_nobody_objects_for_or_reads_of_another(world: Any) -> None:
    await world.lodged()
    path = f"/v1/applications/{world.refused.id}/objections"
    body = {"stage": "administrative", "ground": "system_fault", "words": "Bukan milik saya sendiri."}
    stranger = world.client.as_(applicant())
    assert_problem(await stranger.post(path, json=body), 404, "not-found")
    assert_problem(await stranger.get(path), 404, "not-found")
    assert_problem(await world.as_other().post(path, json=body), 403, "forbidden")
    nowhere = f"/v1/applications/{uuid4()}/objections"
    assert_problem(await world.as_applicant().get(nowhere), 404, "not-found")


async def test_the_applicant_sees_until_when_an_objection_is_possible(world: Any) -> None:
    path = f"/v1/applications/{world.refused.id}/objections"
    before = (await world.as_applicant().get(path)).json()
    (window,) = before["windows"]
    assert (window["stage"], window["may_object"]) == ("administrative", True)
    assert (window["objections_until"], window["answers_until"]) == ("2024-09-22", "2024-09-24")
    await world.lodged()
    after = (await world.as_applicant().get(path)).json()
    assert (len(after["objections"]), after["windows"][0]["may_object"]) == (1, False)
    world.on("2024-09-23T08:00")
    late = (await world.as_applicant().get(path)).json()
    assert not late["windows"][0]["reasons"][0]["passed"]
