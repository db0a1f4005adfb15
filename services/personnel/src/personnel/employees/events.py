"""What the registry publishes about employees: every fact carries the whole public state."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, JsonValue

from abdi.messaging import Event


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RankState(_Part):
    """Rank (PNS, `III/a`) or grade (PPPK, `IX`)."""

    code: str
    since: date


class EducationState(_Part):
    """The highest recognised education."""

    level: str
    since: date


class PositionState(_Part):
    """The position held."""

    position_id: UUID
    title: str
    kind: str
    level: str | None
    unit_id: UUID
    unit_name: str
    since: date


class EmployeeState(_Part):
    """What other services may know of an employee. Never the NIK."""

    employee_id: UUID
    agency: str
    nip: str
    name: str
    employment_type: str
    employment_since: date | None = None
    """The first day of this employment type; None from services that published it earlier."""
    status: str
    birth_date: date
    sex: str
    appointed_on: date
    left_on: date | None = None
    """The first day no longer in service."""
    rank: RankState | None = None
    education: EducationState | None = None
    position: PositionState | None = None
    superior_id: UUID | None = None
    discipline: list[JsonValue] = []


class EmployeeFact(Event):
    """What all facts about an employee share."""

    employee_id: UUID
    state: EmployeeState


class EmployeeRegistered(
    EmployeeFact,
    name="personnel.employee.registered",
    version=1,
    key="employee_id",
    dataclass="personal",
):
    """An employee entered the registry: newly hired, appointed after a selection, or imported."""

    source: Literal["registration", "candidate", "import"]
    candidate_id: UUID | None = None
    """Of recruitment, for somebody who comes from there."""


class RankChanged(
    EmployeeFact,
    name="personnel.employee.rank_changed",
    version=1,
    key="employee_id",
    dataclass="personal",
):
    """A rank or grade was entered."""

    previous: RankState | None
    rank: str
    effective_on: date


class PositionChanged(
    EmployeeFact,
    name="personnel.employee.position_changed",
    version=1,
    key="employee_id",
    dataclass="personal",
):
    """The employee was appointed to a position."""

    previous_position_id: UUID | None
    position_id: UUID
    effective_on: date


class EducationChanged(
    EmployeeFact,
    name="personnel.employee.education_changed",
    version=1,
    key="employee_id",
    dataclass="personal",
):
    """An education was recognised."""

    level: str
    effective_on: date


class SuperiorChanged(
    EmployeeFact,
    name="personnel.employee.superior_changed",
    version=1,
    key="employee_id",
    dataclass="personal",
):
    """The employee reports to somebody else."""

    previous_superior_id: UUID | None
    superior_id: UUID
    effective_on: date


class StatusChanged(
    EmployeeFact,
    name="personnel.employee.status_changed",
    version=1,
    key="employee_id",
    dataclass="personal",
):
    """Service was interrupted, resumed or ended, or a CPNS became PNS."""

    previous_status: str
    status: str
    previous_employment_type: str | None = None
    """Only where the employment type changed."""
    reason: str
    effective_on: date


class EmployeeCorrected(
    EmployeeFact,
    name="personnel.employee.corrected",
    version=1,
    key="employee_id",
    dataclass="personal",
):
    """Something recorded earlier was wrong and is right now; `corrected` names fields or histories."""

    corrected: list[str]
    reason: str


class EmployeeSnapshot(
    EmployeeFact,
    name="personnel.employee.snapshot",
    version=1,
    key="employee_id",
    dataclass="personal",
):
    """The whole state, on request of a consumer that starts late."""
