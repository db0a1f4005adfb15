"""Questions of applicants about selections, and what everybody reads of them."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.testing.principals import (
    ServiceClient,
    applicant,
    auditor,
    committee_member,
    decision_maker,
    officer,
)
from abdi.testing.problems import assert_problem

ME = UUID(int=77)
WORDS = "Saya Budi, NIK 167101. Apakah surat keterangan lulus diterima?"
ANSWER = {"question": "Apakah surat keterangan lulus diterima?", "answer": "Tidak, diperlukan ijazah."}


def tag(one: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"{one["version"]}"'}


@pytest.fixture
def asker(client: ServiceClient) -> ServiceClient:
    """Somebody who applies."""
    return client.as_(applicant(ME))


@pytest.fixture
async def question(asker: ServiceClient, announced: dict[str, Any]) -> dict[str, Any]:
    """A question that waits for its answer."""
    answer = await asker.post(f"/v1/selections/{announced['id']}/questions", json={"words": WORDS})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def public_answers(announced: dict[str, Any]) -> str:
    return f"/v1/public/selections/{announced['id']}/answers"


async def test_an_answer_is_for_everybody_and_names_nobody(
    client: ServiceClient, palembang: ServiceClient, question: dict[str, Any], announced: dict[str, Any]
) -> None:
    assert (await client.get(public_answers(announced))).json()["data"] == []
    path = f"/v1/questions/{question['id']}"
    answered = await palembang.post(f"{path}/answer", json=ANSWER, headers=tag(question))
    assert (answered.status_code, answered.json()["state"]) == (200, "answered")
    response = await client.get(public_answers(announced))
    (shown,) = response.json()["data"]
    assert {name: shown[name] for name in ANSWER} == ANSWER
    assert "Budi" not in response.text
    assert str(ME) not in response.text


async def test_who_asked_is_told_and_reads_the_own_question_only(
    client: ServiceClient,
    asker: ServiceClient,
    palembang: ServiceClient,
    *,
    question: dict[str, Any],
    session: AsyncSession,
) -> None:
    path = f"/v1/questions/{question['id']}"
    await palembang.post(f"{path}/answer", json=ANSWER, headers=tag(question))
    assert (await asker.get(path)).json()["published"]["answer"] == ANSWER["answer"]
    told = await session.execute(text("SELECT recipient_id, body->>'id' AS body FROM notice"))
    assert [(row.recipient_id, row.body) for row in told] == [(ME, ANSWER["answer"])]
    other = client.as_(applicant())
    assert_problem(await other.get(path), 404, "not-found")
    assert (await other.get("/v1/questions")).json()["data"] == []
    assert len((await asker.get("/v1/questions")).json()["data"]) == 1


async def test_answering_again_corrects_what_was_published(
    client: ServiceClient, palembang: ServiceClient, question: dict[str, Any], announced: dict[str, Any]
) -> None:
    path = f"/v1/questions/{question['id']}/answer"
    first = (await palembang.post(path, json=ANSWER, headers=tag(question))).json()
    again = ANSWER | {"answer": "Ya, sampai 30 hari."}
    assert_problem(await palembang.post(path, json=again, headers=tag(question)), 412, "precondition-failed")
    await palembang.post(path, json=again, headers=tag(first))
    (shown,) = (await client.get(public_answers(announced))).json()["data"]
    assert (shown["id"], shown["answer"]) == (first["published"]["id"], "Ya, sampai 30 hari.")
    found = (await client.get(public_answers(announced), params={"text": "lulus HARI"})).json()["data"]
    assert len(found) == 1
    assert (await client.get(public_answers(announced), params={"text": "gaji"})).json()["data"] == []


async def test_a_declined_question_is_seen_by_nobody_else(
    client: ServiceClient, palembang: ServiceClient, question: dict[str, Any], announced: dict[str, Any]
) -> None:
    path = f"/v1/questions/{question['id']}"
    why = {"reason": "Sudah dijawab pada pengumuman"}
    declined = (await palembang.post(f"{path}/declining", json=why, headers=tag(question))).json()
    assert (declined["state"], declined["reason"]) == ("declined", why["reason"])
    for step, body in (("answer", ANSWER), ("declining", why)):
        answer = await palembang.post(f"{path}/{step}", json=body, headers=tag(declined))
        assert assert_problem(answer, 409, "question-not-in-state")["current_state"] == "declined"
    assert (await client.get(public_answers(announced))).json()["data"] == []


async def test_one_person_does_not_fill_the_queue(
    asker: ServiceClient, question: dict[str, Any], announced: dict[str, Any]
) -> None:
    path = f"/v1/selections/{announced['id']}/questions"
    for _ in range(4):
        assert (await asker.post(path, json={"words": WORDS})).status_code == 201
    refused = await asker.post(path, json={"words": WORDS})
    assert assert_problem(refused, 409, "too-many-questions")["limit"] == 5


async def test_only_announced_selections_are_asked_about(
    asker: ServiceClient, palembang: ServiceClient, announced: dict[str, Any]
) -> None:
    assert_problem(
        await asker.post(f"/v1/selections/{uuid4()}/questions", json={"words": WORDS}), 404, "not-found"
    )
    path = f"/v1/selections/{announced['id']}"
    why = {"reason": "Alokasi dicabut"}
    await palembang.post(f"{path}/cancellation", json=why, headers=tag(announced))
    ended = await asker.post(f"{path}/questions", json={"words": WORDS})
    assert assert_problem(ended, 409, "selection-not-in-state")["current_state"] == "cancelled"


async def test_who_may_ask_and_answer(
    client: ServiceClient, asker: ServiceClient, question: dict[str, Any], announced: dict[str, Any]
) -> None:
    path = f"/v1/questions/{question['id']}/answer"
    ask = f"/v1/selections/{announced['id']}/questions"
    assert_problem(await client.as_(officer("5671")).post(ask, json={"words": WORDS}), 403, "forbidden")
    for principal, status in (
        (applicant(ME), 403),
        (auditor("5671"), 403),
        (decision_maker("5671"), 403),
        (officer("6671"), 404),
        (committee_member("5671"), 200),
    ):
        answer = await client.as_(principal).post(path, json=ANSWER, headers=tag(question))
        assert answer.status_code == status, principal.subject
    assert_problem(await client.post(ask, json={"words": WORDS}), 401, "unauthenticated")
