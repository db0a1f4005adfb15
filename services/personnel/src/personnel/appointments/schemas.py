"""What goes in and out about appointments."""

from uuid import UUID

from personnel.histories.schemas import Correction, DecreedCreate, DecreedRead


class AppointmentCreate(DecreedCreate):
    """The position to take up."""

    position_id: UUID


class AppointmentCorrection(Correction):
    """A correction of an appointment."""

    position_id: UUID | None = None


class AppointmentRead(DecreedRead):
    """A position held in a period."""

    position_id: UUID
