"""What goes in and out about employment types."""

from typing import Literal

from abdi.instants import Day
from personnel.histories.schemas import Correction, Decree, DecreedCreate, DecreedRead
from personnel.identifiers.rules import EmploymentType


class EmploymentChange(DecreedCreate):
    """A CPNS becomes PNS, by a decree."""

    employment_type: Literal["PNS"]
    decree_number: Decree
    decree_on: Day


class EmploymentCorrection(Correction):
    """A correction of the day or the decree of an employment type."""


class EmploymentRead(DecreedRead):
    """An employment type in a period."""

    employment_type: EmploymentType
