"""The way of one person from a seat to the registry; who steps back makes room for the next in rank."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Identified, Timestamped, Versioned
from recruitment.db import Base

HOLDS_SEAT = "state NOT IN ('resigned', 'lapsed')"


class Appointment(Identified, Versioned, Timestamped, Base):
    """A seat offered to a person, until there is a NIP for it or the person steps back.

    `ranking_id` is the ranking that gave the seat; `replaces_id` the appointment whose place this one took.
    `reasons` say why this person has the seat. From `appointed` on the record of the candidate goes on.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint(
            "state IN ('invited', 'filed', 'proposed', 'appointed', 'resigned', 'lapsed')", name="state"
        ),
        CheckConstraint("(state = 'appointed') = (candidate_id IS NOT NULL)", name="appointed"),
        Index(
            "uq_appointment_application_seated",
            "application_id",
            unique=True,
            postgresql_where=text(HOLDS_SEAT),
        ),
        Index("ix_appointment_selection_id_id", "selection_id", "id"),
    )

    agency: Mapped[str]
    applicant_id: Mapped[UUID] = mapped_column(index=True)
    selection_id: Mapped[UUID] = mapped_column(ForeignKey("selection.id"))
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"))
    ranking_id: Mapped[UUID] = mapped_column(ForeignKey("ranking.id"))
    seat_id: Mapped[UUID] = mapped_column(ForeignKey("opening.id"), index=True)
    step: Mapped[str | None]
    place: Mapped[int | None]
    final_score: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("appointment.id"), unique=True)
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[str]
    state_since: Mapped[datetime]
    filing_sealed: Mapped[bytes | None] = mapped_column(info={"sensitive": True})
    filed_at: Mapped[datetime | None]
    resignation_reason: Mapped[str | None]
    candidate_id: Mapped[UUID | None] = mapped_column(ForeignKey("candidate.id"), index=True)
