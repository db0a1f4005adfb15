"""The clock of objections: the official schedules of 2021 to 2025."""

from datetime import date

import pytest

from recruitment.selections.intakes import rules_of_intake
from recruitment.selections.rules.clock import (
    Stage,
    check_notice,
    check_objection,
    check_reannouncement,
    objection_days,
)
from recruitment.selections.rules.standard import CpnsSelection

Day = tuple[int, int, int]


@pytest.mark.parametrize(
    ("year", "stage", "announced", "days"),
    [
        pytest.param("2024", "administrative", (2024, 9, 17), ("0918", "0920", "0922", "0927"), id="2024"),
        pytest.param("2024", "administrative", (2024, 9, 19), ("0920", "0922", "0924", "0929"), id="revised"),
        pytest.param("2023", "administrative", (2023, 10, 16), ("1017", "1019", "1021", "1026"), id="2023"),
        pytest.param(
            "2023", "administrative", (2023, 10, 18), ("1019", "1021", "1023", "1028"), id="B5 2023"
        ),
        pytest.param("2024", "final", (2025, 1, 12), ("0113", "0115", "0119", "0122"), id="2024 final"),
        pytest.param("2023", "final", (2024, 1, 10), ("0111", "0113", "0117", "0120"), id="2023 final"),
    ],
)
def test_official_schedules(year: str, stage: Stage, announced: Day, days: tuple[str, ...]) -> None:
    standard = rules_of_intake(year)
    clock = objection_days(date(*announced), stage, standard)
    told = (clock.objection_from, clock.objection_until, clock.answers_until, clock.reannounce_by)
    assert tuple(f"{day:%m%d}" for day in told) == days
    assert check_reannouncement(clock.reannounce_by, clock, standard).passed


def test_the_schedule_of_2021_warns_by_its_later_announcement() -> None:
    standard = rules_of_intake("2021")
    clock = objection_days(date(2021, 8, 3), "administrative", standard)
    assert (clock.objection_from, clock.objection_until) == (date(2021, 8, 4), date(2021, 8, 6))
    assert clock.answers_until == date(2021, 8, 13)
    warning = check_reannouncement(date(2021, 8, 15), clock, standard)
    assert (warning.passed, warning.required) == (False, {"by": "2021-08-13"})
    assert warning.remedy is not None


@pytest.mark.parametrize(("day", "is_in_time"), [(17, False), (18, True), (20, True), (21, False)])
def test_an_objection_comes_on_one_of_three_days(
    day: int, *, is_in_time: bool, standard: CpnsSelection
) -> None:
    clock = objection_days(date(2024, 9, 17), "administrative", standard)
    assert check_objection(date(2024, 9, day), clock, standard).passed is is_in_time


@pytest.mark.parametrize(
    ("first", "last", "is_long_enough"),
    [
        pytest.param((2024, 8, 19), (2024, 9, 2), True, id="CPNS 2024"),
        pytest.param((2024, 8, 31), (2024, 9, 14), True, id="B5 Kemenag 2024"),
        pytest.param((2024, 8, 19), (2024, 9, 1), False, id="14 days warn"),
    ],
)
def test_a_notice_stands_fifteen_days(
    first: Day, last: Day, *, is_long_enough: bool, standard: CpnsSelection
) -> None:
    reason = check_notice(date(*first), date(*last), standard)
    assert reason.passed is is_long_enough
    assert reason.caveat is not None
