"""Rule sets over HTTP: read by many, changed by two people."""

import tomllib
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from abdi.places import folder_of
from abdi.rulesets import RuleSetFile, read_rule_sets, store_rule_sets
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient, decision_maker, employee, officer
from abdi.testing.problems import assert_problem

Rules = Callable[..., dict[str, Any]]
Planned = Callable[..., dict[str, Any]]
PATH = "/v1/rule-set-proposals"
WHY = {"reason": "Sesuai naskah keputusan"}


def tag(one: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"{one["version"]}"'}


async def test_shipped_rules_are_read_with_their_sources_and_doubts(palembang: ServiceClient) -> None:
    listed = (await palembang.get("/v1/rule-sets")).json()
    assert [(one["version"], one["is_from_file"], one["selections"]) for one in listed] == [
        ("2021", True, 0),
        ("2023", True, 0),
        ("2024", True, 0),
    ]
    seen = (await palembang.get("/v1/rule-sets/2024")).json()
    assert seen["values"]["clock"]["notice_days"] == 15
    assert "PermenPANRB 6/2024" in seen["legal_basis"]
    assert any("notice_days" in one for one in seen["unverified"])
    assert_problem(await palembang.get("/v1/rule-sets/1999"), 404, "not-found")


@pytest.mark.parametrize("version", ["2021", "2023", "2024"])
async def test_the_downloaded_file_is_the_shipped_one(palembang: ServiceClient, version: str) -> None:
    answer = await palembang.get(f"/v1/rule-sets/{version}/file")
    assert answer.headers["content-disposition"] == f'attachment; filename="{version}.toml"'
    read = RuleSetFile.model_validate(tomllib.loads(answer.text))
    files = read_rule_sets(folder_of("recruitment", "rulesets"))
    shipped = next(one for one in files if one.version == version)
    assert read.checksum() == shipped.checksum()
    assert read.model_dump(mode="json") == shipped.model_dump(mode="json")


async def test_what_one_proposes_another_one_brings_into_force(
    palembang: ServiceClient, decider: ServiceClient, proposal: dict[str, Any], events: Events
) -> None:
    assert (proposal["state"], proposal["compared_with"]) == ("proposed", "2024")
    changes = {one["pointer"]: (one["old"], one["new"]) for one in proposal["differences"]}
    assert changes["/values/clock/notice_days"] == (15, 14)
    assert_problem(await palembang.get("/v1/rule-sets/2026"), 404, "not-found")
    answer = await decider.post(f"{PATH}/{proposal['id']}/approval", json=WHY, headers=tag(proposal))
    assert answer.status_code == 200, answer.text
    decided = answer.json()
    assert (decided["state"], decided["decision_reason"]) == ("approved", WHY["reason"])
    assert decided["proposed_by"] != decided["decided_by"]
    seen = (await palembang.get("/v1/rule-sets/2026")).json()
    assert (seen["values"]["clock"]["notice_days"], seen["is_from_file"]) == (14, False)
    assert [one["id"] for one in seen["history"]] == [proposal["id"]]
    assert (await palembang.get("/v1/rule-sets/2024")).json()["valid_to"] == "2026-07-31"
    event = await events.only("recruitment.rule_set.adopted")
    assert event.data["rule_set_version"] == "2026"


async def test_adopted_rules_survive_the_next_start(
    decider: ServiceClient, proposal: dict[str, Any], unit: Unit
) -> None:
    await decider.post(f"{PATH}/{proposal['id']}/approval", json=WHY, headers=tag(proposal))
    async with unit() as session:
        assert await store_rule_sets(session, read_rule_sets(folder_of("recruitment", "rulesets"))) == 0


async def test_adopted_rules_bind_the_next_selection_and_then_stay(
    palembang: ServiceClient,
    decider: ServiceClient,
    *,
    proposal: dict[str, Any],
    rules: Rules,
    planned: Planned,
    approved: Callable[..., Any],
) -> None:
    await decider.post(f"{PATH}/{proposal['id']}/approval", json=WHY, headers=tag(proposal))
    made = (await palembang.post("/v1/selections", json=planned(intake=2026))).json()
    await approved({"general": 49, "disability": 1}, intake=2026)
    path = f"/v1/selections/{made['id']}"
    await palembang.post(f"{path}/approved-formations")
    seen = (await palembang.get(path)).json()
    number = {"announcement_number": "800/1"}
    bound = (await palembang.post(f"{path}/announcement", json=number, headers=tag(seen))).json()
    assert bound["rule_set"] == "2026"
    refused = await palembang.post(PATH, json=rules({"notice_days": 10}))
    assert assert_problem(refused, 409, "rule-set-in-use")["selections"] == 1


async def test_adopted_rules_may_be_changed_while_nobody_uses_them(
    palembang: ServiceClient, decider: ServiceClient, proposal: dict[str, Any], rules: Rules
) -> None:
    await decider.post(f"{PATH}/{proposal['id']}/approval", json=WHY, headers=tag(proposal))
    again = (await palembang.post(PATH, json=rules({"notice_days": 10}))).json()
    assert again["compared_with"] == "2026"
    assert again["differences"] == [{"pointer": "/values/clock/notice_days", "old": 14, "new": 10}]
    await decider.post(f"{PATH}/{again['id']}/approval", json=WHY, headers=tag(again))
    seen = (await palembang.get("/v1/rule-sets/2026")).json()
    assert (seen["values"]["clock"]["notice_days"], len(seen["history"])) == (10, 2)


async def test_nobody_decides_the_own_proposal(decider: ServiceClient, rules: Rules) -> None:
    made = (await decider.post(PATH, json=rules())).json()
    for step in ("approval", "refusal"):
        answer = await decider.post(f"{PATH}/{made['id']}/{step}", json=WHY, headers=tag(made))
        assert_problem(answer, 403, "same-person")
    assert (await decider.get(f"{PATH}/{made['id']}")).json()["state"] == "proposed"


async def test_a_proposal_is_decided_once(
    palembang: ServiceClient, decider: ServiceClient, proposal: dict[str, Any], rules: Rules
) -> None:
    waiting = await palembang.post(PATH, json=rules())
    assert assert_problem(waiting, 409, "proposal-open")["proposal_id"] == proposal["id"]
    path = f"{PATH}/{proposal['id']}"
    stale = {"If-Match": '"7"'}
    assert_problem(await decider.post(f"{path}/refusal", json=WHY, headers=stale), 412, "precondition-failed")
    refused = (await decider.post(f"{path}/refusal", json=WHY, headers=tag(proposal))).json()
    assert refused["state"] == "refused"
    again = await decider.post(f"{path}/approval", json=WHY, headers=tag(refused))
    assert assert_problem(again, 409, "proposal-not-in-state")["current_state"] == "refused"
    assert_problem(await palembang.get("/v1/rule-sets/2026"), 404, "not-found")
    page = (await palembang.get(PATH, params={"state": "refused"})).json()
    assert [one["id"] for one in page["data"]] == [proposal["id"]]


async def test_shipped_rules_are_corrected_by_a_version_of_their_own(
    palembang: ServiceClient, rules: Rules
) -> None:
    refused = await palembang.post(PATH, json=rules(version="2024"))
    assert_problem(refused, 409, "rule-set-shipped")
    correction = await palembang.post(PATH, json=rules(version="2024-2", valid_from="2026-04-01"))
    assert correction.status_code == 201, correction.text


async def test_rules_that_overlap_others_do_not_come_into_force(
    palembang: ServiceClient, decider: ServiceClient, rules: Rules
) -> None:
    made = (await palembang.post(PATH, json=rules(valid_from="2022-01-01"))).json()
    answer = await decider.post(f"{PATH}/{made['id']}/approval", json=WHY, headers=tag(made))
    assert_problem(answer, 409, "rule-set-not-fitting")
    assert (await decider.get(f"{PATH}/{made['id']}")).json()["state"] == "proposed"


@pytest.mark.parametrize(
    ("numbers", "facts", "pointer"),
    [
        ({"notice_days": "fifteen"}, {}, "/values/clock/notice_days"),
        ({"unknown": 1}, {}, "/values/clock/unknown"),
        ({}, {"version": "2026a"}, "/version"),
        ({}, {"valid_from": "2026-08-01", "valid_to": "2026-07-01"}, ""),
        ({}, {"values": {}}, "/values/paper"),
    ],
)
async def test_rules_that_make_no_sense_are_malformed(
    palembang: ServiceClient, rules: Rules, *, numbers: Any, facts: Any, pointer: str
) -> None:
    answer = await palembang.post(PATH, json=rules(numbers, **facts))
    assert_problem(answer, 422, "malformed", pointer=pointer)


async def test_who_may_neither_read_nor_change_rules(
    client: ServiceClient, palembang: ServiceClient, proposal: dict[str, Any], rules: Rules
) -> None:
    nobody = client.as_(employee(agency="5671"))
    assert_problem(await nobody.get("/v1/rule-sets"), 403, "forbidden")
    assert_problem(await nobody.post(PATH, json=rules()), 403, "forbidden")
    path = f"{PATH}/{proposal['id']}"
    assert_problem(
        await palembang.post(f"{path}/approval", json=WHY, headers=tag(proposal)), 403, "forbidden"
    )
    for stranger in (officer("6671"), decision_maker("6671")):
        assert_problem(await client.as_(stranger).get(path), 404, "not-found")
        assert (await client.as_(stranger).get(PATH)).json()["data"] == []
    assert_problem(await client.as_(officer("6671")).post(PATH, json=rules()), 403, "forbidden")
    assert_problem(await palembang.get(f"{PATH}/{uuid4()}"), 404, "not-found")
