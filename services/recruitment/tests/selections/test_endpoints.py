"""Drafts of selections and their formations, over HTTP."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from abdi.testing.principals import ServiceClient, auditor, decision_maker, employee, officer
from abdi.testing.problems import assert_problem

Planned = Callable[..., dict[str, Any]]
Approved = Callable[..., Any]
PATH = "/v1/selections"


def tag(one: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"{one["version"]}"'}


@pytest.fixture
async def made(palembang: ServiceClient, planned: Planned) -> dict[str, Any]:
    """A draft without formations."""
    answer = await palembang.post(PATH, json=planned())
    assert answer.status_code == 201, answer.text
    seen: dict[str, Any] = answer.json()
    return seen


async def test_a_draft_has_its_stages_in_order_whatever_the_order_given(
    palembang: ServiceClient, planned: Planned
) -> None:
    body = planned()
    body["stages"].reverse()
    answer = await palembang.post(PATH, json=body)
    seen = answer.json()
    assert [one["code"] for one in seen["stages"][:2]] == ["notice", "registration"]
    assert (seen["state"], seen["schedule_version"], seen["rule_set"]) == ("draft", 0, None)
    assert seen["allowed"] == ["announcement", "cancellation", "change"]
    assert answer.headers["location"] == f"{PATH}/{seen['id']}"
    assert (await palembang.get(f"{PATH}/{seen['id']}")).json() == seen


@pytest.mark.parametrize(
    ("kind", "tests", "rules"),
    [
        ("regional", [("cat", 61), ("work_practice", 40)], {"skb.sum"}),
        ("regional", [("cat", 101)], {"skb.sum", "skb.cat"}),
        ("regional", [("cat", 55), ("work_practice", 45)], {"skb.cat", "skb.extras"}),
        ("regional", [("cat", 60), ("interview", 40)], {"skb.known_kinds", "skb.interview"}),
        ("regional", [("cat", 60), ("fitness", 20), ("psychological", 20)], {"skb.kinds"}),
        ("central", [("cat", 80), ("interview", 20)], {"skb.interview"}),
        ("central", [("cat", 80), ("juggling", 20)], {"skb.known_kinds"}),
        ("regional", [("cat", 60), ("fitness", 20), ("fitness", 20)], {"skb.known_kinds", "skb.kinds"}),
    ],
)
async def test_weights_against_the_caps_are_refused_with_the_rule(
    palembang: ServiceClient, made: dict[str, Any], *, kind: str, tests: list[Any], rules: set[str]
) -> None:
    body = {"agency_kind": kind, "tests": [{"kind": name, "weight": weight} for name, weight in tests]}
    answer = await palembang.patch(f"{PATH}/{made['id']}", json=body, headers=tag(made))
    problem = assert_problem(answer, 409, "rule-broken")
    assert {reason["rule"] for reason in problem["reasons"]} == rules
    assert (await palembang.get(f"{PATH}/{made['id']}")).json() == made


async def test_an_agency_of_the_other_kind_is_held_to_its_own_caps(
    palembang: ServiceClient, made: dict[str, Any]
) -> None:
    tests = [{"kind": "cat", "weight": 50}, {"kind": "work_practice", "weight": 50}]
    path = f"{PATH}/{made['id']}"
    body = {"agency_kind": "central", "tests": tests}
    central = (await palembang.patch(path, json=body, headers=tag(made))).json()
    answer = await palembang.patch(path, json={"agency_kind": "regional"}, headers=tag(central))
    assert_problem(answer, 409, "rule-broken")


async def test_a_formation_may_have_tests_of_its_own(palembang: ServiceClient, draft: dict[str, Any]) -> None:
    path = f"{PATH}/{draft['id']}"
    (formation,) = (await palembang.get(f"{path}/formations")).json()["data"]
    own = [{"kind": "cat", "weight": 100, "formation_id": formation["id"]}]
    common = [{"kind": "cat", "weight": 60}, {"kind": "fitness", "weight": 40}]
    changed = await palembang.patch(path, json={"tests": common + own}, headers=tag(draft))
    assert len(changed.json()["tests"]) == 3
    foreign = [{"kind": "cat", "weight": 100, "formation_id": str(uuid4())}]
    answer = await palembang.patch(path, json={"tests": foreign}, headers=tag(changed.json()))
    assert_problem(answer, 409, "formation-elsewhere")


async def test_a_copy_brings_tests_documents_and_the_schedule_moved(
    palembang: ServiceClient, announced: dict[str, Any], planned: Planned
) -> None:
    body = planned(name="Seleksi berikutnya", copy_of=announced["id"], notice_on="2027-03-02")
    for part in ("stages", "tests", "documents"):
        del body[part]
    copy = (await palembang.post(PATH, json=body)).json()
    assert [one["kind"] for one in copy["tests"]] == [one["kind"] for one in announced["tests"]]
    assert copy["documents"] == announced["documents"]
    assert copy["stages"][0] == {"code": "notice", "starts_on": "2027-03-02", "ends_on": "2027-03-16"}
    assert (len(copy["stages"]), copy["state"]) == (16, "draft")


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        ({"stages": [{"code": "skd", "starts_on": "2026-04-02", "ends_on": "2026-04-01"}]}, "/stages/0"),
        (
            {"stages": [{"code": "party", "starts_on": "2026-04-02", "ends_on": "2026-04-02"}]},
            "/stages/0/code",
        ),
        ({"verifiers": 3}, "/verifiers"),
        ({"time_zone": "Europe/Berlin"}, "/time_zone"),
        ({"documents": [{"code": "a1", "name_id": "A", "name_en": "A"}] * 2}, ""),
        ({"unknown": 1}, "/unknown"),
    ],
)
async def test_what_cannot_be_a_selection_is_malformed(
    palembang: ServiceClient, planned: Planned, facts: dict[str, Any], pointer: str
) -> None:
    answer = await palembang.post(PATH, json=planned(**facts))
    assert_problem(answer, 422, "malformed", pointer=pointer)


async def test_an_intake_without_rules_has_no_selections(palembang: ServiceClient, planned: Planned) -> None:
    assert_problem(await palembang.post(PATH, json=planned(intake=2019)), 409, "rule-set-missing")


async def test_formations_come_and_go_in_bulk_each_with_its_outcome(
    palembang: ServiceClient, made: dict[str, Any], approved: Approved
) -> None:
    good, again = await approved({"general": 1}), await approved({"general": 2})
    waiting = await approved({"general": 1}, state="proposed")
    older = await approved({"general": 1}, intake=2023)
    abroad = await approved({"general": 1}, agency="6671")
    path = f"{PATH}/{made['id']}"
    ids = [good, again, again, waiting, older, abroad, uuid4()]
    body = {"items": [{"formation_id": str(one)} for one in ids]}
    answer = (await palembang.post(f"{path}/formations:batch", json=body)).json()
    codes = [one["problem"]["code"] if one["problem"] else "done" for one in answer["items"]]
    assert codes == [
        "done",
        "done",
        "formation-taken",
        "formation-not-approved",
        "formation-of-other-intake",
        "not-found",
        "not-found",
    ]
    listed = (await palembang.get(f"{path}/formations")).json()["data"]
    assert [one["id"] for one in listed] == [str(good), str(again)]
    gone = {"items": [{"formation_id": str(good)}, {"formation_id": str(waiting)}]}
    answer = (await palembang.post(f"{path}/formation-removals:batch", json=gone)).json()
    assert [one["outcome"] for one in answer["items"]] == ["done", "refused"]
    assert len((await palembang.get(f"{path}/formations")).json()["data"]) == 1


async def test_a_formation_belongs_to_one_selection(
    palembang: ServiceClient, draft: dict[str, Any], made: dict[str, Any]
) -> None:
    (taken,) = (await palembang.get(f"{PATH}/{draft['id']}/formations")).json()["data"]
    body = {"items": [{"formation_id": taken["id"]}]}
    answer = (await palembang.post(f"{PATH}/{made['id']}/formations:batch", json=body)).json()
    assert answer["items"][0]["problem"]["selection_id"] == draft["id"]
    assert (await palembang.post(f"{PATH}/{made['id']}/approved-formations")).json() == {"added": 0}


async def test_what_is_announced_is_no_draft_any_more(
    palembang: ServiceClient, announced: dict[str, Any], approved: Approved
) -> None:
    path, body = (
        f"{PATH}/{announced['id']}",
        {"items": [{"formation_id": str(await approved({"general": 1}))}]},
    )
    for answer in (
        await palembang.patch(path, json={"name": "Lain"}, headers=tag(announced)),
        await palembang.post(f"{path}/formations:batch", json=body),
        await palembang.post(f"{path}/formation-removals:batch", json=body),
        await palembang.post(f"{path}/approved-formations"),
    ):
        assert assert_problem(answer, 409, "selection-not-in-state")["current_state"] == "announced"


async def test_lists_are_narrowed(palembang: ServiceClient, made: dict[str, Any]) -> None:
    for query, count in (
        ({}, 1),
        ({"agency": "5671", "intake": "2024", "state": "draft"}, 1),
        ({"state": "announced"}, 0),
        ({"intake": "2023"}, 0),
        ({"changed_since": "2199-01-01T00:00:00Z"}, 0),
    ):
        assert len((await palembang.get(PATH, params=query)).json()["data"]) == count, query


async def test_who_may_read_and_prepare(
    client: ServiceClient, made: dict[str, Any], planned: Planned
) -> None:
    path = f"{PATH}/{made['id']}"
    for reader in (auditor("5671"), decision_maker("5671")):
        assert (await client.as_(reader).get(path)).status_code == 200
        answer = await client.as_(reader).patch(path, json={"name": "Lain"}, headers=tag(made))
        assert_problem(answer, 403, "forbidden")
    foreign = client.as_(officer("6671"))
    assert_problem(await foreign.get(path), 404, "not-found")
    assert_problem(await foreign.patch(path, json={"name": "Lain"}, headers=tag(made)), 404, "not-found")
    assert_problem(await foreign.post(PATH, json=planned()), 403, "forbidden")
    assert_problem(await client.as_(employee(agency="5671")).get(path), 403, "forbidden")
