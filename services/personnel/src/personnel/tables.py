"""Every model of the service, so that migrations and mappers see them all."""

from personnel.agencies.models import Agency
from personnel.appointments.models import AppointmentRecord
from personnel.candidates.models import CandidateDecision
from personnel.db import Base
from personnel.delegations.models import Delegation
from personnel.departures.models import StandingChange
from personnel.educations.models import EducationRecord
from personnel.employees.models import Employee
from personnel.employments.models import EmploymentRecord
from personnel.positions.models import Position
from personnel.ranks.models import RankRecord
from personnel.roles.models import RoleAssignment
from personnel.superiors.models import SuperiorRecord
from personnel.units.models import Unit, UnitPlacement

__all__ = [
    "Agency",
    "AppointmentRecord",
    "Base",
    "CandidateDecision",
    "Delegation",
    "EducationRecord",
    "Employee",
    "EmploymentRecord",
    "Position",
    "RankRecord",
    "RoleAssignment",
    "StandingChange",
    "SuperiorRecord",
    "Unit",
    "UnitPlacement",
]
