"""What the code lists look like over HTTP."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from abdi.examples import example


class CodeListRead(BaseModel):
    """A list, by the name that its address has."""

    model_config = ConfigDict(
        json_schema_extra=example(name="golongan", title_id="Golongan ruang", title_en="Ranks and grades")
    )

    name: str
    title_id: str
    title_en: str


class CodeEntryRead(BaseModel):
    """One code with its labels; `attributes` are the other columns of the source, under its names."""

    model_config = ConfigDict(
        json_schema_extra=example(
            code="32",
            label_id="III/b",
            label_en="III/b",
            valid_from=None,
            valid_to=None,
            attributes={"nama_pangkat": "Penata Muda Tingkat I"},
        )
    )

    code: str
    label_id: str
    label_en: str
    valid_from: date | None = Field(default=None, description="absent: as long as the source knows")
    valid_to: date | None = Field(default=None, description="absent: still valid")
    attributes: dict[str, str]
