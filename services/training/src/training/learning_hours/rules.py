"""The hours (jam pelajaran, JP) of a year against what the regulation asks or grants."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.i18n import Text
from abdi.reasons import Reason
from training.programmes.rules import ProgrammeKind

LEARNING_HOURS: Final = "learning-hours"
FIRST_YEAR: Final = 2017
"""PP 11/2017 counts hours from this year on; before, what the certificate says counts as it stands."""


class Cap(BaseModel):
    """How much of one kind counts, in a calendar month or on a day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    jp_per_month: int | None = None
    jp_per_day: int | None = None

    def window(self, on: date) -> tuple[int, ...]:
        """The stretch of time that shares the cap."""
        return (on.year, on.month, on.day) if self.jp_per_day is not None else (on.year, on.month)

    @property
    def jp(self) -> int:
        """What counts at most in it."""
        return self.jp_per_day if self.jp_per_day is not None else self.jp_per_month or 0


class HoursStandard(BaseModel):
    """One version of the numbers; minimums and limits by employment type (PNS, CPNS, PPPK)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    minutes_per_jp: int = Field(gt=0)
    minimums: dict[str, int]
    limits: dict[str, int]
    caps: dict[ProgrammeKind, Cap]
    articles: dict[str, str]


class Completed(BaseModel):
    """What the hours of a course depend on."""

    model_config = ConfigDict(frozen=True)

    course_id: UUID
    kind: str
    completed_on: date
    jp: int


def jp_of_minutes(minutes: int, standard: HoursStandard) -> int:
    """Whole JP in `minutes` of learning; 1 JP is 45 minutes.

    Source: Peraturan LAN 5/2018, kept by Peraturan LAN 10/2018.
    """
    return minutes // standard.minutes_per_jp


def credited(courses: Sequence[Completed], standard: HoursStandard) -> dict[UUID, int]:
    """JP of each course that count, in the order of completion: of some kinds only so much in a month or day.

    Source: Peraturan LAN 10/2018; coaching and mentoring two sessions of 2 JP a month, self study and
    learning communities 2 JP a day.
    """
    left: dict[Any, int] = {}
    counted: dict[UUID, int] = {}
    for course in sorted(courses, key=lambda one: (one.completed_on, one.course_id)):
        cap = _cap(course, standard.caps)
        if cap is None:
            counted[course.course_id] = course.jp
            continue
        window = (course.kind, *cap.window(course.completed_on))
        rest = left.setdefault(window, cap.jp)
        counted[course.course_id] = min(course.jp, rest)
        left[window] = rest - counted[course.course_id]
    return counted


def _cap(course: Completed, caps: Mapping[ProgrammeKind, Cap]) -> Cap | None:
    return next((cap for kind, cap in caps.items() if kind == course.kind), None)


class YearOfHours(BaseModel):
    """The outcome for one person and year.

    `minimum` is what must be reached, `limit` where the entitlement ends; a person has one of them or none.
    `remaining` is what lacks to the minimum, or what is left of the entitlement.
    """

    model_config = ConfigDict(frozen=True)

    hours: int
    minimum: int | None
    limit: int | None
    remaining: int | None
    is_below: bool
    reasons: list[Reason]


def judge_year(
    hours: int, *, year: int, employment_type: str, cut: int, standard: HoursStandard
) -> YearOfHours:
    """The hours that count in `year` against minimum and limit; `cut` JP were not counted because of caps.

    Source: PP 11/2017 art. 203 (PNS: at least 20 JP a year), PP 49/2018 (PPPK: at most 24 JP).
    """
    minimum, limit = standard.minimums.get(employment_type), standard.limits.get(employment_type)
    reasons = []
    if minimum is not None:
        reasons.append(_minimum(hours, minimum, year=year, standard=standard))
    if limit is not None:
        reasons.append(_limit(hours, limit, year=year, standard=standard))
    if cut > 0:
        reasons.append(_caps(cut, standard))
    aim = minimum if minimum is not None else limit
    return YearOfHours(
        hours=hours,
        minimum=minimum,
        limit=limit,
        remaining=None if aim is None else max(aim - hours, 0),
        is_below=minimum is not None and hours < minimum,
        reasons=reasons,
    )


def _minimum(hours: int, minimum: int, *, year: int, standard: HoursStandard) -> Reason:
    lacking = max(minimum - hours, 0)
    remedy = Text(
        f"Selesaikan {lacking} JP lagi sebelum akhir tahun {year}, atau catat kursus yang belum tercatat.",
        f"Complete {lacking} more JP before the end of {year}, or have courses recorded that are missing.",
    )
    return Reason(
        rule="minimum",
        article=standard.articles["minimum"],
        passed=lacking == 0,
        required={"at_least": minimum},
        found=hours,
        message=Text(
            f"Pengembangan kompetensi paling sedikit {minimum} JP dalam 1 tahun; tercatat {hours} JP.",
            f"At least {minimum} JP of competence development a year; {hours} JP are recorded.",
        ),
        remedy=remedy if lacking else None,
    )


def _limit(hours: int, limit: int, *, year: int, standard: HoursStandard) -> Reason:
    above = max(hours - limit, 0)
    return Reason(
        rule="limit",
        article=standard.articles["limit"],
        passed=above == 0,
        required={"at_most": limit},
        found=hours,
        message=Text(
            f"Pengembangan kompetensi PPPK paling lama {limit} JP dalam 1 tahun; tercatat {hours} JP.",
            f"Competence development of PPPK at most {limit} JP a year; {hours} JP are recorded.",
        ),
        remedy=Text(
            f"Jangan jadwalkan kursus lain pada tahun {year}; kelebihannya {above} JP.",
            f"Plan no further course in {year}; it is {above} JP above.",
        )
        if above
        else None,
    )


def _caps(cut: int, standard: HoursStandard) -> Reason:
    return Reason(
        rule="caps",
        article=standard.articles["caps"],
        passed=False,
        required={
            kind.value: cap.model_dump(exclude_none=True) for kind, cap in sorted(standard.caps.items())
        },
        found={"not_counted": cut},
        message=Text(
            f"{cut} JP tidak dihitung karena batas coaching, mentoring, atau belajar mandiri.",
            f"{cut} JP do not count because of the limits of coaching, mentoring or self study.",
        ),
        remedy=Text(
            "Sebarkan kegiatan itu ke bulan atau hari lain, atau pilih bentuk lain.",
            "Spread these activities over other months or days, or choose another form.",
        ),
    )
