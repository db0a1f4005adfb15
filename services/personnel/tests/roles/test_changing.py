"""Ending and correcting roles; an agency never loses its last administrator unseen."""

import asyncio
from typing import Any

import httpx

from abdi.testing.observers import Events
from abdi.testing.principals import officer
from abdi.testing.problems import assert_problem

AT_ONCE = {"ends_on": "2026-03-01", "reason": "no longer in the office"}


async def end(client: httpx.AsyncClient, made: dict[str, Any], **facts: Any) -> httpx.Response:
    version = {"If-Match": f'"{made["version"]}"'}
    return await client.post(f"/v1/roles/{made['id']}/ending", json=AT_ONCE | facts, headers=version)


async def correct(client: httpx.AsyncClient, made: dict[str, Any], **facts: Any) -> httpx.Response:
    body = {"reason": "the decree says so"} | facts
    version = {"If-Match": f'"{made["version"]}"'}
    return await client.patch(f"/v1/roles/{made['id']}", json=body, headers=version)


async def test_last_administrator_is_neither_ended_nor_shortened(
    registry: Any, assign: Any, palembang: httpx.AsyncClient
) -> None:
    only = await assign("agency_officer", (await registry.make_employee())["id"])
    for answer in (
        await end(palembang, only),
        await end(palembang, only, ends_on="2027-01-31"),
        await correct(palembang, only, ends_on="2027-01-31"),
        await correct(palembang, only, starts_on="2026-03-03"),
    ):
        (reason,) = assert_problem(answer, 409, "last-administrator")["reasons"]
        assert reason["rule"] == "role.last_officer"
    later = await assign("agency_officer", (await registry.make_employee())["id"], starts_on="2026-03-10")
    (reason,) = assert_problem(await end(palembang, only), 409, "last-administrator")["reasons"]
    assert reason["found"] == {"first_day_without": "2026-03-02"}
    assert (await end(palembang, only, ends_on="2026-03-09")).status_code == 200
    assert_problem(await end(palembang, later, ends_on="2026-12-31"), 409, "last-administrator")


async def test_two_officers_who_end_each_other_at_once_leave_one(registry: Any, assign: Any) -> None:
    for _ in range(3):
        pair = [(await registry.make_employee(agency="6671"))["id"] for _ in range(2)]
        roles = [await assign("agency_officer", person, agency="6671") for person in pair]
        clients = [registry.of(officer("6671", employee_id=person)) for person in pair]
        answers = await asyncio.gather(end(clients[0], roles[1]), end(clients[1], roles[0]))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        held = await registry.get("/v1/roles", agency="6671", on="2026-03-02", role="agency_officer")
        assert len(held["data"]) == 1
        await registry.post(
            f"/v1/employees/{held['data'][0]['employee_id']}/separation",
            {"kind": "resignation", "effective_on": "2026-03-01"},
        )


async def test_nobody_ends_or_corrects_the_own_role(registry: Any, assign: Any) -> None:
    person, other = [(await registry.make_employee())["id"] for _ in range(2)]
    made = await assign("agency_officer", person)
    await assign("agency_officer", other)
    own = registry.of(officer("5671", employee_id=person))
    for answer in (await end(own, made), await correct(own, made, ends_on="2026-12-31")):
        assert_problem(answer, 403, "own-case")


async def test_role_of_another_agency_is_not_found(
    registry: Any, assign: Any, pontianak: httpx.AsyncClient
) -> None:
    made = await assign("decision_maker", (await registry.make_employee())["id"])
    assert_problem(await end(pontianak, made), 404, "not-found")


async def test_ending_needs_the_version_and_possible_days(
    registry: Any, assign: Any, palembang: httpx.AsyncClient
) -> None:
    made = await assign("decision_maker", (await registry.make_employee())["id"], ends_on="2026-06-30")
    unseen = await palembang.post(f"/v1/roles/{made['id']}/ending", json=AT_ONCE)
    assert_problem(unseen, 428, "precondition-required")
    assert_problem(await end(palembang, made | {"version": 7}), 412, "precondition-failed")
    for day, broken in (("2026-02-28", "role.end_not_backdated"), ("2026-07-01", "role.ends_earlier")):
        problem = assert_problem(await end(palembang, made, ends_on=day), 409, "rule-broken")
        assert [reason["rule"] for reason in problem["reasons"]] == [broken]


async def test_ended_role_stays_ended(
    registry: Any, assign: Any, palembang: httpx.AsyncClient, events: Events
) -> None:
    made = await assign("decision_maker", (await registry.make_employee())["id"])
    ended = (await end(palembang, made)).json()
    assert (ended["state"], ended["ends_on"], ended["end_reason"]) == (
        "ended",
        "2026-03-01",
        AT_ONCE["reason"],
    )
    told = await events.only("personnel.role.ended")
    assert (told.data["state"], told.data["ends_on"]) == ("ended", "2026-03-01")
    assert_problem(await end(palembang, ended), 409, "role-over")
    assert_problem(await correct(palembang, ended, ends_on="2027-01-01"), 409, "role-over")


async def test_role_that_never_began_is_withdrawn_and_can_be_given_again(
    registry: Any, assign: Any, palembang: httpx.AsyncClient
) -> None:
    person = (await registry.make_employee())["id"]
    made = await assign("decision_maker", person, starts_on="2026-05-01")
    assert (await end(palembang, made)).json()["state"] == "withdrawn"
    assert (await assign("decision_maker", person, starts_on="2026-05-01"))["state"] == "assigned"


async def test_correction_keeps_the_rules_of_a_new_role(
    registry: Any, assign: Any, palembang: httpx.AsyncClient, events: Events
) -> None:
    person = (await registry.make_employee())["id"]
    made = await assign("auditor", person, purpose="kinerja 2025", ends_on="2026-06-30")
    for facts, code in (
        ({"ends_on": None}, "rule-broken"),
        ({"ends_on": "2027-06-30"}, "rule-broken"),
        ({"ends_on": "2026-06-30"}, "nothing-corrected"),
    ):
        assert_problem(await correct(palembang, made, **facts), 409, code)
    assert_problem(await correct(palembang, made, starts_on=None), 422)
    changed = (await correct(palembang, made, ends_on="2026-09-30")).json()
    assert (changed["ends_on"], changed["version"]) == ("2026-09-30", 2)
    told = await events.only("personnel.role.corrected")
    assert (told.data["corrected"], told.data["ends_on"]) == (["ends_on"], "2026-09-30")


async def test_leaving_ends_roles_and_says_when_the_last_administrator_goes(
    registry: Any, assign: Any, events: Events
) -> None:
    first, second = [(await registry.make_employee())["id"] for _ in range(2)]
    held = await assign("agency_officer", first)
    await assign("decision_maker", first, starts_on="2026-05-01")
    await assign("agency_officer", second)
    leaving = {"kind": "retirement", "effective_on": "2026-03-01"}
    assert (await registry.post(f"/v1/employees/{first}/separation", leaving))["warnings"] == []
    over = await registry.get(f"/v1/roles/{held['id']}")
    assert (over["state"], over["ends_on"], over["end_reason"]) == ("ended", "2026-02-28", "left service")
    ended = [
        (event.data["role"], event.data["state"]) for event in await events.published("personnel.role.ended")
    ]
    assert sorted(ended) == [("agency_officer", "ended"), ("decision_maker", "withdrawn")]
    (warning,) = (await registry.post(f"/v1/employees/{second}/separation", leaving))["warnings"]
    assert (warning["rule"], warning["found"]) == ("role.last_officer", {"first_day_without": "2026-03-02"})
