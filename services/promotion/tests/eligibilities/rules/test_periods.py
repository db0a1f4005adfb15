"""Effective dates of promotions, by the rule of the date."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promotion.eligibilities.rules.periods import NoPeriodKnown, elapsed, next_period, years_later
from promotion.eligibilities.rules.standard import PeriodRule


def test_o_kp_1_15_november_2025_takes_effect_on_1_december_2025(periods: Sequence[PeriodRule]) -> None:
    assert next_period(date(2025, 11, 15), periods) == date(2025, 12, 1)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(date(2023, 4, 1), date(2023, 4, 1), id="until-2023-first-of-april-itself"),
        pytest.param(date(2023, 4, 2), date(2023, 10, 1), id="until-2023-twice-a-year"),
        pytest.param(date(2023, 10, 2), date(2024, 2, 1), id="2023-into-2024-starts-under-the-new-rule"),
        pytest.param(date(2024, 2, 2), date(2024, 4, 1), id="2024-every-second-month"),
        pytest.param(date(2024, 12, 2), date(2025, 2, 1), id="2024-into-2025"),
        pytest.param(date(2025, 8, 2), date(2025, 10, 1), id="2025-into-the-monthly-rule"),
        pytest.param(date(2025, 10, 2), date(2025, 11, 1), id="since-october-2025-every-month"),
        pytest.param(date(2025, 12, 31), date(2026, 1, 1), id="january-exists-since-october-2025"),
    ],
)
def test_next_period_follows_the_rule_in_force_on_the_day_itself(
    on: date, expected: date, periods: Sequence[PeriodRule]
) -> None:
    assert next_period(on, periods) == expected


@given(st.dates(date(2001, 1, 1), date(2090, 1, 1)))
def test_a_period_is_never_before_the_day_asked_for_and_stays_itself(on: date) -> None:
    rules = [PeriodRule(valid_from=date(2000, 1, 1), months=frozenset({4, 10}))]
    period = next_period(on, rules)
    assert period >= on
    assert period.day == 1
    assert next_period(period, rules) == period
    assert next_period(on - timedelta(days=1), rules) <= period


def test_a_date_that_no_rule_covers_has_no_period() -> None:
    with pytest.raises(NoPeriodKnown):
        next_period(date(1990, 1, 1), [PeriodRule(valid_from=date(2000, 1, 1), months=frozenset({4}))])


def test_years_are_counted_to_the_same_day_and_a_leap_day_to_the_first_of_march() -> None:
    assert years_later(date(2022, 10, 1), 4) == date(2026, 10, 1)
    assert years_later(date(2020, 2, 29), 4) == date(2024, 2, 29)
    assert years_later(date(2020, 2, 29), 1) == date(2021, 3, 1)


@pytest.mark.parametrize(
    ("since", "on", "expected"),
    [
        (date(2021, 4, 1), date(2026, 12, 1), (5, 8)),
        (date(2022, 12, 1), date(2026, 12, 1), (4, 0)),
        (date(2022, 12, 2), date(2026, 12, 1), (3, 11)),
        (date(2020, 2, 29), date(2021, 3, 1), (1, 0)),
        (date(2027, 1, 1), date(2026, 12, 1), (0, 0)),
    ],
)
def test_elapsed_time_is_counted_in_full_years_and_months(
    since: date, on: date, expected: tuple[int, int]
) -> None:
    assert elapsed(since, on) == expected


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(1, 40), st.integers(0, 400))
def test_elapsed_years_and_anniversaries_agree(since: date, years: int, days: int) -> None:
    on = years_later(since, years) + timedelta(days=days)
    assert elapsed(since, on)[0] >= years
    assert elapsed(since, years_later(since, years) - timedelta(days=1))[0] < years
