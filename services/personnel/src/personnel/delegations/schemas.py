"""What goes in and out about delegations."""

from datetime import date, datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from abdi.bulk.batch import Batch
from abdi.instants import Day
from abdi.text import Line
from personnel.delegations.rules import DELEGABLE, DelegationKind
from personnel.histories.schemas import Decree, Why
from personnel.roles.schemas import RoleDay, examples

DelegationState = Literal["made", "ended", "withdrawn"]
Action = Annotated[Line, Field(max_length=100, examples=sorted(DELEGABLE))]

_EXAMPLE: Final[dict[str, JsonValue]] = {
    "kind": "delegation",
    "from_employee_id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a44",
    "to_employee_id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a45",
    "actions": ["performance.evaluation.complete", "performance.plan.agree"],
    "starts_on": "2026-01-05",
    "ends_on": "2026-01-30",
    "reason": "cuti tahunan",
}
_READ: Final[dict[str, JsonValue]] = _EXAMPLE | {
    "id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a46",
    "version": 1,
    "agency": "5671",
    "state": "made",
    "in_force": True,
    "decree_number": None,
    "decree_on": None,
    "rule_set": "2021",
    "made_by": "demo:budi",
    "made_by_employee_id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a44",
    "made_at": "2026-01-04T06:30:00Z",
    "end_reason": None,
    "updated_at": "2026-01-04T06:30:00Z",
}


class DelegationCreate(BaseModel):
    """A superior's authority for somebody else, from the first to the last day."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples(_EXAMPLE))

    kind: DelegationKind = Field(
        description="`delegation` by the superior; `plt` and `plh` by the personnel officer"
    )
    from_employee_id: UUID = Field(description="whose authority it is; of a Plt., the post's last holder")
    to_employee_id: UUID
    actions: list[Action] | None = Field(
        default=None, max_length=50, description="permissions; all that belong to a superior, if not given"
    )
    starts_on: RoleDay
    ends_on: RoleDay
    reason: Why
    decree_number: Decree | None = None
    decree_on: Day | None = None


class DelegationBatch(Batch[DelegationCreate]):
    """Up to 500 delegations; each stands for itself."""

    model_config = ConfigDict(json_schema_extra=examples({"items": [_EXAMPLE]}))


class DelegationEnding(BaseModel):
    """The last day of a delegation; yesterday ends it at once."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=examples({"ends_on": "2026-01-16", "reason": "kembali lebih awal"})
    )

    ends_on: RoleDay
    reason: Why


class DelegationRead(BaseModel):
    """Somebody stands in for a superior."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=examples(_READ))

    id: UUID
    version: int
    agency: str
    kind: DelegationKind
    from_employee_id: UUID
    to_employee_id: UUID
    actions: list[str] | None
    starts_on: date
    ends_on: date
    state: DelegationState = Field(
        description="`ended`: earlier than planned; `withdrawn`: before its first day"
    )
    in_force: bool = Field(description="whether it holds today")
    reason: str
    decree_number: str | None
    decree_on: date | None
    rule_set: str = Field(description="version of the limits for acting officials")
    made_by: str
    made_by_employee_id: UUID | None
    made_at: datetime
    end_reason: str | None
    updated_at: datetime


class DelegationFilters(BaseModel):
    """What a list of delegations may be narrowed by."""

    agency: Annotated[str, Field(pattern=r"^[A-Za-z0-9]{2,10}$")] | None = Field(
        default=None, description="BKN code of the agency where they hold"
    )
    employee_id: UUID | None = Field(default=None, description="given or received by this employee")
    from_employee_id: UUID | None = Field(default=None, description="whose authority it is")
    to_employee_id: UUID | None = Field(default=None, description="who stands in")
    kind: DelegationKind | None = Field(default=None, description="delegation by the superior, Plt. or Plh.")
    on: Day | None = Field(default=None, description="only delegations that hold on this day")
    state: DelegationState | None = Field(
        default=None, description="`made` stays the state after the last day; see `on`"
    )
