"""What a recorded course must be."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from training.courses.rules import CourseFacts, CourseStandard, certificate_key, check_course
from training.employees.rules import Service

RULESET = Path(__file__).parents[2] / "rulesets" / "course-records" / "2018.toml"
STANDARD = CourseStandard.model_validate(tomllib.loads(RULESET.read_text())["values"])
SERVICE = Service(employment_type="PNS", appointed_on=date(2015, 3, 1))
LEFT = SERVICE.model_copy(update={"status": "retired", "left_on": date(2026, 2, 1)})
TODAY = date(2026, 3, 2)


def facts(started: str = "2026-02-09", completed: str = "2026-02-11", jp: int = 24) -> CourseFacts:
    return CourseFacts(
        started_on=date.fromisoformat(started), completed_on=date.fromisoformat(completed), jp=jp
    )


@pytest.mark.parametrize(
    ("course", "service", "failed"),
    [
        (facts(), SERVICE, []),
        (facts(completed="2026-03-02", jp=300), SERVICE, []),
        (facts(completed="2026-03-03"), SERVICE, ["not_in_future"]),
        (facts("2026-02-11", "2026-02-09", 16), SERVICE, ["dates_in_order"]),
        (facts("2015-02-27", "2015-03-02"), SERVICE, ["within_service"]),
        (facts("2015-03-01", "2015-03-02"), SERVICE, []),
        (facts("2026-01-28", "2026-01-31"), LEFT, []),
        (facts("2026-01-28", "2026-02-01"), LEFT, ["within_service"]),
        (facts(jp=0), SERVICE, ["plausible_hours"]),
        (facts(jp=48), SERVICE, []),
        (facts(jp=49), SERVICE, ["plausible_hours"]),
        (facts("2025-06-02", "2025-12-19", 1000), SERVICE, []),
        (facts("2025-06-02", "2025-12-19", 1001), SERVICE, ["plausible_hours"]),
        (facts("2025-09-01", "2025-12-19", 647), SERVICE, []),
    ],
)
def test_what_cannot_be_is_named(course: CourseFacts, service: Service, failed: list[str]) -> None:
    reasons = check_course(course, service, STANDARD, today=TODAY)
    assert [reason.rule for reason in reasons if not reason.passed] == failed
    assert all((reason.remedy is None) is reason.passed for reason in reasons)
    assert all(reason.article for reason in reasons)


def test_a_running_course_can_be_recorded_from_its_last_day_on() -> None:
    reason = check_course(facts(completed="2026-03-20"), SERVICE, STANDARD, today=TODAY)[1]
    assert reason.turns_on == date(2026, 3, 20)
    assert reason.remedy is not None
    assert reason.remedy.en == "Record it from 20 March 2026 on."


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (("BPSDM Sumsel", "800.2/1"), ("bpsdm  sumsel", "800/2.1"), True),
        (("BPSDM Sumsel", "800.2/1"), ("BPSDM Sumsel", "800.2/2"), False),
        (("BPSDM Sumsel", "800.2/1"), ("LAN", "800.2/1"), False),
    ],
)
def test_a_certificate_is_the_same_however_it_was_typed(one: Any, other: Any, *, is_same: bool) -> None:
    assert (certificate_key(*one) == certificate_key(*other)) is is_same
    assert certificate_key("LAN", None) is None


def test_only_the_time_in_service_cites_a_regulation() -> None:
    reasons = check_course(facts(), SERVICE, STANDARD, today=TODAY)
    assert {reason.rule for reason in reasons if reason.article != "Abdi"} == {"within_service"}
