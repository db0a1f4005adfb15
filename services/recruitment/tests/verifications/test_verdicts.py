"""Judging: one verifier, two who do not see each other, a third where they differ, many at once, again."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import count_queries
from abdi.testing.principals import ServiceClient, auditor, committee_member
from abdi.testing.problems import assert_problem
from recruitment.applications.models import Application
from recruitment.selections.models import Selection
from recruitment.verifications.models import Verdict

Applying = Callable[..., Awaitable[list[Application]]]
CasesOf = Callable[[Selection], Awaitable[dict[str, dict[str, Any]]]]
Judge = Callable[..., Awaitable[Any]]
NOTE = "pelamar pernah ikut 2023"


@pytest.fixture
async def case(selection: Selection, applying: Applying, cases_of: CasesOf) -> dict[str, Any]:
    """A case that one verifier decides."""
    await applying(selection)
    (found,) = (await cases_of(selection)).values()
    return found


@pytest.fixture
async def case_of_two(selection_of_two: Selection, applying: Applying, cases_of: CasesOf) -> dict[str, Any]:
    """A case that two verifiers decide."""
    await applying(selection_of_two)
    (found,) = (await cases_of(selection_of_two)).values()
    return found


async def test_one_verdict_decides_where_one_verifier_is_wanted(
    one: ServiceClient, case: dict[str, Any], judge: Judge
) -> None:
    decided = (await judge(one, case["id"])).json()
    assert (decided["state"], decided["outcome"], decided["reasons"]) == ("decided", "eligible", [])
    assert (decided["decided_at"], decided["allowed"]) == ("2024-09-12T02:00:00Z", ["reopening"])
    assert_problem(await judge(one, case["id"]), 409, "case-not-in-state")


async def test_a_refusal_names_requirement_reason_and_words(
    one: ServiceClient, case: dict[str, Any], judge: Judge, state_of: Callable[[UUID], Awaitable[Application]]
) -> None:
    decided = (await judge(one, case["id"], reason="illegible", note=NOTE)).json()
    assert decided["outcome"] == "not_eligible"
    (reason,) = decided["reasons"]
    assert (reason["rule"], reason["found"]) == ("requirement.document.diploma", "illegible")
    assert reason["article"] == "PermenPANRB 6/2024"
    assert reason["required"] == "diploma"
    assert reason["message"] == {
        "id": "Tidak terbaca: halaman kedua buram",
        "en": "Illegible: halaman kedua buram",
    }
    assert NOTE not in str(decided["reasons"])
    application = await state_of(UUID(case["application_id"]))
    assert (application.state, application.reasons) == ("submitted", []), "told only by the announcement"


async def test_what_data_do_not_prove_must_be_judged_by_name(
    one: ServiceClient, selection: Selection, applying: Applying, cases_of: CasesOf
) -> None:
    await applying(selection, education_code="5101099")
    (case,) = (await cases_of(selection)).values()
    path = f"/v1/verifications/{case['id']}/verdict"
    problem = assert_problem(await one.post(path, json={"requirements": []}), 409, "requirements-unjudged")
    assert problem["unjudged"] == ["requirement.education"]
    strange = {"requirement": "requirement.height", "is_fulfilled": True}
    problem = assert_problem(
        await one.post(path, json={"requirements": [strange]}), 409, "requirements-unjudged"
    )
    assert problem["unknown"] == ["requirement.height"]
    overruled = {"requirement": "requirement.education", "is_fulfilled": True}
    decided = (await one.post(path, json={"requirements": [overruled]})).json()
    assert decided["outcome"] == "eligible", "a person overrules the proposal"
    (verdict,) = decided["verdicts"]
    assert {finding["requirement"] for finding in verdict["requirements"]} >= {
        "age.minimum",
        "requirement.education",
    }


@pytest.mark.parametrize(
    "finding",
    [
        {"requirement": "requirement.education", "is_fulfilled": False},
        {"requirement": "requirement.education", "is_fulfilled": False, "reason": "missing"},
        {"requirement": "requirement.education", "is_fulfilled": True, "reason": "missing", "words": "x"},
        {"requirement": "requirement.education", "is_fulfilled": False, "reason": "ugly", "words": "x"},
    ],
)
async def test_a_refusal_without_reason_and_words_is_malformed(
    one: ServiceClient, case: dict[str, Any], finding: dict[str, Any]
) -> None:
    answer = await one.post(f"/v1/verifications/{case['id']}/verdict", json={"requirements": [finding]})
    assert_problem(answer, 422, "malformed")


async def test_the_second_does_not_see_the_first_verdict_until_done(
    one: ServiceClient,
    two: ServiceClient,
    case_of_two: dict[str, Any],
    judge: Judge,
    *,
    client: ServiceClient,
) -> None:
    path = f"/v1/verifications/{case_of_two['id']}"
    first = (await judge(one, case_of_two["id"], reason="illegible", note=NOTE)).json()
    assert (first["state"], len(first["verdicts"])) == ("open", 1), "one's own is seen"
    for other in (two, client.as_(auditor("5671"))):
        seen = await other.get(path)
        assert (seen.json()["verdicts"], seen.json()["are_verdicts_hidden"]) == ([], True)
        assert "illegible" not in seen.text
        assert NOTE not in seen.text
        assert "illegible" not in (await other.get("/v1/verifications")).text
    decided = (await judge(two, case_of_two["id"], reason="wrong_document")).json()
    assert (decided["state"], decided["outcome"]) == ("decided", "not_eligible")
    assert [verdict["number"] for verdict in decided["verdicts"]] == [1, 2]
    assert {reason["found"] for reason in decided["reasons"]} == {"illegible", "wrong_document"}


async def test_nobody_judges_the_same_case_twice(
    one: ServiceClient, case_of_two: dict[str, Any], judge: Judge
) -> None:
    assert (await judge(one, case_of_two["id"])).status_code == 200
    assert_problem(await judge(one, case_of_two["id"]), 409, "already-judged")
    assert_problem(await one.post(f"/v1/verifications/{case_of_two['id']}/claim"), 409, "already-judged")


@pytest.mark.parametrize(("last", "outcome"), [("illegible", "not_eligible"), (None, "eligible")])
async def test_a_third_decides_where_two_differ(
    one: ServiceClient,
    two: ServiceClient,
    three: ServiceClient,
    case_of_two: dict[str, Any],
    *,
    judge: Judge,
    last: str | None,
    outcome: str,
) -> None:
    await judge(one, case_of_two["id"])
    differing = (await judge(two, case_of_two["id"], reason="missing")).json()
    assert (differing["state"], differing["outcome"]) == ("differing", None)
    for again in (one, two):
        assert_problem(await judge(again, case_of_two["id"]), 409, "already-judged")
    decided = (await judge(three, case_of_two["id"], reason=last)).json()
    assert (decided["state"], decided["outcome"]) == ("decided", outcome)
    assert [reason["found"] for reason in decided["reasons"]] == ([last] if last else [])


async def test_a_batch_judges_many_and_a_refused_one_holds_up_nobody(
    one: ServiceClient, selection: Selection, applying: Applying, cases_of: CasesOf
) -> None:
    await applying(selection, 2)
    await applying(selection, documents=())
    cases = await cases_of(selection)
    items = [{"id": case["id"], "requirements": []} for case in cases.values()]
    answer = await one.post(
        "/v1/verifications/verdicts:batch",
        json={"items": [*items, {"id": str(uuid4()), "requirements": []}]},
    )
    assert answer.json()["counts"] == {"done": 2, "refused": 2}
    codes = {item["problem"]["code"] for item in answer.json()["items"] if item["problem"]}
    assert codes == {"requirements-unjudged", "not-found"}
    listed = await one.get("/v1/verifications", params={"state": "decided", "outcome": "eligible"})
    assert len(listed.json()["data"]) == 2


async def test_a_decided_case_is_opened_again_with_a_reason_and_keeps_what_was_found(
    agency: ServiceClient, one: ServiceClient, case: dict[str, Any], judge: Judge, *, unit: Unit
) -> None:
    path = f"/v1/verifications/{case['id']}/reopening"
    why = {"reason": "Ijazah ternyata terbaca"}
    assert_problem(await agency.post(path, json=why), 409, "case-not-in-state")
    await judge(one, case["id"], reason="illegible")
    assert_problem(await one.post(path, json=why), 403, "forbidden")
    assert_problem(await agency.post(path, json={"reason": "x"}), 422, "malformed")
    opened = (await agency.post(path, json=why)).json()
    assert (opened["state"], opened["round"], opened["outcome"], opened["reasons"]) == ("open", 2, None, [])
    assert (await judge(one, case["id"])).json()["outcome"] == "eligible"
    async with unit() as session:
        rows = await session.execute(_all_verdicts(case["id"]))
        assert [tuple(row) for row in rows] == [(1, "not_eligible"), (2, "eligible")]


async def test_another_agency_finds_no_case(
    client: ServiceClient, case: dict[str, Any], judge: Judge
) -> None:
    abroad = client.as_(committee_member("6671"))
    assert_problem(await abroad.get(f"/v1/verifications/{case['id']}"), 404, "not-found")
    assert_problem(await judge(abroad, case["id"]), 404, "not-found")
    assert (await abroad.get("/v1/verifications")).json()["data"] == []


def _all_verdicts(case_id: str) -> Any:
    return (
        select(Verdict.round, Verdict.outcome).where(Verdict.case_id == UUID(case_id)).order_by(Verdict.round)
    )


async def test_many_verdicts_ask_as_much_of_the_database_as_one(
    one: ServiceClient, selection: Selection, applying: Applying, cases_of: CasesOf
) -> None:
    await applying(selection, 21)
    ids = [case["id"] for case in (await cases_of(selection)).values()]
    asked = []
    for some in (ids[:1], ids[1:]):
        items = [{"id": case_id, "requirements": []} for case_id in some]
        with count_queries() as statements:
            answer = await one.post("/v1/verifications/verdicts:batch", json={"items": items})
        assert answer.json()["counts"]["done"] == len(some)
        asked.append(sum(statement.lstrip().startswith("SELECT") for statement in statements.sent))
    assert asked[0] == asked[1]
