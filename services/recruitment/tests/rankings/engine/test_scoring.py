"""SKD and SKB as one score in whole numbers, and SKB of several tests."""

from decimal import ROUND_HALF_UP, Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruitment.rankings.engine.scoring import SKB_STANDING, combined_skb, final_scores
from recruitment.selections.intakes import rules_of_intake
from recruitment.selections.rules.final_scores import final_score

STANDARD = rules_of_intake("2024")


@given(
    rows=st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 35), st.integers(0, 225), st.integers(0, 100_000)),
        min_size=1,
        max_size=50,
    )
)
def test_the_score_is_that_of_the_decimals(rows: list[tuple[int, int, int, int]]) -> None:
    points = [(5 * twk, 5 * tiu, tkp, skb) for twk, tiu, tkp, skb in rows]
    frame = pl.DataFrame(points, schema=["twk", "tiu", "tkp", "skb"], orient="row")
    found = [Decimal(value).scaleb(-3) for value in final_scores(frame, STANDARD)]
    assert found == [
        final_score(twk + tiu + tkp, Decimal(skb).scaleb(-3), STANDARD) for twk, tiu, tkp, skb in points
    ]


def test_every_total_of_skd_is_scaled_as_the_decimals_are() -> None:
    totals = list(range(551))
    frame = pl.DataFrame({"twk": totals, "tiu": [0] * 551, "tkp": [0] * 551, "skb": [12_345] * 551})
    found = [Decimal(value).scaleb(-3) for value in final_scores(frame, STANDARD)]
    assert found == [final_score(total, Decimal("12.345"), STANDARD) for total in totals]


Test = tuple[int | None, str, int]


def together(people: dict[int, list[Test]]) -> dict[int, tuple[int | None, str]]:
    rows = [(person, *test) for person, tests in people.items() for test in tests]
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "person": pl.UInt32,
        "score": pl.Int32,
        "standing": SKB_STANDING,
        "weight": pl.Int16,
    }
    found = combined_skb(pl.DataFrame(rows, schema=schema, orient="row"))
    return {person: (skb, standing) for person, skb, standing in found.iter_rows()}


@given(st.lists(st.integers(0, 100_000), min_size=2, max_size=2), st.integers(1, 99))
def test_tests_weigh_what_they_weigh(scores: list[int], weight: int) -> None:
    tests: list[Test] = [(scores[0], "taking_part", weight), (scores[1], "taking_part", 100 - weight)]
    exact = (Decimal(scores[0]) * weight + Decimal(scores[1]) * (100 - weight)) / 100
    assert together({7: tests}) == {7: (int(exact.quantize(Decimal(1), ROUND_HALF_UP)), "taking_part")}


@pytest.mark.parametrize(
    ("tests", "expected"),
    [
        pytest.param([(80_000, "taking_part", 100)], (80_000, "taking_part"), id="one test"),
        pytest.param(
            [(66_667, "taking_part", 60), (70_001, "taking_part", 40)], (68_001, "taking_part"), id="half up"
        ),
        pytest.param([(80_000, "taking_part", 60), (None, "absent", 40)], (None, "absent"), id="absent"),
        pytest.param(
            [(None, "absent", 60), (10_000, "knocked_out", 40)], (None, "knocked_out"), id="knocked out first"
        ),
    ],
)
def test_who_missed_or_failed_a_test_stands_apart(
    tests: list[Test], expected: tuple[int | None, str]
) -> None:
    assert together({1: tests, 2: [(50_000, "taking_part", 100)]})[1] == expected
