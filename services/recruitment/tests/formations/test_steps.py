"""From a draft to an approved formation and back: who acts, who may not, what is told."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.db.tables import audit_entry
from abdi.testing.observers import Events, count_queries
from abdi.testing.principals import ServiceClient, decision_maker, officer, unit_officer
from abdi.testing.problems import assert_problem

Posts = Callable[..., Awaitable[str]]
Wanted = Callable[..., dict[str, Any]]
Made = Callable[..., Awaitable[dict[str, Any]]]
Step = Callable[..., Awaitable[dict[str, Any]]]
PATH = "/v1/formations"
APPROVED = "recruitment.formation.approved"
REOPENED = "recruitment.formation.reopened"


def items(formations: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"items": [{"id": one["id"], "version": one["version"], **more} for one in formations]}


def codes(answer: dict[str, Any]) -> list[str | None]:
    return [row["problem"] and row["problem"]["code"] for row in answer["items"]]


async def test_proposed_returned_with_a_reason_mended_and_approved(
    made: Made, school: ServiceClient, reviewer: ServiceClient, step: Step, events: Events
) -> None:
    draft = await made()
    proposed = await step(school, draft, "proposal")
    assert (proposed["state"], proposed["owner"]) == (
        "proposed",
        {"role": "agency_officer", "unit_id": None},
    )
    returned = await step(reviewer, proposed, "return", reason="kualifikasi terlalu sempit")
    assert (returned["state"], returned["reason"], returned["owner"]["role"]) == (
        "returned",
        "kualifikasi terlalu sempit",
        "unit_officer",
    )
    headers = {"If-Match": f'"{returned["version"]}"'}
    mended = await school.patch(f"{PATH}/{draft['id']}", json={"age_maximum": 28}, headers=headers)
    again = await step(school, mended.json(), "proposal")
    approved = await step(reviewer, again, "approval")
    assert (approved["state"], approved["reason"], approved["allowed"]) == (
        "approved",
        None,
        ["return", "withdrawal"],
    )
    event = await events.only(APPROVED)
    assert event.agency == "5671"
    assert (event.data["intake"], event.data["openings"]) == (2024, {"general": 1})
    assert [one["formation_id"] for one in event.data["formations"]] == [draft["id"]]


async def test_a_step_that_the_state_does_not_allow_names_those_that_it_does(
    made: Made, school: ServiceClient, reviewer: ServiceClient, proposed: dict[str, Any]
) -> None:
    draft = await made()
    early = await reviewer.post(f"{PATH}/{draft['id']}/approval", headers={"If-Match": '"1"'})
    problem = assert_problem(early, 409, "formation-not-in-state")
    assert problem["current_state"] == "draft"
    assert problem["allowed"] == ["correction", "proposal", "withdrawal"]
    headers = {"If-Match": f'"{proposed["version"]}"'}
    twice = await school.post(f"{PATH}/{proposed['id']}/proposal", headers=headers)
    assert assert_problem(twice, 409, "formation-not-in-state")["allowed"] == [
        "approval",
        "return",
        "withdrawal",
    ]
    late = await school.patch(f"{PATH}/{proposed['id']}", json={"age_maximum": 28}, headers=headers)
    assert_problem(late, 409, "formation-not-in-state")


async def test_nobody_approves_what_they_proposed(
    made: Made, reviewer: ServiceClient, client: ServiceClient, step: Step
) -> None:
    proposed = await step(reviewer, await made(), "proposal")
    headers = {"If-Match": f'"{proposed["version"]}"'}
    address = f"{PATH}/{proposed['id']}/approval"
    problem = assert_problem(await reviewer.post(address, headers=headers), 403, "own-proposal")
    assert problem["reasons"][0]["rule"] == "formation.approved_by_another"
    other = client.as_(decision_maker("5671"))
    assert (await other.post(address, headers=headers)).json()["state"] == "approved"


async def test_the_unit_neither_approves_nor_returns_nor_gives_up_what_is_approved(
    school: ServiceClient, approved_formation: dict[str, Any], made: Made
) -> None:
    headers = {"If-Match": f'"{approved_formation["version"]}"'}
    why = {"reason": "tidak jadi"}
    address = f"{PATH}/{approved_formation['id']}"
    assert_problem(await school.post(f"{address}/withdrawal", json=why, headers=headers), 403, "forbidden")
    assert_problem(await school.post(f"{address}/return", json=why, headers=headers), 403, "forbidden")
    assert_problem(await school.post(f"{address}/approval", headers=headers), 403, "forbidden")
    assert_problem(
        await school.post(f"{address}/withdrawal", json={"reason": ""}, headers=headers), 422, "malformed"
    )


async def test_what_was_approved_is_told_when_it_is_taken_back(
    approved_formation: dict[str, Any], reviewer: ServiceClient, step: Step, events: Events
) -> None:
    returned = await step(reviewer, approved_formation, "return", reason="anggaran berkurang")
    event = await events.only(REOPENED)
    assert (event.data["state"], event.data["formation_ids"]) == ("returned", [returned["id"]])
    gone = await step(reviewer, returned, "withdrawal", reason="anggaran tidak ada")
    assert gone["state"] == "withdrawn"
    assert len(await events.published(REOPENED)) == 1


async def test_what_a_selection_has_stays_as_it_is(
    approved_formation: dict[str, Any], reviewer: ServiceClient, planned: Callable[..., dict[str, Any]]
) -> None:
    selection = (await reviewer.post("/v1/selections", json=planned())).json()
    taken = await reviewer.post(f"/v1/selections/{selection['id']}/approved-formations")
    assert taken.is_success, taken.text
    headers = {"If-Match": f'"{approved_formation["version"]}"'}
    for name in ("return", "withdrawal"):
        answer = await reviewer.post(
            f"{PATH}/{approved_formation['id']}/{name}", json={"reason": "ubah"}, headers=headers
        )
        problem = assert_problem(answer, 409, "formation-in-selection")
        assert (problem["current_state"], problem["selection_state"]) == ("approved", "draft")
        assert problem["selection_id"] == selection["id"]


async def test_a_version_that_never_was_is_stale(
    approved_formation: dict[str, Any], reviewer: ServiceClient
) -> None:
    address = f"{PATH}/{approved_formation['id']}/return"
    for version in ("0", "9" * 18):
        answer = await reviewer.post(address, json={"reason": "ubah"}, headers={"If-Match": f'"{version}"'})
        assert_problem(answer, 412, "precondition-failed")


async def test_a_post_that_was_abolished_since_is_neither_proposed_nor_approved(
    made: Made, post: str, posts: Posts, school: ServiceClient, reviewer: ServiceClient, *, step: Step
) -> None:
    draft, proposed = await made(), await step(school, await made(), "proposal")
    await posts("abolished", position_id=post, abolished_on="2026-02-01")
    for by, one, name in ((school, draft, "proposal"), (reviewer, proposed, "approval")):
        headers = {"If-Match": f'"{one["version"]}"'}
        problem = assert_problem(
            await by.post(f"{PATH}/{one['id']}/{name}", headers=headers), 409, "rule-broken"
        )
        assert [reason["rule"] for reason in problem["reasons"]] == ["formation.post_exists"]


async def test_others_neither_see_nor_step(client: ServiceClient, proposed: dict[str, Any]) -> None:
    headers = {"If-Match": f'"{proposed["version"]}"'}
    for by in (client.as_(officer("6671")), client.as_(unit_officer("5671", uuid4()))):
        address = f"{PATH}/{proposed['id']}/withdrawal"
        answer = await by.post(address, json={"reason": "bukan punya kami"}, headers=headers)
        assert_problem(answer, 404, "not-found")


async def test_batches_judge_each_item_alike_with_one_event_and_one_entry(
    made: Made,
    school: ServiceClient,
    reviewer: ServiceClient,
    events: Events,
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    drafts = [await made() for _ in range(4)]
    (earlier,) = (await school.post(f"{PATH}/proposals:batch", json=items(drafts[3:]))).json()["items"]
    stale = {"id": drafts[2]["id"], "version": 9}
    unknown = {"id": str(uuid4()), "version": 1}
    asked = {"items": [*items(drafts[:2])["items"], stale, unknown, *items([earlier])["items"]]}
    proposed = (await school.post(f"{PATH}/proposals:batch", json=asked)).json()
    assert codes(proposed) == [
        None,
        None,
        "precondition-failed",
        "not-found",
        "formation-not-in-state",
    ]
    seen = [{"id": row["id"], "version": row["version"]} for row in proposed["items"][:2]]
    approved = (await reviewer.post(f"{PATH}/approvals:batch", json={"items": seen})).json()
    assert approved["counts"] == {"done": 2, "refused": 0}
    event = await events.only(APPROVED)
    assert {one["formation_id"] for one in event.data["formations"]} == {one["id"] for one in drafts[:2]}
    assert event.data["openings"] == {"general": 2}
    async with sessions() as session:
        wanted = select(audit_entry.c.id).where(audit_entry.c.action == "approve_formations")
        assert len((await session.scalars(wanted)).all()) == 1
    back = items(approved["items"], reason="jumlah melebihi alokasi")
    returned = (await reviewer.post(f"{PATH}/returns:batch", json=back)).json()
    assert returned["counts"] == {"done": 2, "refused": 0}
    assert len((await events.only(REOPENED)).data["formation_ids"]) == 2


async def test_more_to_approve_cost_as_many_questions(
    school: ServiceClient, reviewer: ServiceClient, wanted: Wanted
) -> None:
    asked = [wanted() for _ in range(22)]
    drafts = (await school.post("/v1/formations:batch", json={"items": asked})).json()["items"]
    proposed = (await school.post(f"{PATH}/proposals:batch", json=items(drafts))).json()["items"]
    with count_queries() as few:
        await reviewer.post(f"{PATH}/approvals:batch", json=items(proposed[:2]))
    with count_queries() as many:
        answer = await reviewer.post(f"{PATH}/approvals:batch", json=items(proposed[2:]))
    assert answer.json()["counts"] == {"done": 20, "refused": 0}
    # With row versions and times told back by the database, rows are updated one by one: twice each,
    # with the state and then with the reasons that the whole allocation gives.
    assert 0 < len(many) - len(few) <= 36


async def test_batches_have_limits(school: ServiceClient) -> None:
    one = {"id": str(uuid4()), "version": 1}
    for many in ([], [one] * 501):
        answer = await school.post(f"{PATH}/proposals:batch", json={"items": many})
        assert_problem(answer, 422, "malformed", pointer="/items")


@pytest.mark.parametrize("name", ["proposals", "returns", "approvals"])
async def test_a_batch_about_what_others_have_finds_nothing(
    client: ServiceClient, proposed: dict[str, Any], name: str
) -> None:
    more = {"reason": "bukan punya kami"} if name == "returns" else {}
    by = client.as_(officer("6671"))
    answer = (await by.post(f"{PATH}/{name}:batch", json=items([proposed], **more))).json()
    assert codes(answer) == ["not-found"]
