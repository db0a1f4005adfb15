"""What goes in and out when a NIK is disclosed."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from personnel.histories.schemas import Why


class NikDisclosureCreate(BaseModel):
    """Why the whole number is needed; the person can read it later."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "Pendaftaran peserta BPJS Kesehatan"}]}
    )

    reason: Why = Field(description="kept with the read audit, as its purpose")


class NikDisclosureRead(BaseModel):
    """A NIK in full."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"employee_id": "01978a3e-5c1d-7b60-9f43-6a1c9be0d215", "nik": "1671010508900001"},
            ]
        }
    )

    employee_id: UUID
    nik: str
