"""What goes in and out when selections are announced, rescheduled and ended."""

from datetime import datetime
from typing import Annotated, Any, Final, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from abdi.examples import example
from abdi.reasons import Reason
from abdi.text import Line, Words
from abdi.written import Written
from recruitment.selections.schemas import (
    ID_EXAMPLE,
    READ_EXAMPLE,
    STAGE_EXAMPLE,
    Name,
    SelectionRead,
    StageRead,
    Stages,
    refuse_twice,
)

Short = Annotated[Line, Field(max_length=100)]
Why = Annotated[Words, Field(min_length=3, max_length=1000)]
_REASON: Final = {
    "rule": "clock.notice",
    "article": "PP 11/2017; PermenPANRB 28/2021 art. 31",
    "passed": False,
    "required": {"days": 15},
    "found": {"days": 10},
    "message": {"id": "Pengumuman paling sedikit 15 hari.", "en": "A notice stands 15 days."},
    "remedy": {"id": "Perpanjang pengumuman.", "en": "Extend the notice."},
    "turns_on": None,
}


CHANGE_EXAMPLE: Final[dict[str, Any]] = {
    "id": ID_EXAMPLE,
    "schedule_version": 2,
    "stages": [STAGE_EXAMPLE],
    "reason": "Perpanjangan pendaftaran",
    "reference": "Surat BKN 5900/2024",
    "announced_at": "2024-09-05T02:00:00Z",
}


class Announcement(Written):
    """The notice: its number, and the rules that count from now on; the intake's newest when left out."""

    model_config = ConfigDict(
        json_schema_extra=example(announcement_number="800/1234/BKPSDM/2024", rule_set="2024")
    )

    announcement_number: Short
    rule_set: Annotated[Line, Field(max_length=40)] | None = None


class AnnouncedRead(SelectionRead):
    """The selection as announced, with what was checked; of a dry run, with what would be refused."""

    model_config = ConfigDict(
        json_schema_extra=example(READ_EXAMPLE, reasons=[_REASON], is_accepted=True, is_dry_run=False)
    )

    reasons: list[Reason] = Field(description="every rule that is not met: refusals first, then warnings")
    is_accepted: bool = Field(description="whether it is announced, or would be")
    is_dry_run: bool


class Reschedule(Written):
    """A new schedule of an announced selection: all stages, why, and the letter that says so."""

    model_config = ConfigDict(
        json_schema_extra=example(
            stages=[STAGE_EXAMPLE], reason="Perpanjangan pendaftaran", reference="Surat BKN 5900/2024"
        )
    )

    stages: Stages
    reason: Why
    reference: Name

    @model_validator(mode="after")
    def _nothing_twice(self) -> Self:
        refuse_twice([stage.code for stage in self.stages])
        return self


class Ending(Written):
    """Why a selection is cancelled."""

    model_config = ConfigDict(json_schema_extra=example(reason="Alokasi dicabut"))

    reason: Why


class ScheduleChangeRead(BaseModel):
    """What the schedule said in one version, and why it was changed."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=example(CHANGE_EXAMPLE))

    id: UUID
    schedule_version: int
    stages: list[StageRead]
    reason: str | None
    reference: str | None
    announced_at: datetime
