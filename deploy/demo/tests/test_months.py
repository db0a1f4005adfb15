"""The effective dates of promotions under the three calendars."""

from datetime import date

import pytest

from abdi_demo.months import first_day, last_period, month_of, next_period


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2010-11-01", "2011-04-01"),
        ("2010-04-01", "2010-04-01"),
        ("2010-05-01", "2010-10-01"),
        ("2023-10-01", "2023-10-01"),
        ("2023-11-01", "2024-02-01"),
        ("2024-03-01", "2024-04-01"),
        ("2025-09-01", "2025-10-01"),
        ("2025-11-01", "2025-11-01"),
        ("2026-12-01", "2026-12-01"),
    ],
)
def test_the_next_period_is_the_first_allowed_day(day: str, expected: str) -> None:
    assert first_day(next_period(month_of(date.fromisoformat(day)))) == expected


def test_the_last_period_is_the_next_one_read_backwards() -> None:
    for month in range(month_of(date(1990, 1, 1)), month_of(date(2027, 1, 1))):
        last = last_period(month)
        assert last <= month
        assert next_period(last) == last
        assert last == month or next_period(last + 1) > month
