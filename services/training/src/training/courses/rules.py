"""What a recorded course must be, and what becomes of it."""

import re
from datetime import date
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from abdi.dates import in_words
from abdi.i18n import Text
from abdi.reasons import Reason
from training.employees.rules import Service, within_service

COURSE_RECORDS: Final = "course-records"
_SEPARATORS: Final = re.compile(r"[\s./_-]+")


class CourseState(StrEnum):
    """A withdrawn course stays on record, and counts for nothing."""

    RECORDED = "recorded"
    WITHDRAWN = "withdrawn"


class CourseStandard(BaseModel):
    """One version of what is plausible, with the regulation behind each rule."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    largest_jp: int = Field(gt=0)
    largest_jp_per_day: int = Field(gt=0)
    articles: dict[str, str]


class CourseFacts(BaseModel):
    """Days and hours of one run."""

    model_config = ConfigDict(frozen=True)

    started_on: date
    completed_on: date
    jp: int


def certificate_key(provider: str, number: str | None) -> str | None:
    """The same for the same certificate, however it was typed; None without a number."""
    if number is None:
        return None
    return "|".join(_SEPARATORS.sub(" ", text).strip().casefold() for text in (provider, number))


def check_course(
    facts: CourseFacts, service: Service, standard: CourseStandard, *, today: date
) -> list[Reason]:
    """Every condition for recording a course, passed or not.

    Source: PP 11/2017 and PP 49/2018 (for whom); the days in order and plausible hours are Abdi's own rules.
    """
    return [
        _dates_in_order(facts, standard),
        _not_in_future(facts, standard, today=today),
        within_service(
            facts.started_on, facts.completed_on, service, article=standard.articles["within_service"]
        ),
        _plausible_hours(facts, standard),
    ]


def _dates_in_order(facts: CourseFacts, standard: CourseStandard) -> Reason:
    passed = facts.started_on <= facts.completed_on
    return Reason(
        rule="dates_in_order",
        article=standard.articles["dates_in_order"],
        passed=passed,
        required={"from": facts.started_on.isoformat()},
        found=facts.completed_on.isoformat(),
        message=Text(
            "Kursus selesai pada hari mulainya atau sesudahnya.",
            "A course ends on the day on which it began, or later.",
        ),
        remedy=None if passed else Text("Periksa kedua tanggal.", "Check both days."),
    )


def _not_in_future(facts: CourseFacts, standard: CourseStandard, *, today: date) -> Reason:
    passed = facts.completed_on <= today
    day = in_words(facts.completed_on)
    return Reason(
        rule="not_in_future",
        article=standard.articles["not_in_future"],
        passed=passed,
        required={"until": today.isoformat()},
        found=facts.completed_on.isoformat(),
        message=Text("Hanya kursus yang sudah selesai dicatat.", "Only a completed course is recorded."),
        remedy=None if passed else Text(f"Catat mulai {day.id}.", f"Record it from {day.en} on."),
        turns_on=None if passed else facts.completed_on,
    )


def _plausible_hours(facts: CourseFacts, standard: CourseStandard) -> Reason:
    days = max((facts.completed_on - facts.started_on).days + 1, 1)
    most = min(standard.largest_jp, standard.largest_jp_per_day * days)
    passed = 0 < facts.jp <= most
    return Reason(
        rule="plausible_hours",
        article=standard.articles["plausible_hours"],
        passed=passed,
        required={"at_least": 1, "at_most": most},
        found=facts.jp,
        message=Text(
            f"Dalam {days} hari dapat ditempuh 1 sampai {most} JP (1 JP = 45 menit).",
            f"Between 1 and {most} JP fit into {days} days (1 JP is 45 minutes).",
        ),
        remedy=None
        if passed
        else Text(
            "Periksa JP pada sertifikat dan tanggalnya.", "Check the JP on the certificate and the days."
        ),
    )
