"""What goes in and out about agencies."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from abdi.examples import example
from abdi.text import Line

Words = Annotated[Line, Field(max_length=200)]


class AgencyCreate(BaseModel):
    """An agency by its BKN code."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=example(
            code="5671", name="Pemerintah Kota Palembang", kind="kota", time_zone="Asia/Jakarta"
        ),
    )

    code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{2,10}$")]
    name: Words
    kind: Words
    time_zone: Literal["Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"]


class AgencyRead(BaseModel):
    """An agency."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra=example(
            code="5671", name="Pemerintah Kota Palembang", kind="kota", time_zone="Asia/Jakarta"
        ),
    )

    code: str
    name: str
    kind: str
    time_zone: str
