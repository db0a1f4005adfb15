"""The hours of a year, with the numbers of the regulations."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abdi.clock import new_id
from training.employees.rules import Service
from training.learning_hours.rules import (
    NOT_YET,
    Completed,
    HoursStandard,
    credited,
    employment_type_in,
    jp_of_minutes,
    judge_year,
)

RULESET = Path(__file__).parents[2] / "rulesets" / "learning-hours" / "2017.toml"
STANDARD = HoursStandard.model_validate(tomllib.loads(RULESET.read_text())["values"])


def course(
    jp: int, *, kind: str = "technical", on: str = "2026-02-11", since: str | None = None
) -> Completed:
    return Completed(
        course_id=new_id(),
        kind=kind,
        started_on=date.fromisoformat(since or on),
        completed_on=date.fromisoformat(on),
        jp=jp,
    )


def counted(*courses: Completed) -> int:
    return sum(credited(courses, STANDARD).values())


@pytest.mark.parametrize(
    ("hours", "remaining", "is_below"),
    [
        pytest.param((12, 6, 2), 0, False, id="D-TRN-1 fulfilled"),
        pytest.param((12, 6, 1), 1, True, id="D-TRN-1 one short"),
        pytest.param((), 20, True, id="nothing"),
        pytest.param((647,), 0, False, id="N-TRN-1 Latsar blended"),
    ],
)
def test_a_pns_needs_twenty_jp_a_year(hours: tuple[int, ...], remaining: int, *, is_below: bool) -> None:
    total = counted(*(course(jp) for jp in hours))
    outcome = judge_year(total, year=2026, employment_type="PNS", cut=0, standard=STANDARD)
    assert (outcome.minimum, outcome.limit, outcome.remaining) == (20, None, remaining)
    assert outcome.is_below is is_below
    (reason,) = outcome.reasons
    assert (reason.rule, reason.article, reason.passed) == ("minimum", "PP 11/2017 pasal 203", not is_below)
    assert (reason.remedy is not None) is is_below


@pytest.mark.parametrize(("hours", "left", "passed"), [(0, 24, True), (24, 0, True), (25, 0, False)])
def test_a_pppk_has_at_most_twenty_four_jp_and_no_minimum(hours: int, left: int, *, passed: bool) -> None:
    outcome = judge_year(hours, year=2026, employment_type="PPPK", cut=0, standard=STANDARD)
    assert (outcome.minimum, outcome.limit, outcome.remaining, outcome.is_below) == (None, 24, left, False)
    assert [(reason.rule, reason.passed) for reason in outcome.reasons] == [("limit", passed)]


def test_a_cpns_has_neither_minimum_nor_limit() -> None:
    outcome = judge_year(511, year=2026, employment_type="CPNS", cut=0, standard=STANDARD)
    assert (outcome.minimum, outcome.limit, outcome.remaining, outcome.reasons) == (None, None, None, [])


TODAY = date(2026, 3, 2)
SERVICE = Service(employment_type="PNS", employment_since=date(2025, 3, 1), appointed_on=date(2024, 3, 1))


@pytest.mark.parametrize(
    ("year", "changes", "expected"),
    [
        (2026, {}, "PNS"),
        (2025, {}, "PNS"),
        (2024, {}, "CPNS"),
        (2023, {}, NOT_YET),
        (2026, {"employment_since": None}, "PNS"),
        (2025, {"employment_since": None}, None),
        (2024, {"employment_type": "PPPK"}, None),
        (2025, {"employment_since": date(2025, 12, 31)}, "PNS"),
        (2025, {"employment_since": date(2026, 1, 1)}, "CPNS"),
    ],
)
def test_a_past_year_is_judged_by_the_type_at_its_end(
    year: int, changes: dict[str, Any], expected: str | None
) -> None:
    service = SERVICE.model_copy(update=changes)
    assert employment_type_in(year, service, today=TODAY) == expected


def test_a_year_of_unknown_type_is_unverified_and_nobody_below() -> None:
    outcome = judge_year(3, year=2025, employment_type=None, cut=0, standard=STANDARD)
    assert (outcome.hours, outcome.minimum, outcome.limit, outcome.is_below) == (3, None, None, False)
    assert [(one.rule, one.passed) for one in outcome.reasons] == [("employment_type_unverified", False)]


def test_one_jp_is_forty_five_minutes() -> None:
    assert [jp_of_minutes(minutes, STANDARD) for minutes in (44, 45, 89, 900)] == [0, 1, 1, 20]


def test_of_coaching_two_sessions_a_month_count() -> None:
    sessions = [course(2, kind="coaching", on=f"2026-03-{day:02}") for day in (3, 10, 17)]
    assert counted(*sessions) == 4, "N-JP-1"
    assert counted(*sessions, course(2, kind="coaching", on="2026-04-01")) == 6
    assert counted(*sessions, course(2, kind="mentoring", on="2026-03-17")) == 6


def test_of_self_study_two_jp_a_day_count() -> None:
    reports = [course(2, kind="self_study", on="2026-03-03") for _ in range(2)]
    assert counted(*reports) == 2, "N-JP-2"
    assert counted(*reports, course(2, kind="self_study", on="2026-03-04")) == 4


def test_a_course_of_several_days_or_months_has_the_cap_of_each() -> None:
    week = course(12, kind="self_study", since="2026-03-02", on="2026-03-06")
    assert counted(week) == 10
    assert counted(week, course(2, kind="self_study", on="2026-03-06")) == 10
    short = course(4, kind="self_study", since="2026-03-02", on="2026-03-06")
    assert counted(short, course(2, kind="self_study", on="2026-03-06")) == 6
    assert counted(course(20, kind="coaching", since="2025-12-20", on="2026-02-03")) == 12
    assert counted(course(20, kind="coaching", since="2026-02-01", on="2026-02-28")) == 4


def test_the_later_course_is_the_one_that_is_cut() -> None:
    late, early = course(3, kind="coaching", on="2026-03-20"), course(3, kind="coaching", on="2026-03-02")
    assert credited([late, early], STANDARD) == {early.course_id: 3, late.course_id: 1}


def test_what_was_cut_is_explained() -> None:
    outcome = judge_year(4, year=2026, employment_type="PNS", cut=2, standard=STANDARD)
    reason = outcome.reasons[-1]
    assert (reason.rule, reason.passed, reason.found) == ("caps", False, {"not_counted": 2})
    assert reason.required == {
        "coaching": {"jp_per_month": 4},
        "learning_community": {"jp_per_day": 2},
        "mentoring": {"jp_per_month": 4},
        "self_study": {"jp_per_day": 2},
    }


COURSES = st.lists(
    st.builds(
        Completed,
        course_id=st.uuids(),
        kind=st.sampled_from(["technical", "coaching", "self_study", "seminar"]),
        started_on=st.dates(date(2026, 1, 1), date(2026, 1, 31)),
        completed_on=st.dates(date(2026, 1, 31), date(2026, 2, 28)),
        jp=st.integers(1, 30),
    ),
    max_size=12,
    unique_by=lambda one: one.course_id,
)


@given(COURSES)
def test_credit_depends_on_no_order_and_never_exceeds_what_was_learnt(
    courses: list[Completed],
) -> None:
    backwards = credited(list(reversed(courses)), STANDARD)
    assert credited(courses, STANDARD) == backwards
    assert all(0 <= backwards[one.course_id] <= one.jp for one in courses)
    assert all(backwards[one.course_id] == one.jp for one in courses if one.kind in {"technical", "seminar"})


@given(COURSES)
def test_one_more_course_never_lowers_the_hours(courses: list[Completed]) -> None:
    if courses:
        assert counted(*courses) >= counted(*courses[:-1])
