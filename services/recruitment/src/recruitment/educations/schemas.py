"""What a programme of the list of educations looks like over HTTP."""

from pydantic import BaseModel, ConfigDict, Field

from abdi.examples import example
from recruitment.candidates.rules import EducationLevel


class EducationProgrammeRead(BaseModel):
    """A study programme or kind of school of BKN's list."""

    model_config = ConfigDict(
        json_schema_extra=example(code="7634B30B9A4D0205E050640A29031FF8", name="S-1 ANIMASI", level="S1")
    )

    code: str
    name: str
    level: EducationLevel


class ProgrammeFilters(BaseModel):
    """What the list may be narrowed by."""

    level: EducationLevel | None = Field(default=None, description="the level of education")
    q: str | None = Field(default=None, max_length=100, description="part of a code or name")
