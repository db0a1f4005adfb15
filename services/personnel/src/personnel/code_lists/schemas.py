"""What the code lists look like over HTTP."""

from datetime import date

from pydantic import BaseModel, Field


class CodeListRead(BaseModel):
    """A list, by the name that its address has."""

    name: str
    title_id: str
    title_en: str


class CodeEntryRead(BaseModel):
    """One code with its labels; `attributes` are the other columns of the source, under its names."""

    code: str
    label_id: str
    label_en: str
    valid_from: date | None = Field(default=None, description="absent: as long as the source knows")
    valid_to: date | None = Field(default=None, description="absent: still valid")
    attributes: dict[str, str]
