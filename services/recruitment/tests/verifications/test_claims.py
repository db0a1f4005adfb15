"""The work queue: taking cases, leases, who gets none, bulk acceptance, and what waits longest."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from services.recruitment.tests.verifications.following import finished

from abdi.clock import FixedClock
from abdi.testing.principals import ServiceClient, committee_member
from abdi.testing.problems import assert_problem
from recruitment.applications.models import Application
from recruitment.selections.models import Selection
from recruitment.verifications import accepting

Applying = Callable[..., Awaitable[list[Application]]]
CasesOf = Callable[[Selection], Awaitable[dict[str, dict[str, Any]]]]
Judge = Callable[..., Awaitable[Any]]


async def claim(by: ServiceClient, selection: Selection, count: int) -> list[str]:
    answer = await by.post(f"/v1/selections/{selection.id}/verification-claims", json={"count": count})
    assert answer.status_code == 200, answer.text
    return [case["id"] for case in answer.json()["cases"]]


async def allow_bulk(by: ServiceClient, selection: Selection) -> None:
    answer = await by.put(
        f"/v1/selections/{selection.id}/verification-setting",
        json={"may_accept_in_bulk": True, "lease_minutes": 30},
        headers={"If-Match": '"0"'},
    )
    assert answer.status_code == 200, answer.text


@pytest.fixture
async def waiting(selection: Selection, applying: Applying, cases_of: CasesOf) -> list[str]:
    """Three cases, who waits longest first."""
    days = (datetime(2024, 9, day, tzinfo=UTC) for day in (3, 1, 2))
    for at in days:
        await applying(selection, submitted_at=at)
    cases = (await cases_of(selection)).values()
    assert [case["waits_since"][8:10] for case in cases] == ["01", "02", "03"]
    return [case["id"] for case in cases]


async def test_who_takes_the_next_gets_what_waits_longest_and_nobody_else_does(
    one: ServiceClient, two: ServiceClient, selection: Selection, waiting: list[str], *, judge: Judge
) -> None:
    assert await claim(one, selection, 2) == waiting[:2]
    assert await claim(two, selection, 5) == waiting[2:]
    assert await claim(two, selection, 5) == []
    assert_problem(await judge(two, waiting[0]), 409, "case-taken")
    assert_problem(await two.post(f"/v1/verifications/{waiting[0]}/claim"), 409, "case-taken")
    mine = await one.get("/v1/verifications", params={"is_mine": "true"})
    assert [case["id"] for case in mine.json()["data"]] == waiting[:2]
    assert (await judge(one, waiting[0])).json()["claims"] == [], "judging gives the case back"


async def test_a_lease_ends_and_a_release_frees(
    one: ServiceClient, two: ServiceClient, selection: Selection, waiting: list[str], *, clock: FixedClock
) -> None:
    await claim(one, selection, 3)
    assert (await one.post(f"/v1/verifications/{waiting[1]}/release")).json()["claims"] == []
    assert await claim(two, selection, 3) == [waiting[1]]
    clock.advance(timedelta(minutes=31))
    assert await claim(two, selection, 3) == waiting


async def test_many_who_take_at_once_never_get_the_same(
    client: ServiceClient, selection: Selection, applying: Applying, cases_of: CasesOf
) -> None:
    await applying(selection, 12)
    cases = await cases_of(selection)
    people = [client.as_(committee_member("5671", subject=f"verifier-{number}")) for number in range(4)]
    taken = await asyncio.gather(*(claim(person, selection, 4) for person in people))
    flat = [case_id for cases_taken in taken for case_id in cases_taken]
    assert len(flat) == len(set(flat)), "a case of one verifier has one seat"
    assert set(flat) <= {case["id"] for case in cases.values()}


async def test_two_seats_where_two_judge(
    one: ServiceClient,
    two: ServiceClient,
    three: ServiceClient,
    selection_of_two: Selection,
    *,
    applying: Applying,
    cases_of: CasesOf,
) -> None:
    await applying(selection_of_two)
    (case,) = (await cases_of(selection_of_two)).values()
    assert await claim(one, selection_of_two, 1) == [case["id"]]
    assert await claim(two, selection_of_two, 1) == [case["id"]]
    assert await claim(three, selection_of_two, 1) == []


@pytest.mark.parametrize("of_whole_selection", [False, True])
async def test_who_declares_a_conflict_gets_none_of_these_cases(
    one: ServiceClient,
    two: ServiceClient,
    selection: Selection,
    applying: Applying,
    *,
    cases_of: CasesOf,
    judge: Judge,
    of_whole_selection: bool,
) -> None:
    (mine, other) = await applying(selection, 2)
    cases = await cases_of(selection)
    taken, free = cases[str(mine.id)]["id"], cases[str(other.id)]["id"]
    await claim(one, selection, 2)
    body = {"relation": "kinship", "words": "sepupu"}
    if not of_whole_selection:
        body |= {"application_id": str(mine.id)}
    path = f"/v1/selections/{selection.id}/conflicts-of-interest"
    declared = await one.post(path, json=body)
    assert (declared.status_code, declared.json()["already_judged"]) == (201, [])
    assert_problem(await one.post(path, json=body), 409, "conflict-known")
    problem = assert_problem(await judge(one, taken), 409, "conflict-of-interest")
    assert problem["reasons"][0]["rule"] == "verification.no_conflict"
    assert_problem(await one.post(f"/v1/verifications/{taken}/claim"), 409, "conflict-of-interest")
    expected = [taken, free] if of_whole_selection else [taken]
    assert sorted(await claim(two, selection, 5)) == sorted(expected), "the own claims ended"
    assert await claim(one, selection, 5) == []
    assert len((await two.get(path)).json()["data"]) == 1


async def test_a_conflict_about_an_application_elsewhere_is_not_found(
    one: ServiceClient, selection: Selection, selection_of_two: Selection, applying: Applying
) -> None:
    (elsewhere,) = await applying(selection_of_two)
    answer = await one.post(
        f"/v1/selections/{selection.id}/conflicts-of-interest",
        json={"application_id": str(elsewhere.id), "relation": "work"},
    )
    assert_problem(answer, 404, "not-found")


async def test_a_conflict_says_what_was_judged_before(
    one: ServiceClient, selection: Selection, waiting: list[str], judge: Judge
) -> None:
    await judge(one, waiting[0])
    body = {"relation": "other"}
    answer = await one.post(f"/v1/selections/{selection.id}/conflicts-of-interest", json=body)
    assert answer.json()["already_judged"] == [waiting[0]]


async def test_the_list_of_conflicts_tells_no_changes(one: ServiceClient, selection: Selection) -> None:
    path = f"/v1/selections/{selection.id}/conflicts-of-interest"
    since = {"changed_since": "2024-09-01T00:00:00Z"}
    assert_problem(await one.get(path, params=since), 422, "malformed")


async def test_bulk_acceptance_takes_only_what_is_proven_and_only_if_the_agency_allows(
    agency: ServiceClient, one: ServiceClient, selection: Selection, applying: Applying, *, cases_of: CasesOf
) -> None:
    await applying(selection, 3)
    await applying(selection, education_code="5101099")
    await applying(selection, need="cumlaude")
    await cases_of(selection)
    path = f"/v1/selections/{selection.id}/verification-acceptance"
    assert_problem(await one.post(path), 409, "bulk-acceptance-off")
    await allow_bulk(agency, selection)
    done = await finished(one, await one.post(path))
    assert (done["accepted"], done["decided"], done["differing"]) == (3, 3, 0)
    assert (await finished(one, await one.post(path)))["accepted"] == 0
    data = (await one.get("/v1/verifications", params={"state": "decided"})).json()["data"]
    assert {case["proposal"] for case in data} == {"eligible"}
    whole = (await one.get(f"/v1/verifications/{data[0]['id']}")).json()
    (verdict,) = whole["verdicts"]
    assert verdict["is_bulk"]
    assert all(finding["is_fulfilled"] for finding in verdict["requirements"])


async def test_bulk_acceptance_passes_over_conflicts_and_what_others_have_taken(
    agency: ServiceClient,
    one: ServiceClient,
    two: ServiceClient,
    selection: Selection,
    *,
    waiting: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(accepting, "CHUNK", 2)
    await allow_bulk(agency, selection)
    assert await claim(two, selection, 1) == waiting[:1]
    listed = (await one.get("/v1/verifications")).json()["data"]
    body = {"application_id": listed[1]["application_id"], "relation": "kinship"}
    await one.post(f"/v1/selections/{selection.id}/conflicts-of-interest", json=body)
    done = await finished(one, await one.post(f"/v1/selections/{selection.id}/verification-acceptance"))
    assert (done["accepted"], done["decided"]) == (1, 1)
    states = [case["state"] for case in (await one.get("/v1/verifications")).json()["data"]]
    assert states == ["open", "open", "decided"]


async def test_bulk_acceptance_is_one_of_two_verdicts_where_two_judge(
    agency: ServiceClient,
    one: ServiceClient,
    two: ServiceClient,
    selection_of_two: Selection,
    *,
    applying: Applying,
    cases_of: CasesOf,
    judge: Judge,
) -> None:
    agreed, disputed, untouched = await applying(selection_of_two, 3)
    cases = await cases_of(selection_of_two)
    await judge(one, cases[str(agreed.id)]["id"])
    await judge(one, cases[str(disputed.id)]["id"], reason="missing")
    await allow_bulk(agency, selection_of_two)
    path = f"/v1/selections/{selection_of_two.id}/verification-acceptance"
    done = await finished(two, await two.post(path))
    assert (done["accepted"], done["decided"], done["differing"]) == (3, 1, 1)
    now = await cases_of(selection_of_two)
    states = [now[str(one_.id)]["state"] for one_ in (agreed, disputed, untouched)]
    assert states == ["decided", "differing", "open"]


async def test_the_setting_has_a_version(agency: ServiceClient, selection: Selection) -> None:
    path = f"/v1/selections/{selection.id}/verification-setting"
    assert (await agency.get(path)).json()["version"] == 0
    await allow_bulk(agency, selection)
    body = {"may_accept_in_bulk": False, "lease_minutes": 60}
    assert_problem(await agency.put(path, json=body, headers={"If-Match": '"0"'}), 412, "precondition-failed")
    assert_problem(await agency.put(path, json=body), 428, "precondition-required")
    assert (await agency.put(path, json=body, headers={"If-Match": '"1"'})).json()["version"] == 2


async def test_figures_say_what_waits_longest_and_who_has_it(
    one: ServiceClient, selection: Selection, waiting: list[str], applying: Applying, *, judge: Judge
) -> None:
    await applying(selection)
    await judge(one, waiting[2], reason="illegible")
    await claim(one, selection, 1)
    figures = (await one.get(f"/v1/selections/{selection.id}/verification-figures")).json()
    assert figures["states"] == {"open": 2, "decided": 1, "unchecked": 1}
    assert figures["outcomes"] == {"not_eligible": 1}
    assert figures["reasons"] == {"requirement.document.diploma": {"illegible": 1}}
    oldest = figures["oldest"]
    assert (oldest["id"], oldest["seconds"]) == (waiting[0], 11 * 86400 + 2 * 3600)
    assert len(oldest["owner_ids"]) == 1
