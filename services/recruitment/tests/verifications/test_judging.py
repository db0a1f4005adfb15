"""What follows from verdicts, for whatever verdicts there are."""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruitment.verifications.judging import (
    REASON_NAMES,
    CaseOutcome,
    CaseState,
    Finding,
    VerdictReason,
    completed,
    gaps_of,
    outcome_of,
    public_reasons,
    settle,
)
from recruitment.verifications.rules import CheckStanding

YES, NO = CaseOutcome.ELIGIBLE, CaseOutcome.NOT_ELIGIBLE
STANDINGS = {"age.maximum": CheckStanding.MET, "requirement.education": CheckStanding.NOT_MET}


@dataclass
class Spoken:
    """A verdict."""

    outcome: str
    requirements: list[Any]


def refusal(reason: str, requirement: str = "requirement.education") -> Spoken:
    finding = {"requirement": requirement, "is_fulfilled": False, "reason": reason, "words": "lihat berkas"}
    return Spoken(NO, [finding, {"requirement": "age.maximum", "is_fulfilled": True}])


@pytest.mark.parametrize(
    ("outcomes", "wanted", "expected"),
    [
        ([], 1, (CaseState.OPEN, None)),
        ([NO], 1, (CaseState.DECIDED, NO)),
        ([YES], 2, (CaseState.OPEN, None)),
        ([YES, YES], 2, (CaseState.DECIDED, YES)),
        ([YES, NO], 2, (CaseState.DIFFERING, None)),
        ([YES, NO, NO], 2, (CaseState.DECIDED, NO)),
        ([NO, YES, YES], 2, (CaseState.DECIDED, YES)),
    ],
)
def test_as_many_as_wanted_decide_and_a_third_where_they_differ(
    outcomes: list[str], wanted: int, expected: tuple[CaseState, CaseOutcome | None]
) -> None:
    assert settle(outcomes, wanted) == expected


@given(st.lists(st.sampled_from([YES, NO]), max_size=3), st.sampled_from([1, 2]))
def test_an_outcome_is_always_somebodys_verdict_and_there_is_one_exactly_when_decided(
    outcomes: list[CaseOutcome], wanted: int
) -> None:
    state, outcome = settle(outcomes, wanted)
    assert (outcome is None) == (state is not CaseState.DECIDED)
    assert outcome is None or outcome in outcomes


def test_what_is_proven_goes_without_saying_and_nothing_else_does() -> None:
    gaps = gaps_of([Finding("requirement.height", is_fulfilled=True)], STANDINGS)
    assert (gaps.unknown, gaps.unjudged) == (["requirement.height"], ["requirement.education"])
    judged = [Finding("requirement.education", is_fulfilled=True)]
    assert not gaps_of(judged, STANDINGS)
    whole = completed(judged, STANDINGS)
    assert [finding.requirement for finding in whole] == ["age.maximum", "requirement.education"]
    assert outcome_of(whole) is YES


def test_one_requirement_that_is_not_fulfilled_refuses() -> None:
    missing = Finding("requirement.other", is_fulfilled=False, reason=VerdictReason.NOT_GENUINE, words="x")
    assert not gaps_of([missing, Finding("requirement.education", is_fulfilled=True)], STANDINGS)
    assert outcome_of([missing]) is NO


def test_all_that_agree_give_the_reasons_each_once() -> None:
    verdicts = [refusal("missing"), refusal("missing"), refusal("expired")]
    reasons = public_reasons(
        verdicts, NO, [{"rule": "requirement.education", "required": "S1", "article": "A"}]
    )
    assert [(one.rule, one.found, one.required, one.article) for one in reasons] == [
        ("requirement.education", "missing", "S1", "A"),
        ("requirement.education", "expired", "S1", "A"),
    ]


def test_where_a_third_decided_only_that_verdict_gives_the_reasons() -> None:
    verdicts = [refusal("missing"), Spoken(YES, []), refusal("expired")]
    assert [one.found for one in public_reasons(verdicts, NO, [])] == ["expired"]
    assert public_reasons([refusal("missing"), Spoken(YES, []), Spoken(YES, [])], YES, []) == []


def test_every_reason_has_a_name() -> None:
    assert set(REASON_NAMES) == set(VerdictReason)
