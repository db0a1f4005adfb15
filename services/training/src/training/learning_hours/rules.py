"""The hours (jam pelajaran, JP) of a year against what the regulation asks or grants."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.i18n import Text
from abdi.reasons import Reason
from training.employees.rules import Service
from training.programmes.rules import ProgrammeKind

LEARNING_HOURS: Final = "learning-hours"
FIRST_YEAR: Final = 2017
"""PP 11/2017 counts hours from this year on; before, what the certificate says counts as it stands."""

NOT_YET: Final = ""
"""Of somebody who was not in service yet: neither minimum nor limit."""


class Cap(BaseModel):
    """How much of one kind counts, in a calendar month or on a day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    jp_per_month: int | None = None
    jp_per_day: int | None = None

    def windows(self, first: date, last: date) -> list[tuple[int, ...]]:
        """The days or months from `first` to `last`, each with a cap of its own."""
        if self.jp_per_day is not None:
            days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
            return [(day.year, day.month, day.day) for day in days]
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        return [(month // 12, month % 12 + 1) for month in months]

    @property
    def jp(self) -> int:
        """What counts at most in each."""
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
    started_on: date
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
    learning communities 2 JP a day. A course of several days or months has the cap of each of them, and uses
    up the earliest first; the days of a course lie in the year in which it was completed, or before.
    """
    left: dict[Any, int] = {}
    counted: dict[UUID, int] = {}
    for course in sorted(courses, key=lambda one: (one.completed_on, one.course_id)):
        cap = _cap(course, standard.caps)
        if cap is None:
            counted[course.course_id] = course.jp
            continue
        rest = course.jp
        for window in cap.windows(course.started_on, course.completed_on):
            key = (course.kind, *window)
            used = min(rest, left.get(key, cap.jp))
            left[key] = left.get(key, cap.jp) - used
            rest -= used
        counted[course.course_id] = course.jp - rest
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


def employment_type_in(year: int, service: Service, *, today: date) -> str | None:
    """The employment type by which `year` is judged: that of its last day, or of today until then.

    None when it is not known here; NOT_YET for somebody who was not in service yet. Source: PP 11/2017 (a PNS
    was a CPNS before).
    """
    last = date(year, 12, 31)
    if service.appointed_on > last:
        return NOT_YET
    if last >= today or (service.employment_since is not None and service.employment_since <= last):
        return service.employment_type
    is_known = service.employment_since is not None and service.employment_type == "PNS"
    return "CPNS" if is_known else None


def judge_year(
    hours: int, *, year: int, employment_type: str | None, cut: int, standard: HoursStandard
) -> YearOfHours:
    """The hours that count in `year` against minimum and limit; `cut` JP were not counted because of caps.

    Without an employment type (see `employment_type_in`) nobody is below; a reason says that the year was not
    judged.

    Source: PP 11/2017 art. 203 (PNS: at least 20 JP a year), PP 49/2018 (PPPK: at most 24 JP).
    """
    minimum = limit = None
    reasons = []
    if employment_type is None:
        reasons.append(_not_judged(hours, year=year, standard=standard))
    else:
        minimum, limit = standard.minimums.get(employment_type), standard.limits.get(employment_type)
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


def _not_judged(hours: int, *, year: int, standard: HoursStandard) -> Reason:
    return Reason(
        rule="employment_type_unverified",
        article=standard.articles["minimum"],
        passed=False,
        required={"employment_type_on": date(year, 12, 31).isoformat()},
        found=None,
        message=Text(
            f"Jenis kepegawaian pada akhir tahun {year} belum terverifikasi; {hours} JP tidak dinilai.",
            f"The employment type at the end of {year} is unverified; the {hours} JP are not judged.",
        ),
        remedy=Text(
            "Periksa riwayat jenis kepegawaian di data kepegawaian.",
            "Check the history of employment types in the registry.",
        ),
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
