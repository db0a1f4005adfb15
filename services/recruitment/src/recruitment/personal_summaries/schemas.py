"""What goes out about how one person was recruited."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.examples import example
from recruitment.candidates.rules import CandidateState, EmploymentType

_RECORD: Final[dict[str, Any]] = {
    "id": "019a9b2c-8f02-7c10-8a11-5d1f0e7b9c02",
    "agency": "5671",
    "employee_id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a40",
    "state": "registered",
    "employment_type": "CPNS",
    "rank": "III/a",
    "effective_on": "2026-03-01",
    "decree_number": "813/045/BKPSDM/2026",
    "decree_on": "2026-02-20",
    "selection_reference": "CPNS 2025",
    "registered_on": "2026-03-02",
}


class CandidateSummary(BaseModel):
    """The appointment in the record of a candidate, without birth data and numbers: nothing to mask."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=example(_RECORD))

    id: UUID
    agency: str
    employee_id: UUID
    state: CandidateState
    employment_type: EmploymentType
    rank: str
    effective_on: date
    decree_number: str
    decree_on: date
    selection_reference: str
    registered_on: date | None


class PersonalRecruitmentRead(BaseModel):
    """How a person was recruited."""

    model_config = ConfigDict(json_schema_extra=example(candidate=_RECORD))

    candidate: CandidateSummary | None = Field(
        description="the record that the person came from; null: was in service before"
    )
