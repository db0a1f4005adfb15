"""What a plan must hold before it may be proposed, and the order of its states."""

from datetime import date

import pytest

from performance.plans.rules import (
    Approach,
    Aspect,
    PlanState,
    ResultKind,
    ResultOutline,
    check_proposal,
    is_running,
    may_become,
)

MAIN = ResultOutline(kind=ResultKind.MAIN, aspects=(Aspect.QUANTITY, Aspect.TIME))
IN_WORDS = ResultOutline(kind=ResultKind.MAIN, aspects=(None,))
START, END = date(2026, 1, 1), date(2026, 12, 31)


def failed(approach: Approach, results: list[ResultOutline], *, ends_on: date = END) -> list[str]:
    reasons = check_proposal(approach, results, starts_on=START, ends_on=ends_on)
    return [reason.rule for reason in reasons if not reason.passed]


@pytest.mark.parametrize(
    ("approach", "results"), [(Approach.QUANTITATIVE, [MAIN]), (Approach.QUALITATIVE, [IN_WORDS])]
)
def test_a_complete_plan_may_be_proposed(approach: Approach, results: list[ResultOutline]) -> None:
    assert failed(approach, results) == []


def test_what_is_missing_is_named() -> None:
    additional = ResultOutline(kind=ResultKind.ADDITIONAL, aspects=(Aspect.QUALITY,))
    bare = ResultOutline(kind=ResultKind.MAIN, aspects=())
    assert failed(Approach.QUANTITATIVE, []) == ["has_main_result", "every_result_has_indicator"]
    assert failed(Approach.QUANTITATIVE, [additional]) == ["has_main_result"]
    assert failed(Approach.QUANTITATIVE, [bare]) == ["every_result_has_indicator"]


def test_aspects_belong_to_the_quantitative_approach_only() -> None:
    assert failed(Approach.QUANTITATIVE, [IN_WORDS]) == ["aspects_fit_approach"]
    assert failed(Approach.QUALITATIVE, [MAIN]) == ["aspects_fit_approach"]


@pytest.mark.parametrize("ends_on", [date(2025, 12, 31), date(2027, 1, 1)])
def test_the_period_lies_within_one_year(ends_on: date) -> None:
    assert failed(Approach.QUANTITATIVE, [MAIN], ends_on=ends_on) == ["period_within_one_year"]


def test_a_plan_is_proposed_then_agreed_and_may_be_sent_back_in_between() -> None:
    assert may_become(PlanState.DRAFT, PlanState.PROPOSED)
    assert may_become(PlanState.PROPOSED, PlanState.AGREED)
    assert may_become(PlanState.PROPOSED, PlanState.DRAFT)
    assert not may_become(PlanState.DRAFT, PlanState.AGREED)
    assert not any(may_become(PlanState.AGREED, state) for state in PlanState)


@pytest.mark.parametrize(
    ("state", "today", "expected"),
    [
        (PlanState.AGREED, START, True),
        (PlanState.AGREED, END, True),
        (PlanState.AGREED, date(2025, 12, 31), False),
        (PlanState.AGREED, date(2027, 1, 1), False),
        (PlanState.PROPOSED, START, False),
    ],
)
def test_an_agreed_plan_runs_from_its_first_to_its_last_day(
    state: PlanState, today: date, expected: bool
) -> None:
    assert is_running(state, starts_on=START, ends_on=END, today=today) is expected
