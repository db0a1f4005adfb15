"""An appointed candidate as recruitment hands it over, after the NIK was opened."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from personnel.appointments.schemas import AppointmentCreate
from personnel.educations.schemas import EducationCreate
from personnel.employees.schemas import EmployeeCreate
from personnel.ranks.schemas import RankCreate


@dataclass(frozen=True)
class HandedOver:
    """The record, in the registry's own words; `person` and `education` are not judged yet.

    Args:
        candidate_id: of recruitment; one candidate becomes one employee.
        revision: counts how often the record was handed over.
        agency: BKN code of the appointing agency.
        person: fields of EmployeeCreate.
        education: fields of EducationCreate, on which the first rank rests.
        position_id: the first position.
        rank: the first rank or grade.
        decree: `effective_on` (TMT), `decree_number`, `decree_on`.
    """

    candidate_id: UUID
    revision: int
    agency: str
    person: dict[str, Any] = field(repr=False)
    education: dict[str, Any]
    position_id: UUID
    rank: str
    decree: dict[str, Any]

    @property
    def effective_on(self) -> date:
        """TMT: the first day of service."""
        effective_on: date = self.decree["effective_on"]
        return effective_on

    def new_employee(self) -> EmployeeCreate:
        """What a registration takes. Raises ValidationError."""
        return EmployeeCreate(agency=self.agency, appointed_on=self.effective_on, **self.person)

    def new_education(self) -> EducationCreate:
        """What the history of education takes. Raises ValidationError."""
        return EducationCreate(**self.education)

    def first_rank(self) -> RankCreate:
        """What the history of ranks takes. Raises ValidationError."""
        return RankCreate(rank=self.rank, change="appointment", **self.decree)

    def first_position(self) -> AppointmentCreate:
        """What the history of positions takes. Raises ValidationError."""
        return AppointmentCreate(position_id=self.position_id, **self.decree)
