"""What this feature publishes: facts of sessions; who sits where is asked here, not told."""

from datetime import datetime
from uuid import UUID

from abdi.messaging import Event


class SessionFact(Event):
    """What all facts about a session share."""

    session_id: UUID
    """Id of the session."""
    selection_id: UUID
    """Id of the selection."""
    test: str
    """`skd` or `skb`."""
    component: str | None
    """The kind of the SKB test; null for SKD."""


class SessionScheduled(
    SessionFact,
    name="recruitment.session.scheduled",
    version=1,
    key="session_id",
    dataclass="internal",
):
    """A session was created, or its place, time or capacity changed."""

    place: str
    """The building."""
    room: str
    """The room in it."""
    starts_at: datetime
    """When it begins."""
    minutes: int
    """How long it takes, without the longer time of some."""
    capacity: int
    """How many seats it has."""


class SessionClosed(
    SessionFact,
    name="recruitment.session.closed",
    version=1,
    key="session_id",
    dataclass="internal",
):
    """The attendance of a session is complete."""

    present: int
    """How many were there."""
    absent: int
    """How many were not."""


class ParticipantsSeated(
    Event,
    name="recruitment.selection.participants_seated",
    version=1,
    key="selection_id",
    dataclass="internal",
):
    """Participants of a test got their seats."""

    selection_id: UUID
    """Id of the selection."""
    test: str
    """`skd` or `skb`."""
    component: str | None
    """The kind of the SKB test; null for SKD."""
    seated: int
    """How many got a seat this time."""
    given_up: int
    """How many seats were given up before."""
    sha256: str
    """Digest of the lines `application-id session-id number`, sorted."""


class AttendanceMarked(
    Event,
    name="recruitment.seat.marked",
    version=1,
    key="seat_id",
    dataclass="personal",
):
    """Somebody at the door said whether a participant was there."""

    seat_id: UUID
    """Id of the seat."""
    application_id: UUID
    """Id of the application."""
    is_present: bool
    """Whether the participant was there."""


class SeatMoved(
    Event,
    name="recruitment.seat.moved",
    version=1,
    key="seat_id",
    dataclass="personal",
):
    """One participant got another seat, or longer time, for a reason."""

    seat_id: UUID
    """Id of the seat."""
    application_id: UUID
    """Id of the application."""
    session_id: UUID
    """The session in which the participant sits now."""
    number: int
    """The number of the seat there."""
    has_longer_time: bool
    """Whether the participant has longer time."""
    reason: str
    """Why, as it was entered."""
