"""What an application must be before somebody judges it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from recruitment.applications.rules import (
    Applying,
    Declaration,
    Education,
    Wanted,
    check_application,
    check_documents,
)
from recruitment.selections.intakes import rules_of_intake

STANDARD = rules_of_intake("2024")
TODAY = date(2026, 3, 5)


def broken(
    education: dict[str, Any] | None = None, wanted: dict[str, Any] | None = None, **person: Any
) -> list[str]:
    studied: dict[str, Any] = {"level": "S1", "code": "A", "graduated_on": date(2023, 8, 20), "gpa": None}
    asked: dict[str, Any] = {
        "level": "S1",
        "codes": ["A", "B"],
        "gpa_minimum": None,
        "post_group": None,
        "age_maximum": None,
        "need": "general",
    }
    facts: dict[str, Any] = {"birth_date": date(2000, 1, 1), "has_disability": False}
    facts |= {"declared": set(Declaration)} | person
    applying = Applying(education=Education(**(studied | (education or {}))), **facts)
    reasons = check_application(applying, Wanted(**(asked | (wanted or {}))), STANDARD, applied_on=TODAY)
    return [reason.rule for reason in reasons if not reason.passed]


def test_whoever_meets_everything_passes() -> None:
    assert broken() == []


@pytest.mark.parametrize(
    ("facts", "rules"),
    [
        ({"birth_date": date(2008, 3, 6), "education": {"graduated_on": TODAY}}, ["age.minimum"]),
        ({"birth_date": date(1991, 3, 4)}, ["age.maximum"]),
        ({"birth_date": date(1991, 3, 4), "wanted": {"post_group": "specialist_doctor"}}, []),
        ({"birth_date": date(1999, 1, 1), "wanted": {"age_maximum": 25}}, ["age.maximum"]),
        ({"education": {"code": "C"}}, ["education.code"]),
        ({"education": {"level": "S2"}}, ["education.code"]),
        ({"education": {"graduated_on": date(2026, 3, 6)}}, ["education.graduated"]),
        ({"education": {"graduated_on": date(2000, 1, 1)}}, ["education.graduated"]),
        ({"education": {"gpa": Decimal("2.99")}, "wanted": {"gpa_minimum": Decimal(3)}}, ["education.gpa"]),
        ({"education": {"gpa": Decimal(3)}, "wanted": {"gpa_minimum": Decimal(3)}}, []),
        ({"wanted": {"gpa_minimum": Decimal(3)}}, ["education.gpa"]),
        ({"wanted": {"need": "disability"}}, ["need.disability"]),
        ({"wanted": {"need": "disability"}, "has_disability": True}, []),
        ({"has_disability": True}, []),
        ({"declared": set(Declaration) - {Declaration.HEALTHY}}, ["declarations.complete"]),
    ],
)
def test_what_is_not_met_is_named(facts: dict[str, Any], rules: list[str]) -> None:
    assert broken(**facts) == rules


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        ({"diploma": "clean", "statement": "clean"}, {}),
        ({"diploma": "clean"}, {"statement": "missing"}),
        ({"diploma": "pending", "statement": "rejected"}, {"diploma": "pending", "statement": "rejected"}),
    ],
)
def test_documents_are_there_and_clean(given: dict[str, str], lacking: dict[str, str]) -> None:
    reason = check_documents(["diploma", "statement"], given)
    assert (reason.passed, reason.found) == (not lacking, lacking)
    assert (reason.remedy is None) is reason.passed
