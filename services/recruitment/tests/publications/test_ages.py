"""The age order inside a tie group."""

from datetime import date

import pytest

from recruitment.publications.ages import age_orders, expected_orders

OLD, YOUNG = date(1990, 1, 1), date(1999, 1, 1)


def test_the_oldest_is_first_and_one_day_is_one_number() -> None:
    people = [("a", "tie", YOUNG), ("b", "tie", OLD), ("c", "tie", YOUNG)]
    assert age_orders(people) == {"a": 2, "b": 1, "c": 2}


def test_who_is_alone_or_in_no_tie_or_without_a_date_has_none() -> None:
    people = [("a", "one", OLD), ("b", None, OLD), ("c", None, OLD), ("d", "two", None), ("e", "two", OLD)]
    assert age_orders(people) == {"e": 1}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"a": 1, "b": 2}, {"a": 1, "b": 2}),
        ({"a": 1, "b": 1}, {"a": 1, "b": 1}),
        ({"a": 1, "b": 3}, {"a": 1, "b": 2}),
        ({"a": 2, "b": 3}, {"a": 1, "b": 2}),
        ({"a": None, "b": 1}, {"a": None, "b": 1}),
        ({"a": 1}, {"a": None}),
        ({"a": None}, {"a": None}),
    ],
)
def test_a_valid_order_counts_from_one_without_a_gap(
    given: dict[str, int | None], expected: dict[str, int | None]
) -> None:
    assert expected_orders(given) == expected
