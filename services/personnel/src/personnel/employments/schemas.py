"""What goes in and out about employment types."""

from typing import Literal

from pydantic import ConfigDict

from abdi.examples import example
from abdi.instants import Day
from personnel.histories.schemas import (
    CORRECTED,
    DECREED,
    RECORD,
    Correction,
    Decree,
    DecreedCreate,
    DecreedRead,
)
from personnel.identifiers.rules import EmploymentType


class EmploymentChange(DecreedCreate):
    """A CPNS becomes PNS, by a decree."""

    model_config = ConfigDict(json_schema_extra=example(DECREED, employment_type="PNS"))

    employment_type: Literal["PNS"]
    decree_number: Decree
    decree_on: Day


class EmploymentCorrection(Correction):
    """A correction of the day or the decree of an employment type."""

    model_config = ConfigDict(json_schema_extra=example(CORRECTED))


class EmploymentRead(DecreedRead):
    """An employment type in a period."""

    model_config = ConfigDict(json_schema_extra=example(RECORD, employment_type="PNS"))

    employment_type: EmploymentType
