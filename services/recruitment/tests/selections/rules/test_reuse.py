"""Using an earlier SKD score: the conditions of KepmenPANRB 344/2024."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from recruitment.selections.intakes import rules_of_intake
from recruitment.selections.rules.facts import SkdScores
from recruitment.selections.rules.reuse import ReuseClaim, check_reuse
from recruitment.selections.rules.standard import CpnsSelection

CLAIM = ReuseClaim(
    intake=2023,
    skd=SkdScores(twk=65, tiu=80, tkp=166),
    is_same_person=True,
    education_then="S1",
    education_now="S1",
    has_passed_administration=True,
    confirmed_on=date(2024, 9, 18),
)


@pytest.mark.parametrize(
    ("changes", "failed"),
    [
        ({}, []),
        ({"confirmed_on": date(2024, 9, 28)}, []),
        ({"confirmed_on": date(2024, 9, 17)}, ["reuse.confirmed"]),
        ({"confirmed_on": date(2024, 9, 29)}, ["reuse.confirmed"]),
        ({"confirmed_on": None}, ["reuse.confirmed"]),
        ({"intake": 2021}, ["reuse.intake"]),
        ({"is_same_person": False}, ["reuse.person"]),
        ({"education_now": "S2"}, ["reuse.education"]),
        ({"has_passed_administration": False}, ["reuse.administration"]),
        ({"skd": SkdScores(twk=60, tiu=85, tkp=170)}, ["thresholds.twk"]),
        ({"skd": SkdScores(twk=60, tiu=60, tkp=166), "category": "disability"}, []),
    ],
)
def test_an_earlier_score_counts_under_every_condition(
    changes: dict[str, Any], failed: list[str], standard: CpnsSelection
) -> None:
    reasons = check_reuse(replace(CLAIM, **changes), standard)
    assert [reason.rule for reason in reasons if not reason.passed] == failed
    assert all((reason.remedy is None) is reason.passed for reason in reasons)


@pytest.mark.parametrize("year", ["2021", "2023"])
def test_without_a_decree_no_earlier_score_counts(year: str) -> None:
    (reason,) = check_reuse(CLAIM, rules_of_intake(year))
    assert (reason.rule, reason.passed, reason.required) == ("reuse.intake", False, {"intakes": []})
    assert reason.caveat is not None
