"""What goes out about a unit in numbers."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

_VACANCY: Final[dict[str, Any]] = {
    "position_id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a44",
    "code": "5671-0412",
    "title": "Kepala Subbidang Mutasi",
    "kind": "pengawas",
    "unit_id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a45",
    "is_head": True,
    "empty_since": "2025-11-01",
    "empty_days": 121,
}
_PEOPLE: Final[dict[str, Any]] = {
    "total": 42,
    "by_employment_type": {"PNS": 35, "CPNS": 2, "PPPK": 5},
    "by_status": {"active": 41, "leave": 1},
}
_VACANCIES: Final[dict[str, Any]] = {"total": 1, "oldest": [_VACANCY]}


class PeopleRead(BaseModel):
    """Who holds a position in the unit or below it today."""

    model_config = ConfigDict(json_schema_extra={"examples": [_PEOPLE]})

    total: int
    by_employment_type: dict[str, int]
    by_status: dict[str, int]


class VacancyRead(BaseModel):
    """An empty position, and for how many days it has been empty."""

    model_config = ConfigDict(json_schema_extra={"examples": [_VACANCY]})

    position_id: UUID
    code: str
    title: str
    kind: str
    unit_id: UUID
    is_head: bool
    empty_since: date
    empty_days: int


class VacanciesRead(BaseModel):
    """How many positions are empty, and those that have been so for longest."""

    model_config = ConfigDict(json_schema_extra={"examples": [_VACANCIES]})

    total: int
    oldest: list[VacancyRead] = Field(description="at most a hundred")


class UnitSummaryRead(BaseModel):
    """A unit and all units below it today."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "unit_id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a45",
                    "units": 3,
                    "people": _PEOPLE,
                    "vacancies": _VACANCIES,
                }
            ]
        }
    )

    unit_id: UUID
    units: int = Field(description="the unit itself included")
    people: PeopleRead
    vacancies: VacanciesRead
