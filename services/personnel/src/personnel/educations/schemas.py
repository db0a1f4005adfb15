"""What goes in and out about education."""

from typing import Annotated

from pydantic import Field

from abdi.text import Line
from personnel.educations.rules import EducationLevel
from personnel.histories.schemas import Correction, DecreedCreate, DecreedRead

Words = Annotated[Line, Field(max_length=200)]


class EducationCreate(DecreedCreate):
    """An education; `effective_on` is the day of graduation."""

    level: EducationLevel
    program_code: Words | None = Field(default=None, description="code of the BKN education list")
    program_name: Words | None = None
    institution: Words | None = None


class EducationCorrection(Correction):
    """A correction of an education entry."""

    level: EducationLevel | None = None
    program_code: Words | None = None
    program_name: Words | None = None
    institution: Words | None = None


class EducationRead(DecreedRead):
    """A recognised education."""

    level: EducationLevel
    program_code: str | None
    program_name: str | None
    institution: str | None
