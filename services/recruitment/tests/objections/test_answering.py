"""Answering objections by somebody else, what the applicant sees of it, and the second announcement."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.db.fence import Fence
from abdi.notify import StoredNotice
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import Events
from abdi.testing.principals import auditor, committee_member
from abdi.testing.problems import assert_problem
from recruitment.applications.models import Application
from recruitment.objections.models import Objection, ObjectionAnswer
from recruitment.objections.queries import list_corrections_asked
from recruitment.verifications.models import Verdict, VerificationCase

Reading = Callable[..., Awaitable[Any]]
HOME = "5671"


async def test_an_accepted_objection_makes_eligible_and_is_told(
    world: Any, events: Events, unit: Unit
) -> None:
    objection_id = await world.lodged()
    answered = await world.answer(objection_id)
    assert answered.status_code == 200, answered.text
    assert (answered.json()["state"], answered.json()["fault"]) == ("accepted", "committee")
    application = await world.application()
    assert (application.state, application.reasons) == ("eligible", [])
    event = await events.only("recruitment.objection.answered")
    assert (event.data["state"], event.data["needs_correction"]) == ("accepted", False)
    async with unit() as session:
        (notice,) = (await session.scalars(select(StoredNotice))).all()
    assert (notice.recipient_id, notice.kind) == (world.refused.applicant_id, "objection.answered")


async def test_a_rejected_one_leaves_the_outcome(world: Any) -> None:
    objection_id = await world.lodged()
    answer = await world.answer(objection_id, outcome="rejected", fault="applicant")
    assert answer.json()["state"] == "rejected"
    application = await world.application()
    assert (application.state, len(application.reasons)) == ("not_eligible", 1)
    assert_problem(await world.answer(objection_id), 409, "objection-not-in-state")


async def test_the_applicant_reads_the_answer_but_neither_notes_nor_names(
    world: Any, reading: Reading
) -> None:
    objection_id = await world.lodged()
    await world.answer(objection_id)
    seen = await reading(world.as_applicant(), world.refused)
    (own,) = seen.json()["objections"]
    assert own["answer"] == "Ijazah terbaca lengkap; verifikasi keliru."
    answerer = committee_member(HOME, subject="answerer")
    for hidden in (
        "salah buka berkas",
        "catatan verifikator",
        str(answerer.employee_id),
        str(world.verifier_id),
    ):
        assert hidden not in seen.text
    assert not {"note", "answered_by", "agency"} & own.keys()


@pytest.mark.parametrize(
    "path",
    [
        "/v1/objections",
        "/v1/objections/{objection}",
        "/v1/verifications",
        "/v1/verifications/{objection}",
        "/v1/selections/{selection}/verification-figures",
        "/v1/selections/{selection}/objection-figures",
        "/v1/selections/{selection}/conflicts-of-interest",
    ],
)
async def test_an_applicant_gets_at_nothing_that_stays_inside(world: Any, path: str) -> None:
    objection_id = await world.lodged()
    asked = path.format(objection=objection_id, selection=world.selection.id)
    assert_problem(await world.as_applicant().get(asked), 403, "forbidden")


async def test_who_verified_the_case_does_not_answer(world: Any) -> None:
    objection_id = await world.lodged()
    problem = assert_problem(
        await world.answer(objection_id, by=world.as_verifier()), 409, "answered-by-verifier"
    )
    assert problem["reasons"][0]["rule"] == "clock.other_answerer"
    assert (await world.application()).state == "not_eligible"


async def test_who_has_a_conflict_does_not_answer(world: Any) -> None:
    objection_id = await world.lodged()
    body = {"application_id": str(world.refused.id), "relation": "kinship"}
    path = f"/v1/selections/{world.selection.id}/conflicts-of-interest"
    assert (await world.as_other().post(path, json=body)).status_code == 201
    assert_problem(await world.answer(objection_id), 409, "conflict-of-interest")
    assert (await world.answer(objection_id, by=world.as_other("third"))).status_code == 200


async def test_a_mistake_of_the_applicant_is_not_accepted(world: Any) -> None:
    objection_id = await world.lodged(ground="own_mistake")
    problem = assert_problem(await world.answer(objection_id, fault="applicant"), 409, "rule-broken")
    assert problem["reasons"][0]["rule"] == "clock.fault"
    assert problem["reasons"][0]["required"] == ["committee", "system"]


async def test_answers_have_their_days(world: Any) -> None:
    objection_id = await world.lodged()
    world.on("2024-09-25T08:00")
    problem = assert_problem(await world.answer(objection_id), 409, "rule-broken")
    assert problem["reasons"][0]["required"] == {"from": "2024-09-20", "until": "2024-09-24"}
    world.on("2024-09-24T23:00")
    assert (await world.answer(objection_id)).status_code == 200


async def test_an_accepted_objection_to_the_final_result_asks_for_a_correction(
    world: Any, unit: Unit, events: Events
) -> None:
    world.on("2025-01-07T09:00")
    ranked = await world.apply()
    ranking = await world.publish_final(ranked)
    objection_id = await world.lodged(ranked, stage="final")
    answered = (await world.answer(objection_id)).json()
    assert (answered["needs_correction"], answered["ranking_id"]) == (True, str(ranking.id))
    assert (await world.application(ranked)).state == "eligible"
    async with unit() as session:
        (asked,) = await list_corrections_asked(session, world.selection.id)
    assert str(asked.id) == objection_id
    assert (await events.only("recruitment.objection.answered")).data["needs_correction"]


async def test_a_batch_answers_many_and_says_which_it_refuses(world: Any) -> None:
    refused = [await world.apply(state="not_eligible") for _ in range(2)]
    ids = [await world.lodged(one) for one in (world.refused, *refused)]
    common = {"words": "Setelah dilihat kembali: sesuai.", "fault": "committee", "outcome": "accepted"}
    items = [{"id": objection_id, **common} for objection_id in (*ids, str(uuid4()))]
    answer = await world.as_verifier().post("/v1/objections/answers:batch", json={"items": items})
    codes = [item["problem"] and item["problem"]["code"] for item in answer.json()["items"]]
    assert codes == ["answered-by-verifier", None, None, "not-found"]
    assert [(await world.application(one)).state for one in refused] == ["eligible", "eligible"]


async def test_the_queue_shows_who_waits_longest_first(world: Any) -> None:
    later = await world.apply(state="not_eligible")
    first = await world.lodged()
    world.on("2024-09-21T08:00")
    second = await world.lodged(later)
    listed = await world.as_other().get("/v1/objections", params={"state": "lodged"})
    assert [one["id"] for one in listed.json()["data"]] == [first, second]
    path = f"/v1/selections/{world.selection.id}/objection-figures"
    figures = (await world.as_other().get(path)).json()
    administrative = figures["stages"]["administrative"]
    assert administrative["states"] == {"lodged": 2}
    assert (administrative["waiting"]["oldest_id"], administrative["waiting"]["oldest_seconds"]) == (
        first,
        86400,
    )
    assert figures["grounds"] == {"committee_mistake": 2}


async def test_staff_of_another_agency_find_nothing(world: Any) -> None:
    objection_id = await world.lodged()
    abroad = world.client.as_(committee_member("6671"))
    assert_problem(await abroad.get(f"/v1/objections/{objection_id}"), 404, "not-found")
    assert_problem(await world.answer(objection_id, by=abroad), 404, "not-found")
    assert (await abroad.get("/v1/objections")).json()["data"] == []
    watching = world.client.as_(auditor(HOME))
    assert (await watching.get(f"/v1/objections/{objection_id}")).status_code == 200
    assert_problem(await world.answer(objection_id, by=watching), 403, "forbidden")


async def test_of_two_who_answer_at_once_one_does(world: Any) -> None:
    objection_id = await world.lodged()
    answers = await asyncio.gather(
        world.answer(objection_id, by=world.as_other("a")),
        world.answer(objection_id, by=world.as_other("b"), outcome="rejected", fault="nobody"),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_the_fence_itself_keeps_inner_tables_from_an_applicant(
    world: Any, sessions: async_sessionmaker[AsyncSession]
) -> None:
    objection_id = await world.lodged()
    await world.answer(objection_id)
    counted = {}
    async with sessions() as session:
        await Fence("applicant", employee_id=world.refused.applicant_id).set_in(session)
        for model in (Objection, Application, ObjectionAnswer, VerificationCase, Verdict):
            counted[model.__tablename__] = len((await session.execute(select(model))).all())
    assert counted == {
        "objection": 1,
        "application": 1,
        "objection_answer": 0,
        "verification_case": 0,
        "verification_verdict": 0,
    }
