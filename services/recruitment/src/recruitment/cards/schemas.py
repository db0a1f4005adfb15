"""What goes in and out about exam cards."""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.examples import example
from abdi.text import Line
from abdi.written import Written
from recruitment.sessions.rules import TestName
from recruitment.sessions.schemas import SEAT_EXAMPLE, SeatRead

CardFileState = Literal["queued", "running", "finished", "refused", "cancelled", "failed"]
_CODE: Final = "ABDI1.24000000000000127.MFRGGZDFMZTWQ2LKMFRGGZDF"


class ScanCreate(Written):
    """What was read from a card."""

    model_config = ConfigDict(json_schema_extra=example(code=_CODE))

    code: Annotated[Line, Field(max_length=200)]


class ScanRead(BaseModel):
    """Who stands at the door, and where the person belongs; the seats of today come first."""

    model_config = ConfigDict(
        json_schema_extra=example(
            participant_number="24000000000000127", name="Budi Contoh", is_of_today=True, seats=[SEAT_EXAMPLE]
        )
    )

    participant_number: str
    name: str
    is_of_today: bool = Field(description="whether one of the seats is of today")
    seats: list[SeatRead]


class CardFileCreate(Written):
    """The cards of everybody who has a seat in a selection, at one test or all; or in one session."""

    model_config = ConfigDict(json_schema_extra=example(test="skd", session_id=None))

    test: TestName | None = None
    session_id: UUID | None = None


class CardFileRead(BaseModel):
    """A file of exam cards on its way; once it is finished, `/file` behind its address gives it."""

    model_config = ConfigDict(
        json_schema_extra=example(
            id="0192f4c3-5a7e-7bbb-8000-1234567890e1",
            selection_id="0192f4c3-5a7e-7bbb-8000-1234567890a1",
            state="finished",
            cards=8_532,
            created_at="2024-10-10T03:00:00Z",
            finished_at="2024-10-10T03:08:00Z",
            expires_at="2024-10-11T03:08:00Z",
        )
    )

    id: UUID
    selection_id: UUID
    state: CardFileState
    cards: int = Field(description="cards drawn so far")
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None
