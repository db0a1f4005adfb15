"""What goes in and out about superiors."""

from uuid import UUID

from personnel.histories.schemas import Correction, DecreedCreate, DecreedRead


class SuperiorCreate(DecreedCreate):
    """The new direct superior."""

    superior_id: UUID


class SuperiorCorrection(Correction):
    """A correction of a superior entry."""

    superior_id: UUID | None = None


class SuperiorRead(DecreedRead):
    """A direct superior in a period."""

    superior_id: UUID
