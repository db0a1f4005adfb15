"""The pre-check: what the data can prove, and what follows for the case."""

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from services.recruitment.tests.verifications.following import finished

from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, auditor, committee_member, officer
from abdi.testing.problems import assert_problem
from recruitment.applications.models import Application
from recruitment.selections.models import Selection

Applying = Callable[..., Awaitable[list[Application]]]
CasesOf = Callable[[Selection], Awaitable[dict[str, dict[str, Any]]]]


def standings(case: dict[str, Any]) -> dict[str, str]:
    return {check["rule"]: check["standing"] for check in case["checks"]}


async def test_who_meets_everything_by_data_is_proposed_as_eligible(
    selection: Selection, applying: Applying, cases_of: CasesOf
) -> None:
    (application,) = await applying(selection, gpa_minimum=Decimal("3.00"))
    case = (await cases_of(selection))[str(application.id)]
    assert (case["proposal"], case["state"], case["outcome"]) == ("eligible", "open", None)
    assert standings(case) == {
        "age.minimum": "met",
        "age.maximum": "met",
        "requirement.education": "met",
        "requirement.gpa": "met",
        "requirement.document.diploma": "met",
    }


@pytest.mark.parametrize(
    ("facts", "requirement", "standing", "proposal"),
    [
        ({"birth_date": date(1980, 1, 1)}, "age.maximum", "not_met", "not_eligible"),
        ({"birth_date": date(1994, 1, 1), "age_maximum": 28}, "age.maximum", "not_met", "not_eligible"),
        ({"education_code": "5101099"}, "requirement.education", "not_met", "not_eligible"),
        ({"education_level": "D3"}, "requirement.education", "not_met", "not_eligible"),
        ({"gpa_minimum": Decimal("3.51")}, "requirement.gpa", "not_met", "not_eligible"),
        ({"gpa_minimum": Decimal("3.00"), "gpa": None}, "requirement.gpa", "unproven", "unclear"),
        ({"documents": ()}, "requirement.document.diploma", "not_met", "not_eligible"),
        ({"need": "cumlaude"}, "requirement.need", "unproven", "unclear"),
        (
            {"need": "disability", "has_disability": True},
            "requirement.document.disability_letter",
            "not_met",
            "not_eligible",
        ),
        ({"need": "disability"}, "requirement.need", "not_met", "not_eligible"),
    ],
)
async def test_each_requirement_says_where_it_stands_and_why(
    selection: Selection,
    applying: Applying,
    cases_of: CasesOf,
    *,
    facts: dict[str, Any],
    requirement: str,
    standing: str,
    proposal: str,
) -> None:
    (application,) = await applying(selection, **facts)
    case = (await cases_of(selection))[str(application.id)]
    assert (standings(case)[requirement], case["proposal"]) == (standing, proposal)
    check = next(check for check in case["checks"] if check["rule"] == requirement)
    assert not check["passed"]
    assert check["article"]
    assert check["remedy"] is not None
    assert case["state"] == "open", "data alone refuse nobody"


async def test_age_counts_on_the_day_of_application_where_the_agency_is(
    selection: Selection, applying: Applying, cases_of: CasesOf
) -> None:
    # Applied on 1 September: the birthday itself is still within 35 years, the day after it is not.
    (last_day,) = await applying(selection, birth_date=date(1989, 9, 1))
    (too_late,) = await applying(selection, birth_date=date(1989, 8, 31))
    cases = await cases_of(selection)
    assert standings(cases[str(last_day.id)])["age.maximum"] == "met"
    assert standings(cases[str(too_late.id)])["age.maximum"] == "not_met"


async def test_it_can_be_run_again_until_somebody_judged(
    agency: ServiceClient,
    one: ServiceClient,
    unit: Unit,
    selection: Selection,
    *,
    applying: Applying,
    cases_of: CasesOf,
    judge: Callable[..., Awaitable[Any]],
) -> None:
    (judged,) = await applying(selection)
    (waiting,) = await applying(selection)
    cases = await cases_of(selection)
    assert (await judge(one, cases[str(judged.id)]["id"])).status_code == 200
    async with unit() as session:
        for application in (judged, waiting):
            row = await session.get_one(Application, application.id)
            row.education_code = "5101099"
    done = await finished(agency, await agency.post(f"/v1/selections/{selection.id}/pre-check"))
    assert (done["checked"], done["proposals"], done["rule_set"]) == (1, {"not_eligible": 1}, "2024")
    again = await cases_of(selection)
    assert again[str(judged.id)]["proposal"] == "eligible"
    assert again[str(waiting.id)]["proposal"] == "not_eligible"


async def test_drafts_and_cancelled_applications_have_no_case(
    agency: ServiceClient, selection: Selection, applying: Applying
) -> None:
    await applying(selection, state="draft", submitted_at=None)
    await applying(selection, state="cancelled")
    done = await finished(agency, await agency.post(f"/v1/selections/{selection.id}/pre-check"))
    assert done["checked"] == 0


async def test_only_officers_run_it_and_only_in_their_agency(
    client: ServiceClient, selection: Selection
) -> None:
    path = f"/v1/selections/{selection.id}/pre-check"
    assert_problem(await client.as_(committee_member("5671")).post(path), 403, "forbidden")
    assert_problem(await client.as_(officer("6671")).post(path), 404, "not-found")


async def test_a_draft_is_not_under_way(
    agency: ServiceClient, selecting: Callable[..., Awaitable[Selection]]
) -> None:
    draft = await selecting(state="draft", announced_at=None)
    answer = await agency.post(f"/v1/selections/{draft.id}/pre-check")
    assert_problem(answer, 409, "selection-not-under-way")


async def test_an_auditor_sees_the_case_but_no_birth_date_in_its_checks(
    client: ServiceClient, selection: Selection, applying: Applying, cases_of: CasesOf
) -> None:
    (application,) = await applying(selection)
    case = (await cases_of(selection))[str(application.id)]
    seen = await client.as_(auditor("5671")).get(f"/v1/verifications/{case['id']}")
    assert (seen.json()["checks"], seen.json()["masked"]) == (None, ["checks"])
    assert "1999-01-01" not in seen.text
