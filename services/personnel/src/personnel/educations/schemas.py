"""What goes in and out about education."""

from typing import Annotated

from pydantic import ConfigDict, Field

from abdi.examples import example
from abdi.text import Line
from personnel.educations.rules import EducationLevel
from personnel.histories.schemas import CORRECTED, DECREED, RECORD, Correction, DecreedCreate, DecreedRead

Words = Annotated[Line, Field(max_length=200)]


class EducationCreate(DecreedCreate):
    """An education; `effective_on` is the day of graduation."""

    model_config = ConfigDict(
        json_schema_extra=example(
            DECREED,
            level="S1",
            program_code=None,
            program_name="S-1 Ilmu Administrasi Negara",
            institution="Universitas Sriwijaya",
        )
    )

    level: EducationLevel
    program_code: Words | None = Field(default=None, description="code of the BKN education list")
    program_name: Words | None = None
    institution: Words | None = None


class EducationCorrection(Correction):
    """A correction of an education entry."""

    model_config = ConfigDict(json_schema_extra=example(CORRECTED, institution="Universitas Sriwijaya"))

    level: EducationLevel | None = None
    program_code: Words | None = None
    program_name: Words | None = None
    institution: Words | None = None


class EducationRead(DecreedRead):
    """A recognised education."""

    model_config = ConfigDict(
        json_schema_extra=example(
            RECORD,
            level="S1",
            program_code=None,
            program_name="S-1 Ilmu Administrasi Negara",
            institution="Universitas Sriwijaya",
        )
    )

    level: EducationLevel
    program_code: str | None
    program_name: str | None
    institution: str | None
