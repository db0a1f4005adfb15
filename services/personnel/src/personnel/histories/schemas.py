"""What every history shows and takes."""

from datetime import date, datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from abdi.i18n import Text
from abdi.instants import Day, Instant
from abdi.text import Line, Words
from personnel.histories.rules import Span

Decree = Annotated[Line, Field(max_length=100)]
Why = Annotated[Words, Field(min_length=3, max_length=500)]

NOTHING_NAMED = Text("sebutkan sedikitnya satu isian yang dikoreksi", "name at least one field to correct")
ENDS_TOO_EARLY = Text("valid_to harus sesudah valid_from", "valid_to comes after valid_from")


RECORD: Final[dict[str, Any]] = {
    "id": "0192f4c3-5a7e-7bbb-8000-1234567890d1",
    "valid_from": "2023-04-01",
    "valid_to": None,
    "recorded_at": "2023-04-03T02:15:00Z",
    "recorded_by": "demo:rina",
    "superseded_at": None,
    "corrects_id": None,
    "reason": None,
    "decree_number": "823/104/BKPSDM/2023",
    "decree_on": "2023-03-20",
}


DECREED: Final[dict[str, Any]] = {
    "effective_on": "2023-04-01",
    "decree_number": "823/104/BKPSDM/2023",
    "decree_on": "2023-03-20",
}


CORRECTED: Final[dict[str, Any]] = {"reason": "Tanggal pada SK salah ketik", "valid_from": "2023-04-01"}


class Moment(BaseModel):
    """Which past a reader asks for; both default to now."""

    model_config = ConfigDict(extra="forbid")

    as_of: Day | None = Field(default=None, description="what held in life on this day")
    known_at: Instant | None = Field(
        default=None, description="what the registry knew at this instant; corrections came later"
    )


class RecordRead(BaseModel):
    """One entry: valid from its first day until (not including) `valid_to`."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    valid_from: date
    valid_to: date | None
    recorded_at: datetime
    recorded_by: str
    superseded_at: datetime | None
    corrects_id: UUID | None
    reason: str | None


class DecreedRead(RecordRead):
    """An entry that a decree stands behind."""

    decree_number: str | None
    decree_on: date | None


class DecreedCreate(BaseModel):
    """A new entry, in force since `effective_on`."""

    model_config = ConfigDict(extra="forbid")

    effective_on: Day
    decree_number: Decree | None = None
    decree_on: Day | None = None


class Correction(BaseModel):
    """What was wrong in an entry; fields left out stay as they were."""

    model_config = ConfigDict(extra="forbid")

    reason: Why
    valid_from: Day | None = None
    valid_to: Day | None = None
    decree_number: Decree | None = None
    decree_on: Day | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Correction":
        if self.model_fields_set <= {"reason"}:
            raise ValueError(NOTHING_NAMED)
        if self.valid_from and self.valid_to and self.valid_to <= self.valid_from:
            raise ValueError(ENDS_TOO_EARLY)
        return self

    def span(self, was: Span) -> Span:
        """The corrected period of an entry that said `was`."""
        starts = self.valid_from or was.starts
        return Span(starts, self.valid_to if "valid_to" in self.model_fields_set else was.ends)

    @property
    def facts(self) -> dict[str, object]:
        """The corrected facts, by their column."""
        return self.model_dump(exclude_none=True, exclude={"reason", "valid_from", "valid_to"})
