"""The official predicate matrix, cell by cell."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from performance.evaluations.rules import Predicate, PredicateMatrix, Rating, predicate_of

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
