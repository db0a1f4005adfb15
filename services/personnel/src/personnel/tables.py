"""Every model of the service, so that migrations and mappers see them all."""

from personnel.agencies.models import Agency
from personnel.appointments.models import AppointmentRecord
from personnel.db import Base
from personnel.educations.models import EducationRecord
from personnel.employees.models import Employee
from personnel.employments.models import EmploymentRecord
from personnel.positions.models import Position
from personnel.ranks.models import RankRecord
from personnel.superiors.models import SuperiorRecord
from personnel.units.models import Unit, UnitPlacement

__all__ = [
    "Agency",
    "AppointmentRecord",
    "Base",
    "EducationRecord",
    "Employee",
    "EmploymentRecord",
    "Position",
    "RankRecord",
    "SuperiorRecord",
    "Unit",
    "UnitPlacement",
]
