"""Correcting and giving up many formations at once: each is judged alone, all are told together."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.db.tables import audit_entry
from abdi.testing.observers import Events, count_queries
from abdi.testing.principals import ServiceClient, officer
from abdi.testing.problems import assert_problem

Wanted = Callable[..., dict[str, Any]]
Made = Callable[..., Awaitable[dict[str, Any]]]
Step = Callable[..., Awaitable[dict[str, Any]]]
PATH = "/v1/formations"
REOPENED = "recruitment.formation.reopened"
WHY = {"reason": "anggaran tidak ada"}


def item(formation: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": formation["id"], "version": formation["version"], **more}


def codes(answer: dict[str, Any]) -> list[str | None]:
    return [row["problem"] and row["problem"]["code"] for row in answer["items"]]


async def asked(by: ServiceClient, name: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    answer = await by.post(f"{PATH}/{name}:batch", json={"items": items})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def states(by: ServiceClient, *formations: dict[str, Any]) -> list[str]:
    return [(await by.get(f"{PATH}/{one['id']}")).json()["state"] for one in formations]


async def test_many_are_given_up_and_each_that_cannot_be_says_why(
    made: Made, school: ServiceClient, approved_formation: dict[str, Any], events: Events
) -> None:
    first, second, third, withdrawn = await made(), await made(), await made(), await made()
    (gone,) = (await asked(school, "withdrawals", [item(withdrawn, **WHY)]))["items"]
    told = await asked(
        school,
        "withdrawals",
        [
            item(first, **WHY),
            item(approved_formation, **WHY),
            item(third | {"version": 7}, **WHY),
            item(gone, **WHY),
            {"id": str(uuid4()), "version": 1, **WHY},
            item(second, reason="salah unit"),
        ],
    )
    assert codes(told) == [
        None,
        "forbidden",
        "precondition-failed",
        "formation-not-in-state",
        "not-found",
        None,
    ]
    assert await states(school, first, second, approved_formation) == ["withdrawn", "withdrawn", "approved"]
    assert [(await school.get(f"{PATH}/{one['id']}")).json()["reason"] for one in (first, second)] == [
        WHY["reason"],
        "salah unit",
    ]
    assert await events.published(REOPENED) == []


async def test_the_agency_gives_up_approved_ones_with_one_event_and_one_entry(
    made: Made,
    school: ServiceClient,
    reviewer: ServiceClient,
    events: Events,
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    drafts = [await made() for _ in range(3)]
    proposed = (await asked(school, "proposals", [item(one) for one in drafts]))["items"]
    approved = (await asked(reviewer, "approvals", [item(one) for one in proposed]))["items"]
    told = await asked(reviewer, "withdrawals", [item(one, **WHY) for one in approved])
    assert told["counts"] == {"done": 3, "refused": 0}
    event = await events.only(REOPENED)
    assert event.data["state"] == "withdrawn"
    assert sorted(event.data["formation_ids"]) == sorted(one["id"] for one in drafts)
    async with sessions() as session:
        entries = select(audit_entry.c.reason).where(audit_entry.c.action == "withdraw_formations")
        assert (await session.scalars(entries)).all() == [WHY["reason"]]


async def test_what_a_selection_has_is_not_given_up_with_the_others(
    approved_formation: dict[str, Any], reviewer: ServiceClient, planned: Callable[..., dict[str, Any]]
) -> None:
    selection = (await reviewer.post("/v1/selections", json=planned())).json()
    await reviewer.post(f"/v1/selections/{selection['id']}/approved-formations")
    told = await asked(reviewer, "withdrawals", [item(approved_formation, **WHY)])
    assert codes(told) == ["formation-in-selection"]
    assert told["items"][0]["problem"]["selection_id"] == selection["id"]


async def test_many_are_corrected_each_in_its_own_way(
    made: Made, school: ServiceClient, approved_formation: dict[str, Any]
) -> None:
    first, second, third, fourth, fifth = [await made() for _ in range(5)]
    openings = [{"need": "general", "count": 2}]
    told = await asked(
        school,
        "corrections",
        [
            item(first, change={"age_maximum": None, "openings": openings}),
            item(second, change={"age_maximum": 60}),
            item(fourth, change={"placement_code": first["placement_code"]}),
            item(fifth | {"version": 7}, change={"age_maximum": 28}),
            item(approved_formation, change={"age_maximum": 28}),
            {"id": str(uuid4()), "version": 1, "change": {"age_maximum": 28}},
            item(third, change={"placement_name": "SD Negeri 33"}),
        ],
    )
    assert codes(told) == [
        None,
        "rule-broken",
        "already-asked-for",
        "precondition-failed",
        "formation-not-in-state",
        "not-found",
        None,
    ]
    assert [warning["rule"] for warning in told["items"][0]["warnings"]] == ["formation.empty_posts"]
    now = (await school.get(f"{PATH}/{first['id']}")).json()
    assert (now["version"], now["age_maximum"], now["gpa_minimum"]) == (2, None, first["gpa_minimum"])
    assert [one["count"] for one in now["openings"]] == [2]
    named = (await school.get(f"{PATH}/{third['id']}")).json()
    assert (named["placement_name"], named["placement_code"]) == ("SD Negeri 33", third["placement_code"])


async def test_two_corrections_do_not_ask_for_the_same_line(made: Made, school: ServiceClient) -> None:
    first, second = await made(), await made()
    same = {"placement_code": "SDN-BARU"}
    told = await asked(school, "corrections", [item(first, change=same), item(second, change=same)])
    assert codes(told) == [None, "already-asked-for"]
    assert told["items"][1]["problem"]["formation_id"] == first["id"]
    swapped = {"placement_code": second["placement_code"]}
    moved = {"placement_code": first["placement_code"]}
    first_now = (await school.get(f"{PATH}/{first['id']}")).json()
    told = await asked(school, "corrections", [item(second, change=moved), item(first_now, change=swapped)])
    assert codes(told) == [None, "already-asked-for"]


async def test_a_formation_named_twice_is_malformed_and_nothing_is_done(
    made: Made, school: ServiceClient, reviewer: ServiceClient
) -> None:
    draft, other = await made(), await made()
    for by, name, more in (
        (school, "corrections", {"change": {"age_maximum": 28}}),
        (school, "proposals", {}),
        (school, "withdrawals", WHY),
        (reviewer, "returns", WHY),
        (reviewer, "approvals", {}),
    ):
        twins = [item(draft, **more), item(other, **more), item(draft | {"version": 2}, **more)]
        answer = await by.post(f"{PATH}/{name}:batch", json={"items": twins})
        assert_problem(answer, 422, "malformed", pointer="/items")
        assert "each formation is named once" in answer.text or "setiap formasi disebut sekali" in answer.text
    now = [(await school.get(f"{PATH}/{one['id']}")).json() for one in (draft, other)]
    assert [(one["state"], one["version"]) for one in now] == [("draft", 1), ("draft", 1)]


async def test_a_correction_that_changes_nothing_is_malformed(made: Made, school: ServiceClient) -> None:
    draft = await made()
    answer = await school.post(f"{PATH}/corrections:batch", json={"items": [item(draft, change={})]})
    assert_problem(answer, 422, "malformed", pointer="/items/0/change")


async def test_more_corrections_cost_as_many_questions(school: ServiceClient, wanted: Wanted) -> None:
    asking = [wanted() for _ in range(22)]
    drafts = (await school.post(f"{PATH}:batch", json={"items": asking})).json()["items"]
    many = [item(one, change={"age_maximum": 29}) for one in drafts]
    with count_queries() as few:
        await asked(school, "corrections", many[:2])
    with count_queries() as more:
        told = await asked(school, "corrections", many[2:])
    assert told["counts"] == {"done": 20, "refused": 0}
    # With row versions told back by the database, rows are updated one by one.
    assert 0 < len(more) - len(few) <= 18


async def test_others_neither_correct_nor_give_up(client: ServiceClient, proposed: dict[str, Any]) -> None:
    by = client.as_(officer("6671"))
    assert codes(await asked(by, "withdrawals", [item(proposed, **WHY)])) == ["not-found"]
    change = {"age_maximum": 28}
    assert codes(await asked(by, "corrections", [item(proposed, change=change)])) == ["not-found"]
