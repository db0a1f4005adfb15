"""What goes out about retention."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.reasons import Reason

_READ: Final[dict[str, Any]] = {
    "selection_id": "019a9b2c-7d1e-7a44-9f30-2b6f3d1c5e01",
    "due_on": "2027-02-01",
    "counts": {"appointed": 385, "unsuccessful": 7755, "erased": 0},
    "reasons": [],
}
_ERASED: Final[dict[str, Any]] = {"applications": 7755, "accounts": 7700, "documents": 38_000}


class RetentionRead(BaseModel):
    """What is kept of the applicants of a selection, and until when."""

    model_config = ConfigDict(json_schema_extra={"examples": [_READ]})

    selection_id: UUID
    due_on: date | None = Field(
        description="from this day the data may be erased; null: the selection goes on"
    )
    counts: dict[str, int] = Field(description="applications by retention class")
    reasons: list[Reason]


class ErasedRead(BaseModel):
    """What was erased this time."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ERASED]})

    applications: int
    accounts: int
    documents: int
