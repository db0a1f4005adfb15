"""When a promotion may take effect, and how civil years are counted."""

from collections.abc import Sequence
from datetime import date

from promotion.eligibilities.rules.standard import PeriodRule

_LONGEST_SEARCH_MONTHS = 24
_DECEMBER = 12


class NoPeriodKnown(LookupError):  # noqa: N818 - errors are named by the fact
    """No rule in force offers a period within two years of the date asked for."""


def next_period(on: date, rules: Sequence[PeriodRule]) -> date:
    """The first effective date (periode kenaikan pangkat) on or after `on`.

    Each first of a month is judged by the rule in force on that very day, so a search may start under one
    regulation and end under its successor. Raises NoPeriodKnown when no rule covers the time ahead.
    Source: PP 99/2000; Peraturan BKN 4/2023; Peraturan BKN 4/2025.
    """
    first = on if on.day == 1 else _following_month(on)
    for _ in range(_LONGEST_SEARCH_MONTHS):
        if any(rule.covers(first) and first.month in rule.months for rule in rules):
            return first
        first = _following_month(first)
    raise NoPeriodKnown(f"no promotion period known on or after {on}")


def years_later(day: date, years: int) -> date:
    """The same civil day `years` later; 29 February becomes 1 March in a year without it."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def elapsed(since: date, on: date) -> tuple[int, int]:
    """Full years and months from `since` to `on`; none when `on` comes first."""
    months = (on.year - since.year) * 12 + on.month - since.month - (on.day < since.day)
    return divmod(max(months, 0), 12)


def _following_month(day: date) -> date:
    if day.month == _DECEMBER:
        return date(day.year + 1, 1, 1)
    return date(day.year, day.month + 1, 1)
