"""How the read audit is shown to the person about whom it is."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class LookRead(BaseModel):
    """One request in which somebody looked at the person's data."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "request_id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a99",
                    "at": "2026-03-02T02:00:00Z",
                    "actor": "9d1c7a70-6f35-4c1e-8f0e-1f2f6f3a8b11",
                    "employee_id": "01990a4e-1111-7c11-9a55-0d6f1c2b3a99",
                    "agency": "5671",
                    "capacity": "agency_officer",
                    "actions": ["employee.read", "employee.read_history"],
                    "reads": 2,
                    "purpose": "Kenaikan pangkat periode Desember",
                }
            ]
        },
    )

    request_id: str
    at: datetime = Field(description="when the last of it was read")
    actor: str = Field(description="who asked, as the identity provider knows them")
    employee_id: UUID | None = Field(description="who asked, if it was a civil servant")
    agency: str | None = Field(description="the reader's agency")
    capacity: str | None = Field(description="the roles in which they asked")
    actions: list[str] = Field(description="what was read")
    reads: int = Field(description="how many times something was read; one id may have been sent again")
    purpose: str | None = Field(description="why: the auditor's appointment, and what the reader said")
