"""Schedules against the order of the stages and the legal clock."""

from datetime import date, timedelta

import pytest

from recruitment.selections.rules.schedule import (
    by_code,
    check_past_kept,
    check_schedule,
    check_still_ahead,
    warn_about_schedule,
)
from recruitment.selections.rules.stages import CHAIN, StageCode, StageDays
from recruitment.selections.rules.standard import CpnsSelection

# The national schedule of 2024 as it was revised on 5 September 2024, and the final one of January 2025.
INTAKE_2024 = {
    "notice": ((2024, 8, 19), (2024, 9, 2)),
    "registration": ((2024, 8, 20), (2024, 9, 10)),
    "administrative": ((2024, 8, 20), (2024, 9, 17)),
    "administrative_result": ((2024, 9, 18), (2024, 9, 19)),
    "administrative_objection": ((2024, 9, 20), (2024, 9, 22)),
    "administrative_answers": ((2024, 9, 20), (2024, 9, 24)),
    "administrative_reannouncement": ((2024, 9, 23), (2024, 9, 29)),
    "skd": ((2024, 10, 16), (2024, 11, 14)),
    "skd_result": ((2024, 11, 17), (2024, 11, 19)),
    "skb": ((2024, 11, 20), (2024, 12, 20)),
    "final_result": ((2025, 1, 5), (2025, 1, 12)),
    "final_objection": ((2025, 1, 13), (2025, 1, 15)),
    "final_answers": ((2025, 1, 13), (2025, 1, 19)),
    "final_reannouncement": ((2025, 1, 16), (2025, 1, 22)),
    "filing": ((2025, 1, 23), (2025, 2, 21)),
    "nip_proposal": ((2025, 2, 22), (2025, 3, 23)),
}
FIRST_DAY = date(2024, 8, 19)


def schedule(**days: tuple[int, int] | None) -> dict[StageCode, StageDays]:
    """The national schedule, the named stages moved by so many days at both ends, or left out."""
    stages = []
    for name, (first, last) in INTAKE_2024.items():
        by = days.get(name, (0, 0))
        if by is not None:
            starts, ends = date(*first) + timedelta(days=by[0]), date(*last) + timedelta(days=by[1])
            stages.append(StageDays(StageCode(name), starts, ends))
    return by_code(stages)


def broken(planned: dict[StageCode, StageDays], standard: CpnsSelection) -> list[str]:
    return [reason.rule for reason in check_schedule(planned, standard) if not reason.passed]


def warned(planned: dict[StageCode, StageDays], standard: CpnsSelection) -> list[str]:
    reasons = warn_about_schedule(planned, standard, today=FIRST_DAY)
    return [reason.rule for reason in reasons if not reason.passed]


def test_the_national_schedule_of_2024_keeps_the_clock_without_a_warning(standard: CpnsSelection) -> None:
    assert broken(schedule(), standard) == []
    assert warned(schedule(), standard) == []
    assert all(reason.article for reason in check_schedule(schedule(), standard))


@pytest.mark.parametrize("code", CHAIN)
def test_a_skipped_stage_is_refused_whichever_it_is(code: StageCode, standard: CpnsSelection) -> None:
    reasons = check_schedule(schedule(**{code.value: None}), standard)
    (missing,) = [reason.found for reason in reasons if reason.rule == "clock.stages"]
    assert missing == {"missing": [code.value]}


@pytest.mark.parametrize(
    ("days", "rules"),
    [
        ({"administrative_objection": (0, 1), "administrative_answers": (0, 0)}, ["clock.objection"]),
        ({"administrative_objection": (1, 0), "administrative_answers": (1, 0)}, ["clock.objection"]),
        ({"final_objection": (0, 1), "final_reannouncement": (1, 0)}, ["clock.objection"]),
        ({"administrative_answers": (1, 0)}, ["clock.answers"]),
        ({"final_answers": (0, -5)}, ["clock.answers"]),
        ({"skd_result": (-4, 0)}, ["clock.overlap"]),
        ({"registration": (-2, 0)}, ["clock.order"]),
        ({"filing": (-1, 0)}, ["clock.overlap"]),
    ],
)
def test_what_the_clock_forbids(
    days: dict[str, tuple[int, int]], rules: list[str], standard: CpnsSelection
) -> None:
    found = broken(schedule(**days), standard)
    assert set(rules) <= set(found)
    assert set(found) <= {*rules, "clock.overlap"}


@pytest.mark.parametrize(
    ("days", "rules"),
    [
        ({"notice": (0, -1)}, ["clock.notice"]),
        ({"administrative": (0, 1)}, ["clock.overlap"]),
        ({"nip_proposal": (-1, 0)}, ["clock.overlap"]),
        ({"administrative_answers": (0, 5)}, ["clock.answer_days"]),
        ({"administrative_objection": (0, -1)}, ["clock.objection_days"]),
        # As in 2021: nine days after the end of the objections.
        ({"administrative_reannouncement": (0, 2)}, ["clock.reannouncement"]),
    ],
)
def test_what_practice_has_done_is_a_warning_only(
    days: dict[str, tuple[int, int]], rules: list[str], standard: CpnsSelection
) -> None:
    assert warned(schedule(**days), standard) == rules
    assert broken(schedule(**days), standard) == []


def test_a_notice_counts_from_the_day_of_the_announcement(standard: CpnsSelection) -> None:
    reasons = warn_about_schedule(schedule(), standard, today=date(2024, 8, 21))
    assert [(one.rule, one.found) for one in reasons if not one.passed] == [("clock.notice", {"days": 13})]


def test_nobody_is_invited_when_the_registration_is_over(standard: CpnsSelection) -> None:
    on = {
        day: check_still_ahead(schedule(), standard, today=date(2024, 9, day))[0].passed for day in (10, 11)
    }
    assert on == {10: True, 11: False}


def test_what_is_over_stays_and_what_has_begun_may_only_end_later(standard: CpnsSelection) -> None:
    today, before = date(2024, 9, 5), schedule()

    def changed(**days: tuple[int, int] | None) -> object:
        (reason,) = check_past_kept(before, schedule(**days), standard, today=today)
        return reason.found

    assert changed() == []
    assert changed(registration=(0, 4)) == []
    assert changed(notice=(0, 1)) == ["notice"]
    assert changed(registration=(1, 0)) == ["registration"]
    assert changed(registration=(0, -6)) == ["registration"]
    assert changed(notice=None) == ["notice"]
    assert changed(skd=(5, 5)) == []
