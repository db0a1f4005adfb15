from decimal import Decimal

import pytest

from recruitment.charts.rules import impact_of, without_small


def test_impact_compares_with_the_group_that_did_best() -> None:
    shares = impact_of({"male": 10, "female": 6}, {"male": 100, "female": 100})
    assert (shares["male"].rate, shares["male"].impact_ratio) == (Decimal("0.100"), Decimal("1.000"))
    assert (shares["female"].rate, shares["female"].impact_ratio) == (Decimal("0.060"), Decimal("0.600"))


def test_group_of_nobody_has_no_share() -> None:
    shares = impact_of({}, {"local": 0, "not_local": 3})
    assert (shares["local"].rate, shares["local"].impact_ratio) == (None, None)
    assert (shares["not_local"].rate, shares["not_local"].impact_ratio) == (Decimal("0.000"), None)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([10, 20], [10, 20]),
        ([0, 20], [0, 20]),
        ([4, 20], [None, None]),
        ([4, 20, 30], [None, None, 30]),
        ([4, 3, 30], [None, None, 30]),
        ([4, 0], [None, 0]),
        ([], []),
    ],
)
def test_small_numbers_cannot_be_seen_or_subtracted(counts: list[int], shown: list[int | None]) -> None:
    assert without_small(counts) == shown
