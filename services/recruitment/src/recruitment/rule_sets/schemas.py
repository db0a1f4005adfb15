"""What goes in and out about rule sets."""

from datetime import date, datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from abdi.examples import example
from abdi.instants import Day
from abdi.text import Line, Words
from abdi.written import Written

Version = Annotated[str, StringConstraints(pattern=r"^\d{4}(-[1-9]\d?)?$")]
AgencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{2,10}$")]
Why = Annotated[Words, Field(min_length=3, max_length=1000)]
Source = Annotated[Line, Field(max_length=300)]
State = Literal["proposed", "approved", "refused"]

_ID: Final = "019a9b2c-8f02-7c10-8a11-5d1f0e7b9c02"
_RULES: Final = {
    "version": "2026",
    "valid_from": "2026-08-01",
    "valid_to": None,
    "legal_basis": ["UU 20/2023", "PermenPANRB 6/2024"],
    "unverified": ["clock.notice_days: the article was not read"],
}
_CHANGE: Final = {"pointer": "/values/clock/notice_days", "old": 15, "new": 14}
_PROPOSAL: Final = {
    "id": _ID,
    "version": 1,
    "agency": "5671",
    "rule_set_version": "2026",
    "state": "proposed",
    "reason": "KepmenPANRB 1/2026",
    "proposed_by": "0192f4c3",
    "proposed_at": "2026-07-01T02:00:00Z",
    "decided_by": None,
    "decided_at": None,
    "decision_reason": None,
    "compared_with": "2024",
    "differences": [_CHANGE],
}


class ProposalCreate(Written):
    """A new version of the rules, or a change of one that is not in use."""

    model_config = ConfigDict(
        json_schema_extra=example(
            _RULES, agency="5671", reason="KepmenPANRB 1/2026", values={"special_needs": ["disability"]}
        )
    )

    agency: AgencyCode
    version: Version = Field(description="year of the intake; a correction of it counts on: `2024-2`")
    valid_from: Day
    valid_to: Day | None = None
    legal_basis: Annotated[list[Source], Field(min_length=1, max_length=50)]
    unverified: Annotated[list[Source], Field(max_length=100)] = Field(default_factory=list)
    values: dict[str, Any] = Field(description="as in the file of a version")
    reason: Why


class Decision(Written):
    """Why a proposal is approved or refused."""

    model_config = ConfigDict(json_schema_extra=example(reason="Sesuai naskah keputusan"))

    reason: Why


class DifferenceRead(BaseModel):
    """One value that differs; null: not there."""

    model_config = ConfigDict(json_schema_extra=example(_CHANGE))

    pointer: str
    old: Any
    new: Any


class ProposalRead(BaseModel):
    """A proposal, by whom, why, and what it changes."""

    model_config = ConfigDict(json_schema_extra=example(_PROPOSAL))

    id: UUID
    version: int
    agency: str
    rule_set_version: str
    state: State
    reason: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str | None
    compared_with: str | None = Field(description="the version that it changes or follows")
    differences: list[DifferenceRead]


class RuleSetListed(BaseModel):
    """A version of the rules."""

    model_config = ConfigDict(
        json_schema_extra=example(_RULES, is_from_file=True, selections=3, checksum="9f86d0")
    )

    version: str
    valid_from: date
    valid_to: date | None
    legal_basis: list[str]
    unverified: list[str]
    is_from_file: bool = Field(description="shipped with the service, and then never changed here")
    selections: int = Field(description="how many announced selections are bound to it: then it stays")
    checksum: str


class RuleSetRead(RuleSetListed):
    """A version of the rules with its values, and how it came about."""

    model_config = ConfigDict(
        json_schema_extra=example(
            _RULES,
            is_from_file=True,
            selections=3,
            checksum="9f86d0",
            values={"special_needs": ["disability"]},
            history=[_PROPOSAL],
        )
    )

    values: dict[str, Any]
    history: list[ProposalRead] = Field(description="proposals that were approved, the first one first")


class ProposalFilters(BaseModel):
    """What the list of proposals may be narrowed by."""

    state: State | None = Field(default=None, description="where it stands")
    rule_set_version: str | None = Field(default=None, description="which version it is about")
