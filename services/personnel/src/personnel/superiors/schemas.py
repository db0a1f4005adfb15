"""What goes in and out about superiors."""

from uuid import UUID

from pydantic import ConfigDict

from abdi.examples import example
from personnel.histories.schemas import CORRECTED, DECREED, RECORD, Correction, DecreedCreate, DecreedRead


class SuperiorCreate(DecreedCreate):
    """The new direct superior."""

    model_config = ConfigDict(
        json_schema_extra=example(DECREED, superior_id="0192f4c3-5a7e-7bbb-8000-1234567890a2")
    )

    superior_id: UUID


class SuperiorCorrection(Correction):
    """A correction of a superior entry."""

    model_config = ConfigDict(
        json_schema_extra=example(CORRECTED, superior_id="0192f4c3-5a7e-7bbb-8000-1234567890a2")
    )

    superior_id: UUID | None = None


class SuperiorRead(DecreedRead):
    """A direct superior in a period."""

    model_config = ConfigDict(
        json_schema_extra=example(RECORD, superior_id="0192f4c3-5a7e-7bbb-8000-1234567890a2")
    )

    superior_id: UUID
