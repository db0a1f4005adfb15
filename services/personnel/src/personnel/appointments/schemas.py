"""What goes in and out about appointments."""

from uuid import UUID

from pydantic import ConfigDict

from abdi.examples import example
from personnel.histories.schemas import CORRECTED, DECREED, RECORD, Correction, DecreedCreate, DecreedRead


class AppointmentCreate(DecreedCreate):
    """The position to take up."""

    model_config = ConfigDict(
        json_schema_extra=example(DECREED, position_id="0192f4c3-5a7e-7bbb-8000-1234567890c1")
    )

    position_id: UUID


class AppointmentCorrection(Correction):
    """A correction of an appointment."""

    model_config = ConfigDict(json_schema_extra=example(CORRECTED))

    position_id: UUID | None = None


class AppointmentRead(DecreedRead):
    """A position held in a period."""

    model_config = ConfigDict(
        json_schema_extra=example(RECORD, position_id="0192f4c3-5a7e-7bbb-8000-1234567890c1")
    )

    position_id: UUID
