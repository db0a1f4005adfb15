"""The final score to its last digit: the derived table, every published row, and older examples."""

import csv
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recruitment.selections.intakes import rules_of_intake
from recruitment.selections.rules.final_scores import final_score, scaled_skd
from recruitment.selections.rules.standard import CpnsSelection

TABLE = [
    (431, "78.364", "77.5", "77.846"),
    (435, "79.091", "74.36", "76.252"),
    (425, "77.273", "73.66", "75.105"),
    (405, "73.636", "83.0", "79.254"),
    (373, "67.818", "65.964", "66.705"),
    (354, "64.364", "67.713", "66.374"),
    (408, "74.182", "79.216", "77.203"),
    (383, "69.636", "48.0", "56.654"),
    (398, "72.364", "66.24", "68.690"),
    (427, "77.636", "38.0", "53.854"),
    (383, "69.636", "71.66", "70.850"),
    (422, "76.727", "69.9", "72.631"),
]


@pytest.mark.parametrize(("skd", "scaled", "skb", "expected"), TABLE)
def test_integration_table_to_three_decimals(
    skd: int, scaled: str, skb: str, expected: str, standard: CpnsSelection
) -> None:
    assert str(scaled_skd(skd, standard)) == scaled
    assert str(final_score(skd, Decimal(skb), standard)) == expected


def test_all_published_results_of_2024_to_the_last_digit(published: Path, standard: CpnsSelection) -> None:
    with published.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    right = sum(
        final_score(int(row["skd_total"]), Decimal(row["skb"]), standard) == Decimal(row["final_score"])
        for row in rows
    )
    told = f"{right:,} of {len(rows):,}"
    sys.stdout.write(f"published final scores reproduced: {told}\n")
    assert told == "2,014 of 2,014"


def test_rounding_only_at_the_end_would_be_wrong(standard: CpnsSelection) -> None:
    at_once = Decimal(431) / 550 * 40 + Decimal("77.5") * Decimal("0.6")
    assert str(round(at_once, 3)) == "77.845"
    assert str(final_score(431, Decimal("77.5"), standard)) == "77.846"


@pytest.mark.parametrize(
    ("skd", "skb_of_500", "expected"),
    [
        pytest.param(375, 385, "76.200", id="4.4 calculator page, D"),
        pytest.param(360, 400, "76.800", id="4.4 calculator page, L"),
        pytest.param(350, 375, "73.000", id="4.4 calculator page, S"),
        pytest.param(395, 350, "73.600", id="4.4 news example"),
    ],
)
def test_older_published_examples_out_of_500(
    skd: int, skb_of_500: int, expected: str, standard: CpnsSelection
) -> None:
    older = standard.model_copy(update={"paper": standard.paper.model_copy(update={"maximum": 500})})
    assert str(final_score(skd, Decimal(skb_of_500) / 5, older)) == expected


def test_the_wrong_worked_example_of_the_press_is_not_followed(standard: CpnsSelection) -> None:
    assert final_score(450, Decimal(80), standard) > Decimal("52.83")


@pytest.mark.parametrize("year", ["2021", "2023", "2024"])
def test_the_scale_ends_at_a_hundred(year: str) -> None:
    assert final_score(550, Decimal(100), rules_of_intake(year)) == 100
    assert final_score(0, Decimal(0), rules_of_intake(year)) == 0


marks = st.decimals(0, 99, places=3)


@settings(deadline=None)
@given(skd=st.integers(0, 549), skb=marks)
def test_more_points_never_make_a_lower_score(skd: int, skb: Decimal, standard: CpnsSelection) -> None:
    score = final_score(skd, skb, standard)
    assert final_score(skd + 1, skb, standard) >= score
    assert final_score(skd, skb + Decimal("0.001"), standard) >= score
    assert score.as_tuple().exponent == -3
