"""What goes out about an agency's formations in numbers."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.examples import example
from abdi.reasons import Reason
from recruitment.formations.rules import FormationState
from recruitment.formations.schemas import AgencyCode, Intake, OwnerRead
from recruitment.selections.rules.standard import AgencyKind

_OLDEST: Final[dict[str, Any]] = {
    "formation_id": "019a9b2c-8f02-7c10-8a11-5d1f0e7b9c02",
    "state_since": "2026-02-20T02:00:00Z",
    "age_days": 10,
    "owner": {"role": "agency_officer", "unit_id": None},
}
_STATE: Final[dict[str, Any]] = {
    "state": "proposed",
    "formations": 12,
    "openings": 40,
    "by_need": {"disability": 1, "general": 39},
    "oldest": _OLDEST,
}
_ALLOCATION: Final[dict[str, Any]] = {
    "openings": 40,
    "by_need": {"disability": 1, "general": 39},
    "passed": True,
    "reasons": [],
}


class SummaryFilters(BaseModel):
    """Which agency and intake."""

    agency: AgencyCode = Field(description="BKN code of the agency")
    intake: Intake = Field(description="the year of the selection")
    agency_kind: AgencyKind | None = Field(
        default=None, description="for an agency that BKN's list does not have"
    )


class OldestRead(BaseModel):
    """The formation that has waited longest in a state, and who has to act."""

    model_config = ConfigDict(json_schema_extra=example(_OLDEST))

    formation_id: UUID
    state_since: datetime
    age_days: int = Field(description="whole days in this state")
    owner: OwnerRead | None


class StateRead(BaseModel):
    """The formations in one state."""

    model_config = ConfigDict(json_schema_extra=example(_STATE))

    state: FormationState
    formations: int
    openings: int
    by_need: dict[str, int]
    oldest: OldestRead | None = Field(description="null: there are none")


class AllocationRead(BaseModel):
    """Openings as a whole, with the share rules; `passed`: all of them are kept."""

    model_config = ConfigDict(json_schema_extra=example(_ALLOCATION))

    openings: int
    by_need: dict[str, int]
    passed: bool
    reasons: list[Reason]


class FormationSummaryRead(BaseModel):
    """The formations of an agency in an intake; `planned` counts what is proposed as well as approved."""

    model_config = ConfigDict(
        json_schema_extra=example(
            agency="5671",
            intake=2024,
            agency_kind="regional",
            rule_set="2024",
            states=[_STATE],
            approved=_ALLOCATION,
            planned=_ALLOCATION,
        )
    )

    agency: str
    intake: int
    agency_kind: AgencyKind
    rule_set: str
    states: list[StateRead]
    approved: AllocationRead
    planned: AllocationRead
