"""The days of objections and answers, as scheduled or as the rule set counts them."""

from datetime import date

import pytest

from recruitment.objections.rules import (
    ObjectionFault,
    ObjectionGround,
    ObjectionStage,
    check_answer_day,
    check_fault,
    check_ground,
    check_objections_over,
    days_of,
)
from recruitment.selections.intakes import rules_of_intake
from recruitment.selections.rules.clock import check_objection
from recruitment.selections.rules.stages import StageCode, StageDays

STANDARD = rules_of_intake("2024")
ADMINISTRATIVE = ObjectionStage.ADMINISTRATIVE


def stage(code: StageCode, first: str, last: str) -> dict[StageCode, StageDays]:
    return {code: StageDays(code, date.fromisoformat(first), date.fromisoformat(last))}


def test_without_a_schedule_three_days_follow_the_announcement() -> None:
    days = days_of({}, ADMINISTRATIVE, date(2024, 9, 19), standard=STANDARD)
    assert (days.objection_from, days.objection_until) == (date(2024, 9, 20), date(2024, 9, 22))
    assert days.answers_until == date(2024, 9, 24)
    assert days.reannounce_by == date(2024, 9, 29)


def test_they_count_from_the_last_day_of_the_scheduled_result() -> None:
    schedule = stage(StageCode.ADMINISTRATIVE_RESULT, "2024-09-18", "2024-09-19")
    days = days_of(schedule, ADMINISTRATIVE, date(2024, 9, 18), standard=STANDARD)
    assert (days.objection_from, days.objection_until) == (date(2024, 9, 20), date(2024, 9, 22))


def test_a_scheduled_window_counts_and_the_new_announcement_follows_it() -> None:
    schedule = stage(StageCode.ADMINISTRATIVE_OBJECTION, "2024-09-21", "2024-09-25")
    schedule |= stage(StageCode.ADMINISTRATIVE_ANSWERS, "2024-09-21", "2024-09-28")
    days = days_of(schedule, ADMINISTRATIVE, date(2024, 9, 19), standard=STANDARD)
    assert (days.objection_from, days.objection_until) == (date(2024, 9, 21), date(2024, 9, 25))
    assert (days.answers_until, days.reannounce_by) == (date(2024, 9, 28), date(2024, 10, 2))


def test_the_final_result_has_seven_days_of_answers() -> None:
    days = days_of({}, ObjectionStage.FINAL, date(2025, 1, 6), standard=STANDARD)
    assert days.answers_until == date(2025, 1, 13)


@pytest.mark.parametrize(
    ("day", "objecting", "answering", "over"),
    [
        (19, False, False, False),
        (20, True, True, False),
        (22, True, True, False),
        (23, False, True, True),
        (24, False, True, True),
        (25, False, False, True),
    ],
)
def test_day_by_day(day: int, objecting: bool, answering: bool, over: bool) -> None:
    days = days_of({}, ADMINISTRATIVE, date(2024, 9, 19), standard=STANDARD)
    today = date(2024, 9, day)
    assert check_objection(today, days, STANDARD).passed is objecting
    assert check_answer_day(today, days, STANDARD).passed is answering
    assert check_objections_over(today, days, STANDARD).passed is over


@pytest.mark.parametrize("ground", ObjectionGround)
def test_only_ones_own_mistake_is_no_ground(ground: ObjectionGround) -> None:
    assert check_ground(ground, STANDARD).passed is (ground is not ObjectionGround.OWN_MISTAKE)


@pytest.mark.parametrize(
    ("fault", "passed"),
    [
        (ObjectionFault.COMMITTEE, True),
        (ObjectionFault.SYSTEM, True),
        (ObjectionFault.APPLICANT, False),
        (ObjectionFault.NOBODY, False),
    ],
)
def test_only_a_mistake_of_others_is_accepted(fault: ObjectionFault, *, passed: bool) -> None:
    assert check_fault(fault, STANDARD).passed is passed
