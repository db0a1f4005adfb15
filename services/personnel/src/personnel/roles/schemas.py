"""What goes in and out about roles."""

from datetime import date, datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from abdi.bulk.batch import Batch
from abdi.i18n import Text
from abdi.instants import LAST_YEAR, Day
from abdi.text import Line
from personnel.employees.schemas import AgencyCode
from personnel.histories.schemas import NOTHING_NAMED, Decree, Why
from personnel.roles.rules import Role

RoleState = Literal["assigned", "ended", "withdrawn"]
FIRST_DAY: Final = date(1945, 8, 17)
"""Nobody served before; the rule sets begin here."""
RoleDay = Annotated[Day, Field(ge=FIRST_DAY, le=date(LAST_YEAR, 12, 31))]
Purpose = Annotated[Line, Field(min_length=3, max_length=300)]

STAYS = Text("isian ini tidak dapat dikosongkan", "this cannot be left empty")
_EXAMPLE: Final[dict[str, JsonValue]] = {
    "agency": "5671",
    "employee_id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a40",
    "role": "unit_officer",
    "unit_id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a41",
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
    "decree_number": "SK-12/BKPSDM/2026",
    "decree_on": "2025-12-15",
}
_READ: Final[dict[str, JsonValue]] = _EXAMPLE | {
    "id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a42",
    "version": 1,
    "state": "assigned",
    "in_force": True,
    "purpose": None,
    "assigned_by": "demo:rina",
    "assigned_by_employee_id": "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a43",
    "assigned_at": "2025-12-16T02:11:09Z",
    "end_reason": None,
    "updated_at": "2025-12-16T02:11:09Z",
}


def examples(*values: Any) -> dict[str, Any]:
    """The part of a model's JSON schema that shows how it looks."""
    return {"examples": list(values)}


class RoleCreate(BaseModel):
    """A role for somebody; both days belong to it, and without a last day it goes on."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples(_EXAMPLE))

    agency: AgencyCode = Field(description="where the role holds")
    employee_id: UUID
    role: Role
    unit_id: UUID | None = Field(default=None, description="of a unit officer; may be of a committee member")
    starts_on: RoleDay
    ends_on: RoleDay | None = None
    purpose: Purpose | None = Field(default=None, description="an auditor's purpose; a committee's selection")
    decree_number: Decree | None = None
    decree_on: Day | None = None


class RoleBatch(Batch[RoleCreate]):
    """Up to 500 roles; each stands for itself."""

    model_config = ConfigDict(json_schema_extra=examples({"items": [_EXAMPLE]}))


class RoleEnding(BaseModel):
    """The last day of a role; yesterday ends it at once."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=examples({"ends_on": "2026-06-30", "reason": "moved to another unit"}),
    )

    ends_on: RoleDay
    reason: Why


class RoleUpdate(BaseModel):
    """What was wrong about a role; fields left out stay. Whose it is and which one never changes."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=examples({"ends_on": "2027-06-30", "reason": "the decree says June"}),
    )

    reason: Why
    unit_id: UUID | None = None
    starts_on: RoleDay | None = None
    ends_on: RoleDay | None = None
    purpose: Purpose | None = None
    decree_number: Decree | None = None
    decree_on: Day | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "RoleUpdate":
        if self.model_fields_set <= {"reason"}:
            raise ValueError(NOTHING_NAMED)
        if "starts_on" in self.model_fields_set and self.starts_on is None:
            raise ValueError(STAYS)
        return self

    @property
    def changes(self) -> dict[str, Any]:
        """The corrected values, by their column."""
        return self.model_dump(include=self.model_fields_set - {"reason"})


class RoleRead(BaseModel):
    """A role of somebody."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=examples(_READ))

    id: UUID
    version: int
    agency: str
    employee_id: UUID
    role: Role
    unit_id: UUID | None
    starts_on: date
    ends_on: date | None
    state: RoleState = Field(description="`ended`: earlier than planned; `withdrawn`: before its first day")
    in_force: bool = Field(description="whether it holds today")
    purpose: str | None
    decree_number: str | None
    decree_on: date | None
    assigned_by: str
    assigned_by_employee_id: UUID | None
    assigned_at: datetime
    end_reason: str | None
    updated_at: datetime


class RoleFilters(BaseModel):
    """What a list of roles may be narrowed by."""

    agency: AgencyCode | None = Field(default=None, description="BKN code of the agency where they hold")
    employee_id: UUID | None = Field(default=None, description="whose roles")
    role: Role | None = Field(default=None, description="only this role")
    unit_id: UUID | None = Field(default=None, description="only roles of just this unit")
    on: Day | None = Field(default=None, description="only roles that hold on this day")
    state: RoleState | None = Field(
        default=None, description="`assigned` stays the state after the last day; see `on`"
    )
