"""The official predicate matrix, cell by cell."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from performance.employees.rules import Service
from performance.evaluations.rules import (
    EvaluableYears,
    Predicate,
    PredicateMatrix,
    Rating,
    check_year,
    predicate_of,
)

RULESET = Path(__file__).parents[2] / "rulesets" / "predicate" / "2022.toml"
MATRIX = PredicateMatrix.model_validate(tomllib.loads(RULESET.read_text())["values"])

ABOVE, AS_EXPECTED, BELOW = Rating.ABOVE, Rating.AS_EXPECTED, Rating.BELOW


@pytest.mark.parametrize(
    ("work_result", "behaviour", "expected"),
    [
        pytest.param(ABOVE, ABOVE, Predicate.VERY_GOOD, id="O-PK-1"),
        pytest.param(ABOVE, AS_EXPECTED, Predicate.GOOD, id="O-PK-2"),
        pytest.param(ABOVE, BELOW, Predicate.POOR, id="O-PK-3"),
        pytest.param(AS_EXPECTED, ABOVE, Predicate.GOOD, id="O-PK-4"),
        pytest.param(AS_EXPECTED, AS_EXPECTED, Predicate.GOOD, id="O-PK-5"),
        pytest.param(AS_EXPECTED, BELOW, Predicate.POOR, id="O-PK-6"),
        pytest.param(BELOW, ABOVE, Predicate.NEEDS_IMPROVEMENT, id="O-PK-7"),
        pytest.param(BELOW, AS_EXPECTED, Predicate.NEEDS_IMPROVEMENT, id="O-PK-8"),
        pytest.param(BELOW, BELOW, Predicate.VERY_POOR, id="O-PK-9"),
    ],
)
def test_official_matrix_cell(work_result: Rating, behaviour: Rating, expected: Predicate) -> None:
    assert predicate_of(work_result, behaviour, MATRIX) is expected


SCALE = [Rating.BELOW, Rating.AS_EXPECTED, Rating.ABOVE]


@given(st.sampled_from(SCALE), st.integers(0, 2), st.integers(0, 2))
def test_better_behaviour_never_lowers_the_predicate(work_result: Rating, one: int, other: int) -> None:
    better_first = list(Predicate)
    low, high = sorted((one, other))
    worse = predicate_of(work_result, SCALE[low], MATRIX)
    better = predicate_of(work_result, SCALE[high], MATRIX)
    assert better_first.index(better) <= better_first.index(worse)


def test_bad_behaviour_caps_and_good_behaviour_does_not_lift_a_bad_result() -> None:
    assert {predicate_of(result, BELOW, MATRIX) for result in Rating} == {Predicate.POOR, Predicate.VERY_POOR}
    lifted = {predicate_of(BELOW, behaviour, MATRIX) for behaviour in (ABOVE, AS_EXPECTED)}
    assert lifted == {Predicate.NEEDS_IMPROVEMENT}


def test_a_matrix_with_a_missing_cell_is_refused() -> None:
    with pytest.raises(ValidationError, match="nine cells"):
        PredicateMatrix.model_validate({"cells": {"above": {"above": "very_good"}}})


@pytest.mark.parametrize(
    ("year", "failed"),
    [
        (2021, ["rules_known"]),
        (2022, []),
        (2025, []),
        (2026, ["year_is_over"]),
        (2014, ["rules_known", "served_in_year"]),
    ],
)
def test_a_year_is_evaluated_after_its_end_by_known_rules_and_for_somebody_who_served(
    year: int, failed: list[str]
) -> None:
    years = EvaluableYears(first_year=2022, last_year=2025)
    reasons = check_year(year, years, Service(appointed_on=date(2015, 3, 1)))
    assert [reason.rule for reason in reasons if not reason.passed] == failed
    assert all(reason.passed or reason.remedy for reason in reasons)


def test_the_running_year_can_be_evaluated_from_the_first_day_of_the_next() -> None:
    years = EvaluableYears(first_year=2022, last_year=2025)
    running = check_year(2026, years, Service(appointed_on=date(2015, 3, 1)))[0]
    assert running.turns_on == date(2027, 1, 1)
    assert running.remedy is not None
    assert running.remedy.id == "Nilai tahun 2026 mulai 1 Januari 2027."
