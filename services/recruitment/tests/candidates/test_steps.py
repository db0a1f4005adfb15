"""From the appointment to the registry: refused and mended, withdrawn, registered; in any order."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.tables import read_entry
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient
from abdi.testing.problems import assert_problem

Person = Callable[..., dict[str, Any]]
Answer = Callable[..., Awaitable[None]]
APPOINTED = "recruitment.candidate.appointed"
POSITION = str(uuid4())


def path(candidate: dict[str, Any], step: str = "") -> str:
    return f"/v1/candidates/{candidate['id']}{step}"


async def now(client: ServiceClient, candidate: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = (await client.get(path(candidate))).json()
    return answer


async def test_the_registry_has_the_person(
    palembang: ServiceClient, candidate: dict[str, Any], registered: Answer
) -> None:
    employee_id = uuid4()
    await registered(candidate["id"], employee_id)
    read = await now(palembang, candidate)
    assert (read["state"], read["employee_id"]) == ("registered", str(employee_id))
    assert (read["registered_on"], read["allowed"], read["version"]) == ("2026-03-02", [], 2)
    page = (await palembang.get("/v1/candidates", params={"employee_id": str(employee_id)})).json()
    assert [row["id"] for row in page["data"]] == [candidate["id"]]


async def test_a_refused_record_is_mended_and_handed_over_again(
    palembang: ServiceClient, candidate: dict[str, Any], refused: Answer, registered: Answer, events: Events
) -> None:
    await refused(candidate["id"])
    read = await now(palembang, candidate)
    assert (read["state"], read["reasons"][0]["rule"]) == ("refused", "appointment.position_free")
    assert read["allowed"] == ["correction", "resubmission", "withdrawal"]
    headers = {"If-Match": f'"{read["version"]}"'}
    change = {"position_id": POSITION, "reason": "posisi semula sudah terisi"}
    mended = await palembang.patch(path(candidate), json=change, headers=headers)
    assert (mended.status_code, mended.json()["position_id"]) == (200, POSITION)
    assert mended.json()["state"] == "refused"
    again = (await palembang.post(path(candidate, "/resubmission"))).json()
    assert (again["state"], again["revision"], again["reasons"]) == ("appointed", 2, [])
    handed = await events.published(APPOINTED)
    assert [(event.sequence, event.data["revision"]) for event in handed] == [(1, 1), (2, 2)]
    assert handed[1].data["position_id"] == POSITION
    await registered(candidate["id"], revision=2)
    assert (await now(palembang, candidate))["state"] == "registered"


async def test_a_correction_changes_numbers_and_keeps_the_rules(
    palembang: ServiceClient, person: Person, candidate: dict[str, Any], refused: Answer
) -> None:
    other = (await palembang.post("/v1/candidates", json=person())).json()
    await refused(candidate["id"])
    headers = {"If-Match": '"2"'}
    wrong = await palembang.patch(path(candidate), json={"sex": "female"}, headers=headers)
    assert [r["rule"] for r in assert_problem(wrong, 409, "rule-broken")["reasons"]] == [
        "nip.agrees_with_sex"
    ]
    taken = await palembang.patch(path(candidate), json={"nip": other["nip"]}, headers=headers)
    assert_problem(taken, 409, "already-recorded")
    numbers = {"nip": "199908052026031777", "nik": "1671010508997777"}
    right = await palembang.patch(path(candidate), json=numbers, headers=headers)
    assert (right.json()["nip"], right.json()["nik"]) == (numbers["nip"], "************7777")


@pytest.mark.parametrize("body", [{}, {"name": None}, {"reason": "nothing named"}, {"agency": "6671"}])
async def test_a_correction_says_what_it_corrects(
    palembang: ServiceClient, candidate: dict[str, Any], body: dict[str, Any]
) -> None:
    answer = await palembang.patch(path(candidate), json=body, headers={"If-Match": '"1"'})
    assert_problem(answer, 422, "malformed")


async def test_a_stale_correction_is_refused(
    palembang: ServiceClient, candidate: dict[str, Any], refused: Answer
) -> None:
    await refused(candidate["id"])
    answer = await palembang.patch(path(candidate), json={"name": "Budi"}, headers={"If-Match": '"1"'})
    assert assert_problem(answer, 412, "precondition-failed")["current_version"] == 2


async def test_only_a_refused_record_is_corrected_or_handed_over_again(
    palembang: ServiceClient, candidate: dict[str, Any]
) -> None:
    corrected = await palembang.patch(path(candidate), json={"name": "Budi"}, headers={"If-Match": '"1"'})
    again = await palembang.post(path(candidate, "/resubmission"))
    for answer in (corrected, again):
        problem = assert_problem(answer, 409, "candidate-not-in-state")
        assert (problem["current_state"], problem["allowed"]) == ("appointed", ["withdrawal"])


async def test_a_record_is_taken_back_and_may_be_made_anew(
    palembang: ServiceClient, person: Person, candidate: dict[str, Any], events: Events
) -> None:
    answer = await palembang.post(path(candidate, "/withdrawal"), json={"reason": "Mengundurkan diri"})
    read = answer.json()
    assert (read["state"], read["withdrawal_reason"]) == ("withdrawn", "Mengundurkan diri")
    assert (read["withdrawn_on"], read["allowed"]) == ("2026-03-02", [])
    event = await events.only("recruitment.candidate.withdrawn")
    assert (str(event.aggregate_id), event.sequence) == (candidate["id"], 2)
    anew = await palembang.post("/v1/candidates", json=person(nip=candidate["nip"]))
    assert anew.status_code == 201


async def test_nobody_is_taken_back_from_the_registry(
    palembang: ServiceClient, candidate: dict[str, Any], registered: Answer
) -> None:
    await registered(candidate["id"])
    answer = await palembang.post(path(candidate, "/withdrawal"), json={"reason": "Mengundurkan diri"})
    problem = assert_problem(answer, 409, "candidate-not-in-state")
    assert problem["current_state"] == "registered"
    assert "allowed" not in problem


async def test_the_registry_has_the_last_word_over_a_withdrawal(
    palembang: ServiceClient, candidate: dict[str, Any], registered: Answer
) -> None:
    await palembang.post(path(candidate, "/withdrawal"), json={"reason": "Mengundurkan diri"})
    await registered(candidate["id"])
    read = await now(palembang, candidate)
    assert (read["state"], read["withdrawn_on"], read["withdrawal_reason"]) == ("registered", None, None)


async def test_a_look_at_a_registered_candidate_is_noted_under_both_ids(
    palembang: ServiceClient, candidate: dict[str, Any], registered: Answer, session: AsyncSession
) -> None:
    employee_id = uuid4()
    await registered(candidate["id"], employee_id)
    await now(palembang, candidate)
    (noted,) = (await session.execute(select(read_entry))).all()
    assert {str(one) for one in noted.subjects} == {candidate["id"], str(employee_id)}


async def test_an_answer_to_an_earlier_revision_says_nothing_any_more(
    palembang: ServiceClient, candidate: dict[str, Any], refused: Answer
) -> None:
    await refused(candidate["id"])
    await palembang.post(path(candidate, "/resubmission"))
    await refused(candidate["id"], revision=1)
    assert (await now(palembang, candidate))["state"] == "appointed"
    await refused(candidate["id"], revision=2)
    assert (await now(palembang, candidate))["state"] == "refused"


async def test_a_refusal_after_the_withdrawal_changes_nothing(
    palembang: ServiceClient, candidate: dict[str, Any], refused: Answer
) -> None:
    await palembang.post(path(candidate, "/withdrawal"), json={"reason": "Mengundurkan diri"})
    await refused(candidate["id"])
    assert (await now(palembang, candidate))["state"] == "withdrawn"


async def test_an_answer_about_nobody_waits_for_a_person_to_look(registered: Answer, deliver: Any) -> None:
    await registered(str(uuid4()))
    assert [entry.state for entry in await deliver.entries()] == ["retry"]


@pytest.mark.parametrize(
    ("state", "employee_id", "expected"),
    [("registered", uuid4(), "registered"), ("refused", None, "refused"), ("withdrawn", None, "appointed")],
)
async def test_a_snapshot_of_the_registry_is_as_good_as_its_answers(
    palembang: ServiceClient,
    candidate: dict[str, Any],
    deliver: Any,
    *,
    state: str,
    employee_id: UUID | None,
    expected: str,
) -> None:
    data = {
        "candidate_id": candidate["id"],
        "revision": 1,
        "state": state,
        "employee_id": employee_id and str(employee_id),
        "registered_on": employee_id and "2026-03-02",
        "reasons": [],
    }
    await deliver("personnel.candidate.snapshot", UUID(candidate["id"]), data, agency="5671")
    assert (await now(palembang, candidate))["state"] == expected
