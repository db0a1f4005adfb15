"""Sessions of a test and the seats in them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Identified, Timestamped, Versioned
from recruitment.db import Base


class ExamSession(Identified, Versioned, Timestamped, Base):
    """One sitting (sesi) of a test in one room; about nobody, so that the seats alone are personal.

    `component` is the kind of the SKB test (`cat`, `interview`); SKD has none. `location_code` is the code of
    the test location: whoever chose it, or applied for a placement with it, is seated there first.
    """

    __tablename__ = "exam_session"
    __table_args__ = (
        CheckConstraint("test IN ('skd', 'skb')", name="test"),
        CheckConstraint("(test = 'skb') = (component IS NOT NULL)", name="component"),
        CheckConstraint("capacity BETWEEN 1 AND 5000", name="capacity"),
        CheckConstraint("minutes BETWEEN 1 AND 600", name="minutes"),
        UniqueConstraint("selection_id", "place", "room", "starts_at"),
    )

    selection_id: Mapped[UUID] = mapped_column(ForeignKey("selection.id"))
    agency: Mapped[str]
    test: Mapped[str]
    component: Mapped[str | None]
    place: Mapped[str]
    room: Mapped[str]
    location_code: Mapped[str | None]
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    capacity: Mapped[int]
    closed_at: Mapped[datetime | None]


class Seat(Identified, Versioned, Timestamped, Base):
    """One participant's seat at one test; a participant has one seat at each test.

    `minutes` is the time that this person has, longer than the session's for who needs it. `is_present` is
    null until somebody at the door said so.
    """

    __tablename__ = "exam_seat"
    __table_args__ = (
        UniqueConstraint("application_id", "test", "component", postgresql_nulls_not_distinct=True),
        UniqueConstraint("session_id", "number"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("(is_present IS NULL) = (marked_at IS NULL)", name="marked"),
        Index("ix_exam_seat_selection_id_id", "selection_id", "id"),
    )

    session_id: Mapped[UUID] = mapped_column(ForeignKey("exam_session.id"))
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"))
    applicant_id: Mapped[UUID] = mapped_column(index=True)
    agency: Mapped[str]
    selection_id: Mapped[UUID]
    test: Mapped[str]
    component: Mapped[str | None]
    number: Mapped[int]
    has_longer_time: Mapped[bool]
    minutes: Mapped[int]
    is_present: Mapped[bool | None]
    marked_at: Mapped[datetime | None]
