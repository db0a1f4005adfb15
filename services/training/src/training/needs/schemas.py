"""What goes out over HTTP."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from training.needs.rules import NeedState, WithdrawalCause
from training.programmes.rules import NeedKind
from training.reasons import ReasonRead

NEED: Final[dict[str, Any]] = {
    "id": "3f0a9f5e-6a51-5d4e-9a77-2b1c0c7d8e10",
    "employee_id": "0197a5d2-4a00-7cc3-8f5a-0d2b6f4e9a11",
    "agency": "5671",
    "kind": "performance",
    "evaluation_id": "0197a5d2-4a00-7e55-b7d8-16a0c3f2e901",
    "year": 2025,
    "predicate": "needs_improvement",
    "since": "2026-01-20",
    "state": "open",
    "closed_by": None,
    "closed_on": None,
    "withdrawn_because": None,
    "rule_set": "2022",
    "version": 1,
    "updated_at": "2026-01-20T03:00:00Z",
}
_ANSWER: Final[dict[str, Any]] = {
    "id": "0197a5d2-4a00-7aa1-9d1c-53b7f0a6c202",
    "agency": "5671",
    "code": "TEK-KINERJA-01",
    "title": "Pelatihan Teknis Manajemen Kinerja",
    "hours": 24,
}


class NeedRead(BaseModel):
    """A training need as it stands."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [NEED]})

    id: UUID
    employee_id: UUID
    agency: str
    kind: NeedKind
    evaluation_id: UUID | None
    year: int | None = Field(description="the evaluated year, of a need that an evaluation opened")
    predicate: str | None
    since: date = Field(description="a course completed on this day or later answers it")
    state: NeedState
    closed_by: UUID | None = Field(description="the course that answered it")
    closed_on: date | None
    withdrawn_because: WithdrawalCause | None
    rule_set: str
    version: int
    updated_at: datetime


class AnswerRead(BaseModel):
    """A programme that would answer it."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [_ANSWER]})

    id: UUID
    agency: str | None
    code: str
    title: str
    hours: int


class ExplainedNeedRead(NeedRead):
    """A need with its reason and the programmes that answer it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **NEED,
                    "reasons": [
                        {
                            "rule": "performance",
                            "article": "PP 30/2019; PP 11/2017 jo. PP 17/2020",
                            "passed": False,
                            "required": {"at_least": "good"},
                            "found": {"year": 2025, "predicate": "needs_improvement"},
                            "message": "Predikat kinerja tahun 2025 adalah Butuh Perbaikan, di bawah Baik.",
                            "remedy": "Selesaikan salah satu program ini pada 20 Januari 2026 atau "
                            "sesudahnya: Pelatihan Teknis Manajemen Kinerja.",
                            "turns_on": None,
                        }
                    ],
                    "answered_by": [_ANSWER],
                }
            ]
        }
    )

    reasons: list[ReasonRead]
    answered_by: list[AnswerRead] = Field(description="programmes on offer, of the agency and national")


@dataclass(frozen=True)
class NeedFilter:
    """What the list can be narrowed to."""

    employee_id: Annotated[UUID | None, Field(description="whose needs")] = None
    state: Annotated[NeedState | None, Field(description="where the need stands")] = None
    kind: Annotated[NeedKind | None, Field(description="what is needed")] = None
    agency: Annotated[str | None, Field(max_length=10, description="BKN code of the agency")] = None
