"""An agency's formations of an intake in numbers, and the share rules that the allocation must keep."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.testing.principals import ServiceClient, officer, unit_officer
from abdi.testing.problems import assert_problem
from recruitment.formations.allocations import allocation_of, check_allocation
from recruitment.selections.standards import standard_of

Waited = Callable[[dict[str, Any], int], Awaitable[None]]
Made = Callable[..., Awaitable[dict[str, Any]]]
Step = Callable[..., Awaitable[dict[str, Any]]]
PATH = "/v1/formation-summaries"
HOME: dict[str, str | int] = {"agency": "5671", "intake": 2024}


def broken(allocation: dict[str, Any]) -> list[str]:
    return [reason["rule"] for reason in allocation["reasons"] if not reason["passed"]]


async def test_states_needs_ages_and_owners_are_counted(
    made: Made,
    school: ServiceClient,
    reviewer: ServiceClient,
    step: Step,
    waited: Waited,
    *,
    unit_id: UUID,
) -> None:
    oldest = await made(openings=[{"need": "general", "count": 3}])
    await made(openings=[{"need": "general", "count": 1}, {"need": "disability", "count": 1}])
    proposed = await step(school, await made(openings=[{"need": "general", "count": 49}]), "proposal")
    await step(reviewer, proposed, "approval")
    await waited(oldest, 7)
    told = (await reviewer.get(PATH, params=HOME)).json()
    states = {one["state"]: one for one in told["states"]}
    assert (told["agency_kind"], told["rule_set"]) == ("regional", "2024")
    assert (states["draft"]["formations"], states["draft"]["openings"]) == (2, 5)
    assert states["draft"]["by_need"] == {"disability": 1, "general": 4}
    waiting = states["draft"]["oldest"]
    assert (waiting["formation_id"], waiting["age_days"]) == (oldest["id"], 7)
    assert waiting["owner"] == {"role": "unit_officer", "unit_id": str(unit_id)}
    assert states["approved"]["oldest"]["age_days"] == 0
    assert (states["proposed"]["formations"], states["proposed"]["oldest"]) == (0, None)
    assert (told["approved"]["openings"], told["approved"]["passed"]) == (49, False)
    (reason,) = [one for one in told["approved"]["reasons"] if not one["passed"]]
    assert (reason["rule"], reason["required"], reason["found"]) == (
        "quotas.disability",
        {"openings": 1, "percent": 2},
        0,
    )


async def test_an_approval_that_leaves_the_share_short_is_done_with_a_warning_until_it_is_kept(
    made: Made, school: ServiceClient, reviewer: ServiceClient, step: Step, session: AsyncSession
) -> None:
    general = await step(school, await made(openings=[{"need": "general", "count": 49}]), "proposal")
    special = await step(school, await made(openings=[{"need": "disability", "count": 1}]), "proposal")
    short = await step(reviewer, general, "approval")
    assert [one["rule"] for one in short["warnings"]] == ["quotas.disability"]
    assert short["reasons"] == short["warnings"]
    planned = (await reviewer.get(PATH, params=HOME)).json()["planned"]
    assert (planned["passed"], planned["openings"]) == (True, 50)
    kept = await step(reviewer, special, "approval")
    assert (kept["warnings"], kept["reasons"]) == ([], [])
    assert (await reviewer.get(PATH, params=HOME)).json()["approved"]["passed"]
    allocation = await allocation_of(session, "5671", 2024)
    _, standard = await standard_of(session, intake=2024)
    assert allocation.openings == {"disability": 1, "general": 49}
    assert all(reason.passed for reason in check_allocation(allocation, "regional", standard))


async def test_a_special_need_without_a_general_opening_of_the_same_post_and_education_is_named(
    made: Made, school: ServiceClient, reviewer: ServiceClient, step: Step
) -> None:
    lonely = await made(
        education_codes=["7634B30B9A4D0205E050640A29031FF8", "ff80808147e76ffd0147f25421a11f19"],
        openings=[{"need": "disability", "count": 1}],
    )
    general = await made(openings=[{"need": "general", "count": 10}])
    await step(reviewer, await step(school, general, "proposal"), "approval")
    approved = await step(reviewer, await step(school, lonely, "proposal"), "approval")
    assert [one["rule"] for one in approved["warnings"]] == ["formation.general_opening"]
    told = (await reviewer.get(PATH, params=HOME)).json()["approved"]
    assert broken(told) == ["formation.general_opening"]
    (reason,) = [one for one in told["reasons"] if not one["passed"]]
    assert (reason["found"]["posts"], reason["found"]["needs"]) == (1, ["disability"])


async def test_central_agencies_have_their_own_minimums(client: ServiceClient) -> None:
    asked: dict[str, str | int] = {"agency": "1010", "intake": 2021}
    told = (await client.as_(officer("1010")).get(PATH, params=asked)).json()
    rules = [one["rule"] for one in told["approved"]["reasons"]]
    assert told["agency_kind"] == "central"
    assert {"quotas.cumlaude", "quotas.disability"} <= set(rules)


async def test_an_agency_that_the_list_does_not_have_says_its_kind(client: ServiceClient) -> None:
    by = client.as_(officer("9999"))
    answer = await by.get(PATH, params={"agency": "9999", "intake": 2024})
    assert_problem(answer, 422, "malformed", pointer="/agency_kind")
    said = await by.get(PATH, params={"agency": "9999", "intake": 2024, "agency_kind": "central"})
    assert said.json()["agency_kind"] == "central"


async def test_only_who_sees_the_agency_sees_its_numbers(client: ServiceClient) -> None:
    for by in (client.as_(officer("6671")), client.as_(unit_officer("5671", uuid4()))):
        assert_problem(await by.get(PATH, params=HOME), 404, "not-found")
    without: dict[str, str | int] = {"agency": "5671", "intake": 2031}
    assert_problem(await client.as_(officer("5671")).get(PATH, params=without), 409, "rule-set-missing")
