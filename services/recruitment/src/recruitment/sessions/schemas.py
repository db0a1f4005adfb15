"""What goes in and out about sessions, seats and attendance."""

from datetime import datetime
from typing import Annotated, Any, Final, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from abdi.bulk.batch import Batch
from abdi.examples import example
from abdi.instants import Instant
from abdi.text import Line, Words
from abdi.written import Written
from recruitment.sessions.rules import TestName

Why = Annotated[Words, Field(min_length=3, max_length=500)]
Place = Annotated[Line, Field(max_length=200)]
Code = Annotated[Line, Field(max_length=50)]
Minutes = Annotated[int, Field(ge=1, le=600)]
Capacity = Annotated[int, Field(ge=1, le=5000)]

_SESSION: Final[dict[str, Any]] = {
    "selection_id": "0192f4c3-5a7e-7bbb-8000-1234567890a1",
    "test": "skd",
    "component": None,
    "place": "Kantor Regional VII BKN Palembang",
    "room": "Ruang CAT 1",
    "location_code": "16.71",
    "starts_at": "2024-10-21T01:00:00Z",
    "minutes": 100,
    "capacity": 100,
}
_STORED: Final = {"id": "0192f4c3-5a7e-7bbb-8000-1234567890c1", "agency": "5671", "taken": 87, "version": 1}
SEAT_EXAMPLE: Final[dict[str, Any]] = {
    "id": "0192f4c3-5a7e-7bbb-8000-1234567890c2",
    "application_id": "0192f4c3-5a7e-7bbb-8000-1234567890b2",
    "participant_number": "24000000000000127",
    "name": "Budi Contoh",
    "session_id": "0192f4c3-5a7e-7bbb-8000-1234567890c1",
    "test": "skd",
    "component": None,
    "place": "Kantor Regional VII BKN Palembang",
    "room": "Ruang CAT 1",
    "starts_at": "2024-10-21T01:00:00Z",
    "number": 17,
    "minutes": 100,
    "has_longer_time": False,
    "is_present": None,
    "version": 1,
}


class SessionCreate(Written):
    """A session of a test; without `minutes` those of the SKD paper, which SKB has not."""

    model_config = ConfigDict(json_schema_extra=example(_SESSION))

    selection_id: UUID
    test: TestName
    component: Code | None = Field(default=None, description="kind of the SKB test; null for SKD")
    place: Place
    room: Place
    location_code: Code | None = Field(default=None, description="who chose it is seated here first")
    starts_at: Instant
    minutes: Minutes | None = None
    capacity: Capacity

    @model_validator(mode="after")
    def _component_is_of_skb(self) -> Self:
        if (self.test == "skb") != (self.component is not None):
            raise ValueError("an SKB session names its component, an SKD session none")
        if self.test == "skb" and self.minutes is None:
            raise ValueError("an SKB session says how long it takes")
        return self


class SessionBatch(Batch[SessionCreate]):
    """Sessions to create."""

    model_config = ConfigDict(json_schema_extra=example(items=[_SESSION]))


class SessionUpdate(Written):
    """What to change of a session."""

    model_config = ConfigDict(json_schema_extra=example(room="Ruang CAT 2", reason="ruang 1 bocor"))

    place: Place | None = None
    room: Place | None = None
    starts_at: Instant | None = None
    capacity: Capacity | None = None
    reason: Why

    @property
    def changes(self) -> dict[str, Any]:
        """What is named, as it shall be."""
        told = {name: getattr(self, name) for name in self.model_fields_set - {"reason"}}
        return {name: value for name, value in told.items() if value is not None}


class SessionFilters(BaseModel):
    """Which sessions."""

    selection_id: UUID | None = None
    test: TestName | None = None
    component: Annotated[str | None, Field(max_length=50)] = None
    location_code: Annotated[str | None, Field(max_length=50)] = None


class SessionRead(BaseModel):
    """A session with the number of its seats that are taken."""

    model_config = ConfigDict(json_schema_extra=example(_SESSION, _STORED, closed_at=None))

    id: UUID
    selection_id: UUID
    agency: str
    test: TestName
    component: str | None
    place: str
    room: str
    location_code: str | None
    starts_at: datetime
    minutes: int
    capacity: int
    taken: int = Field(description="seats with a participant")
    closed_at: datetime | None = Field(description="from when its list of attendance is complete")
    version: int


class SeatingCreate(Written):
    """Seat everybody of a test who has no seat; `is_fresh` gives up all seats of sessions to come first."""

    model_config = ConfigDict(json_schema_extra=example(test="skd", component=None, is_fresh=False))

    test: TestName
    component: Code | None = None
    is_fresh: bool = False

    @model_validator(mode="after")
    def _component_is_of_skb(self) -> Self:
        if (self.test == "skb") != (self.component is not None):
            raise ValueError("SKB names its component, SKD none")
        return self


class SeatingRead(BaseModel):
    """What came of seating the participants of a test."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra=example(
            selection_id=_SESSION["selection_id"], seated=412, longer=3, free=88, given_up=0
        ),
    )

    selection_id: UUID
    seated: int = Field(description="participants that got a seat now")
    longer: int = Field(description="how many of them have longer time")
    free: int = Field(description="seats of sessions to come that are still free")
    given_up: int = Field(description="seats that were given up before")


class SeatFilters(BaseModel):
    """Which seats."""

    selection_id: UUID | None = None
    session_id: UUID | None = None
    application_id: UUID | None = None
    participant_number: Annotated[str | None, Field(max_length=17)] = None
    test: TestName | None = None
    has_longer_time: bool | None = None
    is_present: bool | None = None


class SeatRead(BaseModel):
    """Where and when a participant sits a test."""

    model_config = ConfigDict(json_schema_extra=example(SEAT_EXAMPLE))

    id: UUID
    application_id: UUID
    participant_number: str | None
    name: str
    session_id: UUID
    test: TestName
    component: str | None
    place: str
    room: str
    starts_at: datetime
    number: int = Field(description="of the seat in the room")
    minutes: int = Field(description="the time that this participant has")
    has_longer_time: bool
    is_present: bool | None = Field(description="null: nobody said yet")
    version: int


class SeatMove(Written):
    """Another session for one participant, or longer time."""

    model_config = ConfigDict(
        json_schema_extra=example(
            session_id=_STORED["id"], has_longer_time=True, reason="surat keterangan dokter"
        )
    )

    session_id: UUID
    has_longer_time: bool | None = None
    reason: Why


class Attendance(Written):
    """Whether a participant was there; once the session is closed, a change needs a reason."""

    model_config = ConfigDict(json_schema_extra=example(is_present=True))

    is_present: bool
    reason: Why | None = None


class SeatAttendance(Attendance):
    """The same in a batch."""

    model_config = ConfigDict(json_schema_extra=example(seat_id=SEAT_EXAMPLE["id"], is_present=True))

    seat_id: UUID


class AttendanceBatch(Batch[SeatAttendance]):
    """Who was there, of many."""

    model_config = ConfigDict(
        json_schema_extra=example(items=[{"seat_id": SEAT_EXAMPLE["id"], "is_present": True}])
    )


class ClosingRead(BaseModel):
    """A session whose attendance is complete."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra=example(session_id=_STORED["id"], present=85, absent=2),
    )

    session_id: UUID
    present: int
    absent: int
