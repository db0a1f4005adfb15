"""What goes out over HTTP."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from training.learning_hours.rules import FIRST_YEAR
from training.programmes.rules import ProgrammeKind
from training.reasons import ReasonRead

LAST_YEAR: Final = 2199
SUMMARY: Final[dict[str, Any]] = {
    "employee_id": "0197a5d2-4a00-7cc3-8f5a-0d2b6f4e9a11",
    "agency": "5671",
    "employment_type": "PNS",
    "year": 2026,
    "hours": 12,
    "minimum": 20,
    "limit": None,
    "remaining": 8,
    "is_below": True,
}
_COURSE: Final[dict[str, Any]] = {
    "course_id": "0197a5d2-4a00-7bb2-a3c4-8e9f1d2c3b04",
    "programme_id": "0197a5d2-4a00-7aa1-9d1c-53b7f0a6c202",
    "kind": "technical",
    "completed_on": "2026-02-11",
    "jp": 12,
    "credited_jp": 12,
}
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR, description="calendar year; none: the running one")]


class HoursSummary(BaseModel):
    """The hours of one person's year."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [SUMMARY]})

    employee_id: UUID
    agency: str
    employment_type: str
    year: int
    hours: int = Field(description="JP that count, 45 minutes each")
    minimum: int | None = Field(description="what must be reached; of PNS")
    limit: int | None = Field(description="where the entitlement ends; of PPPK")
    remaining: int | None = Field(description="what lacks to the minimum, or is left of the entitlement")
    is_below: bool


class CountedCourse(BaseModel):
    """A course of the year; `credited_jp` is what counts of it."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [_COURSE]})

    course_id: UUID
    programme_id: UUID
    kind: ProgrammeKind
    completed_on: date
    jp: int
    credited_jp: int


class HoursRead(HoursSummary):
    """The hours of one person's year, explained, with the courses that count."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **SUMMARY,
                    "rule_set": "2017",
                    "courses": [_COURSE],
                    "reasons": [
                        {
                            "rule": "minimum",
                            "article": "PP 11/2017 pasal 203",
                            "passed": False,
                            "required": {"at_least": 20},
                            "found": 12,
                            "message": "Pengembangan kompetensi paling sedikit 20 JP dalam 1 tahun; "
                            "tercatat 12 JP.",
                            "remedy": "Selesaikan 8 JP lagi sebelum akhir tahun 2026, atau catat kursus yang "
                            "belum tercatat.",
                            "turns_on": None,
                        }
                    ],
                }
            ]
        }
    )

    rule_set: str
    courses: list[CountedCourse]
    reasons: list[ReasonRead]


@dataclass(frozen=True)
class HoursFilter:
    """What the list can be narrowed to; `below` leaves the people who do not reach their minimum yet."""

    below: Annotated[
        bool | None, Field(description="true: only who does not reach the minimum yet; false: all others")
    ] = None
    agency: Annotated[str | None, Field(max_length=10, description="BKN code of the agency")] = None
