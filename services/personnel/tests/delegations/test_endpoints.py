"""Delegating, appointing a Plt. or Plh., and what is refused."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.tables import directory_grant
from abdi.testing.observers import Events
from abdi.testing.principals import auditor, officer
from abdi.testing.problems import assert_problem

AT_ONCE = {"ends_on": "2026-03-01", "reason": "back earlier"}


async def end(client: httpx.AsyncClient, made: dict[str, Any], **facts: Any) -> httpx.Response:
    version = {"If-Match": f'"{made["version"]}"'}
    return await client.post(f"/v1/delegations/{made['id']}/ending", json=AT_ONCE | facts, headers=version)


async def test_superior_delegates_and_the_directory_knows_it_at_once(
    office: Any, events: Events, session: AsyncSession
) -> None:
    head = await office.sign_in(office.head)
    actions = ["performance.plan.agree", "performance.evaluation.complete"]
    answer = await head.post("/v1/delegations", json=office.delegation(actions=actions))
    made = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, f"/v1/delegations/{made['id']}")
    assert (made["agency"], made["state"], made["in_force"], made["rule_set"]) == (
        "5671",
        "made",
        True,
        "2021",
    )
    told = await events.only("personnel.delegation.made")
    assert told.data == {
        "agency": "5671",
        "delegation_id": made["id"],
        "kind": "delegation",
        "from_employee_id": office.head,
        "to_employee_id": office.deputy,
        "actions": sorted(actions),
        "starts_on": "2026-03-02",
        "ends_on": "2026-03-15",
        "state": "made",
    }
    (grant,) = (
        await session.execute(select(directory_grant).where(directory_grant.c.kind == "delegation"))
    ).all()
    assert (str(grant.employee_id), str(grant.of), grant.role) == (office.deputy, office.head, "superior")
    assert grant.actions == sorted(actions)


async def test_nobody_delegates_what_belongs_to_another(office: Any, palembang: httpx.AsyncClient) -> None:
    head = await office.sign_in(office.head)
    await head.post("/v1/delegations", json=office.delegation())
    deputy = await office.sign_in(office.deputy)
    for client in (deputy, palembang):
        answer = await client.post("/v1/delegations", json=office.delegation(to_employee_id=office.other))
        (reason,) = assert_problem(answer, 403, "not-own-authority")["reasons"]
        assert reason["rule"] == "delegation.own_authority"


async def test_who_leads_nobody_has_nothing_to_delegate(office: Any) -> None:
    deputy = await office.sign_in(office.deputy)
    body = office.delegation(from_employee_id=office.deputy, to_employee_id=office.other)
    (reason,) = assert_problem(await deputy.post("/v1/delegations", json=body), 409, "rule-broken")["reasons"]
    assert reason["rule"] == "delegation.has_authority"


@pytest.mark.parametrize(
    ("facts", "broken"),
    [
        ({"ends_on": "2026-03-01"}, "delegation.period"),
        ({"actions": ["personnel.roles.write"]}, "delegation.known_actions"),
        ({"actions": []}, "delegation.known_actions"),
    ],
)
async def test_delegation_against_the_rules_names_them(
    office: Any, facts: dict[str, Any], broken: str
) -> None:
    head = await office.sign_in(office.head)
    answer = await head.post("/v1/delegations", json=office.delegation(**facts))
    assert [reason["rule"] for reason in assert_problem(answer, 409, "rule-broken")["reasons"]] == [broken]


async def test_delegation_has_a_last_day(office: Any) -> None:
    head = await office.sign_in(office.head)
    body = {name: value for name, value in office.delegation().items() if name != "ends_on"}
    assert_problem(await head.post("/v1/delegations", json=body), 422, pointer="/ends_on")


async def test_taker_is_somebody_else_in_service_of_the_same_agency(office: Any) -> None:
    head, registry = await office.sign_in(office.head), office.registry
    leaving = {"kind": "resignation", "effective_on": "2026-01-01"}
    await registry.post(f"/v1/employees/{office.other}/separation", leaving)
    for taker, broken in (
        (office.head, "delegation.somebody_else"),
        (office.other, "delegation.in_service"),
    ):
        answer = await head.post("/v1/delegations", json=office.delegation(to_employee_id=taker))
        assert [reason["rule"] for reason in assert_problem(answer, 409, "rule-broken")["reasons"]] == [
            broken
        ]


async def test_officer_appoints_a_plt_for_three_months_and_extends_it_once(
    office: Any, palembang: httpx.AsyncClient
) -> None:
    leaving = {"kind": "retirement", "effective_on": "2026-01-01"}
    await office.registry.post(f"/v1/employees/{office.head}/separation", leaving)
    plt = office.delegation(kind="plt", starts_on="2026-03-01", ends_on="2026-06-01")
    (reason,) = assert_problem(await palembang.post("/v1/delegations", json=plt), 409, "rule-broken")[
        "reasons"
    ]
    assert (reason["rule"], reason["required"]) == ("delegation.plt_length", "<= 2026-05-31")
    first = await palembang.post("/v1/delegations", json=plt | {"ends_on": "2026-05-31"})
    assert first.status_code == 201, first.text
    extension = plt | {"starts_on": "2026-06-01"}
    for ends_on, status in (("2026-09-01", 409), ("2026-08-31", 201)):
        answer = await palembang.post("/v1/delegations", json=extension | {"ends_on": ends_on})
        assert answer.status_code == status
    third = plt | {"starts_on": "2026-09-02", "ends_on": "2026-09-30"}
    (reason,) = assert_problem(await palembang.post("/v1/delegations", json=third), 409, "rule-broken")[
        "reasons"
    ]
    assert reason["rule"] == "delegation.plt_extended_once"


async def test_plh_stands_in_for_somebody_in_service(office: Any, palembang: httpx.AsyncClient) -> None:
    plh = office.delegation(kind="plh")
    assert (await palembang.post("/v1/delegations", json=plh)).status_code == 201
    second = plh | {"to_employee_id": office.other}
    assert_problem(await palembang.post("/v1/delegations", json=second), 409, "already-stood-in-for")
    leaving = {"kind": "retirement", "effective_on": "2026-03-01"}
    await office.registry.post(f"/v1/employees/{office.head}/separation", leaving)
    later = plh | {"starts_on": "2026-05-01", "ends_on": "2026-05-02"}
    (reason,) = assert_problem(await palembang.post("/v1/delegations", json=later), 409, "rule-broken")[
        "reasons"
    ]
    assert reason["rule"] == "delegation.giver_in_service"


async def test_one_of_two_acting_officials_appointed_at_once_is_refused(
    office: Any, palembang: httpx.AsyncClient
) -> None:
    for month in (4, 6, 8):
        days = {"starts_on": f"2026-{month:02d}-01", "ends_on": f"2026-{month:02d}-28"}
        answers = await asyncio.gather(
            *(
                palembang.post(
                    "/v1/delegations", json=office.delegation(kind="plt", to_employee_id=taker, **days)
                )
                for taker in (office.deputy, office.other)
            )
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409]


async def test_only_an_officer_of_the_agency_appoints_and_never_oneself(
    office: Any, pontianak: httpx.AsyncClient
) -> None:
    plt = office.delegation(kind="plt")
    head = await office.sign_in(office.head)
    assert_problem(await head.post("/v1/delegations", json=plt), 403, "forbidden")
    assert_problem(await pontianak.post("/v1/delegations", json=plt), 404, "not-found")
    own = office.registry.of(officer("5671", employee_id=office.deputy))
    assert_problem(await own.post("/v1/delegations", json=plt), 403, "own-case")


async def test_batch_says_what_became_of_each_item(office: Any, events: Events) -> None:
    head = await office.sign_in(office.head)
    items = [office.delegation(), office.delegation(), office.delegation(kind="plt")]
    body = (await head.post("/v1/delegations:batch", json={"items": items})).json()
    assert body["counts"] == {"done": 1, "refused": 2}
    assert [(outcome["problem"] or {}).get("code") for outcome in body["items"]] == [
        None,
        "already-stood-in-for",
        "forbidden",
    ]
    assert len(await events.published("personnel.delegation.made")) == 1


async def test_both_sides_the_agency_and_its_auditor_see_a_delegation(
    office: Any, palembang: httpx.AsyncClient, pontianak: httpx.AsyncClient
) -> None:
    head, deputy = await office.sign_in(office.head), await office.sign_in(office.deputy)
    made = (await head.post("/v1/delegations", json=office.delegation())).json()
    inspecting = office.registry.of(auditor("5671"))
    for reader in (head, deputy, palembang, inspecting):
        assert [one["id"] for one in (await reader.get("/v1/delegations")).json()["data"]] == [made["id"]]
        assert (await reader.get(f"/v1/delegations/{made['id']}")).json() == made
    for stranger in (await office.sign_in(office.other), pontianak):
        assert (await stranger.get("/v1/delegations")).json()["data"] == []
        assert_problem(await stranger.get(f"/v1/delegations/{made['id']}"), 404, "not-found")


async def test_delegations_are_found_by_side_kind_and_day(office: Any) -> None:
    head = await office.sign_in(office.head)
    await head.post("/v1/delegations", json=office.delegation())
    for query, count in (
        ({"employee_id": office.deputy}, 1),
        ({"from_employee_id": office.deputy}, 0),
        ({"to_employee_id": office.deputy, "kind": "delegation", "on": "2026-03-15"}, 1),
        ({"on": "2026-03-16"}, 0),
        ({"state": "ended"}, 0),
        ({"agency": "5671", "limit": 1}, 1),
    ):
        assert len((await office.registry.get("/v1/delegations", **query))["data"]) == count


async def test_giver_or_officer_ends_a_delegation_but_not_the_taker(
    office: Any, palembang: httpx.AsyncClient, events: Events
) -> None:
    head, deputy = await office.sign_in(office.head), await office.sign_in(office.deputy)
    first = (await head.post("/v1/delegations", json=office.delegation(starts_on="2026-02-25"))).json()
    assert_problem(await end(deputy, first), 403, "own-case")
    assert_problem(await end(head, first | {"version": 5}), 412, "precondition-failed")
    ended = (await end(head, first)).json()
    assert (ended["state"], ended["ends_on"], ended["in_force"]) == ("ended", "2026-03-01", False)
    told = await events.only("personnel.delegation.ended")
    assert (told.data["state"], told.data["ends_on"]) == ("ended", "2026-03-01")
    assert_problem(await end(head, ended), 409, "delegation-over")
    second = (await head.post("/v1/delegations", json=office.delegation())).json()
    assert (await end(palembang, second)).json()["state"] == "withdrawn"


async def test_leaving_ends_what_was_given_and_received_but_no_plt(
    office: Any, palembang: httpx.AsyncClient
) -> None:
    head = await office.sign_in(office.head)
    given = (await head.post("/v1/delegations", json=office.delegation())).json()
    plt = office.delegation(kind="plt", to_employee_id=office.other)
    acting = (await palembang.post("/v1/delegations", json=plt)).json()
    leaving = {"kind": "retirement", "effective_on": "2026-03-02"}
    await office.registry.post(f"/v1/employees/{office.head}/separation", leaving)
    states = [(await office.registry.get(f"/v1/delegations/{one['id']}"))["state"] for one in (given, acting)]
    assert states == ["withdrawn", "made"]
    await office.registry.post(f"/v1/employees/{office.other}/separation", leaving)
    assert (await office.registry.get(f"/v1/delegations/{acting['id']}"))["state"] == "withdrawn"
