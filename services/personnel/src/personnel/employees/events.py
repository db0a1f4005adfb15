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
    """The rank or grade itself."""
    since: date
    """The first day on which it holds."""


class EducationState(_Part):
    """The highest recognised education."""

    level: str
    """A code of the list of levels."""
    since: date
    """The first day on which it holds."""


class PositionState(_Part):
    """The position held."""

    position_id: UUID
    """Id of the position."""
    title: str
    """Its name, as people say it."""
    kind: str
    """The kind of position (JPT, administrator, functional, ...) as a code."""
    level: str | None
    """A code of the list of levels."""
    unit_id: UUID
    """The unit that the position belongs to."""
    unit_name: str
    """That unit's name."""
    since: date
    """The first day on which it holds."""


class EmployeeState(_Part):
    """What other services may know of an employee. Never the NIK."""

    employee_id: UUID
    """Id of the employee."""
    agency: str
    """BKN code of the employing agency."""
    nip: str
    """The employee's number (NIP), 18 digits."""
    name: str
    """Without titles."""
    employment_type: str
    """`PNS`, `CPNS` or `PPPK`."""
    employment_since: date | None = None
    """The first day of this employment type; None from services that published it earlier."""
    status: str
    """In service, on leave, suspended or left, as a code."""
    birth_date: date
    """The day of birth."""
    sex: str
    """`male` or `female`."""
    appointed_on: date
    """The first day of service (TMT)."""
    left_on: date | None = None
    """The first day no longer in service."""
    rank: RankState | None = None
    """The rank or grade held; null: none is recorded."""
    education: EducationState | None = None
    """The highest recognised education; null: none is recorded."""
    position: PositionState | None = None
    """The position held; null: none."""
    superior_id: UUID | None = None
    """The employee to whom the person reports."""
    discipline: list[JsonValue] = []
    """Sanctions that run, with `level` and `until`."""


class EmployeeFact(Event):
    """What all facts about an employee share."""

    employee_id: UUID
    """Id of the employee."""
    state: EmployeeState
    """Everything that other services may know, after the fact."""


class EmployeeRegistered(
    EmployeeFact,
    name="personnel.employee.registered",
    version=1,
    key="employee_id",
    dataclass="personal",
):
    """An employee entered the registry: newly hired, appointed after a selection, or imported."""

    source: Literal["registration", "candidate", "import"]
    """How the person came into the registry."""
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
    """What held before; null: nothing was recorded."""
    rank: str
    """The rank or grade held; null: none is recorded."""
    effective_on: date
    """The first day on which the change holds."""


class PositionChanged(
    EmployeeFact,
    name="personnel.employee.position_changed",
    version=1,
    key="employee_id",
    dataclass="personal",
):
    """The employee was appointed to a position."""

    previous_position_id: UUID | None
    """The position held before."""
    position_id: UUID
    """Id of the position."""
    effective_on: date
    """The first day on which the change holds."""


class EducationChanged(
    EmployeeFact,
    name="personnel.employee.education_changed",
    version=1,
    key="employee_id",
    dataclass="personal",
):
    """An education was recognised."""

    level: str
    """A code of the list of levels."""
    effective_on: date
    """The first day on which the change holds."""


class SuperiorChanged(
    EmployeeFact,
    name="personnel.employee.superior_changed",
    version=1,
    key="employee_id",
    dataclass="personal",
):
    """The employee reports to somebody else."""

    previous_superior_id: UUID | None
    """Who it was before."""
    superior_id: UUID
    """The employee to whom the person reports."""
    effective_on: date
    """The first day on which the change holds."""


class StatusChanged(
    EmployeeFact,
    name="personnel.employee.status_changed",
    version=1,
    key="employee_id",
    dataclass="personal",
):
    """Service was interrupted, resumed or ended, or a CPNS became PNS."""

    previous_status: str
    """The status before."""
    status: str
    """In service, on leave, suspended or left, as a code."""
    previous_employment_type: str | None = None
    """Only where the employment type changed."""
    reason: str
    """Why, as it was entered."""
    effective_on: date
    """The first day on which the change holds."""


class EmployeeCorrected(
    EmployeeFact,
    name="personnel.employee.corrected",
    version=1,
    key="employee_id",
    dataclass="personal",
):
    """Something recorded earlier was wrong and is right now; `corrected` names fields or histories."""

    corrected: list[str]
    """Which fields or histories were wrong."""
    reason: str
    """Why, as it was entered."""


class EmployeeSnapshot(
    EmployeeFact,
    name="personnel.employee.snapshot",
    version=1,
    key="employee_id",
    dataclass="personal",
):
    """The whole state, on request of a consumer that starts late."""
