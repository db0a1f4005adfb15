"""Completed courses."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Identified, Timestamped, Versioned
from training.db import Base
from training.programmes.models import Programme


class Course(Identified, Versioned, Timestamped, Base):
    """One run of a programme that one employee completed.

    `kind` and `answers` are the programme's when the course was recorded: a later change of the catalogue
    does not change what somebody learnt. `credited_jp` is what counts of `jp` in its year.
    """

    __tablename__ = "course"
    __table_args__ = (
        CheckConstraint("state IN ('recorded', 'withdrawn')", name="state"),
        Index(None, "agency", "id"),
        Index(None, "employee_id", "completed_on"),
        Index(None, "programme_id"),
        Index(
            "uq_course_certificate",
            "employee_id",
            "certificate_key",
            unique=True,
            postgresql_where="state = 'recorded'",
        ),
    )

    employee_id: Mapped[UUID]
    agency: Mapped[str]
    programme_id: Mapped[UUID] = mapped_column(ForeignKey(Programme.id))
    kind: Mapped[str]
    answers: Mapped[list[str]] = mapped_column(ARRAY(Text))
    started_on: Mapped[date]
    completed_on: Mapped[date]
    jp: Mapped[int]
    credited_jp: Mapped[int]
    certificate_number: Mapped[str | None] = mapped_column(info={"sensitive": True})
    certificate_key: Mapped[str | None] = mapped_column(info={"sensitive": True})
    provider: Mapped[str]
    state: Mapped[str]
    withdrawn_on: Mapped[date | None]
    withdrawal_reason: Mapped[str | None] = mapped_column(info={"sensitive": True})
