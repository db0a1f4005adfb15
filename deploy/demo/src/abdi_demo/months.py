"""Calendar months as plain integers (year * 12 + month - 1): a million careers need no date objects."""

from datetime import date
from typing import Final

YEARLY_PERIODS_UNTIL: Final = 2024 * 12
"""Promotions took effect on 1 April and 1 October until 2023 (PP 99/2000)."""
MONTHLY_PERIODS_FROM: Final = 2025 * 12 + 9
"""Of every month since October 2025 (Peraturan BKN 4/2025); of every even month before (4/2023)."""

# The gap to the allowed month, by calendar month (January first), under the two old calendars.
_TO_APRIL_OR_OCTOBER: Final = (3, 2, 1, 0, 5, 4, 3, 2, 1, 0, 5, 4)
_SINCE_APRIL_OR_OCTOBER: Final = (3, 4, 5, 0, 1, 2, 3, 4, 5, 0, 1, 2)

_FIRST_DAYS: Final = tuple(f"{month // 12:04d}-{month % 12 + 1:02d}-01" for month in range(2100 * 12))


def month_of(day: date) -> int:
    """The number of the month that `day` lies in."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> str:
    """ISO date of the first day of `month`."""
    return _FIRST_DAYS[month]


def day_in(month: int, day: int) -> str:
    """ISO date of `day` in `month`."""
    return f"{_FIRST_DAYS[month][:8]}{day:02d}"


def next_period(month: int) -> int:
    """The first month, from `month` on, whose first day is an effective date for promotions."""
    if month >= MONTHLY_PERIODS_FROM:
        return month
    if month < YEARLY_PERIODS_UNTIL:
        period = month + _TO_APRIL_OR_OCTOBER[month % 12]
        return period if period < YEARLY_PERIODS_UNTIL else YEARLY_PERIODS_UNTIL + 1
    return month + 1 - month % 2


def last_period(month: int) -> int:
    """The last month, up to `month`, whose first day is an effective date for promotions."""
    if month >= MONTHLY_PERIODS_FROM:
        return month
    if month <= YEARLY_PERIODS_UNTIL:
        settled = min(month, YEARLY_PERIODS_UNTIL - 1)
        return settled - _SINCE_APRIL_OR_OCTOBER[settled % 12]
    return month - 1 + month % 2
