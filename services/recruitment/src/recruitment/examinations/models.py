"""Scores of tests, as they came from the computer test (CAT) or from an examiner."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Identified, Timestamped, Versioned
from recruitment.db import Base


class SkdSitting(Identified, Versioned, Timestamped, Base):
    """One sitting of SKD of one person; a person has several over the years.

    `application_id` is the application it was sat for. Another application uses it again by naming it
    (`reused_sitting_id`) where the rule set of its intake allows.
    """

    __tablename__ = "skd_sitting"
    __table_args__ = (
        CheckConstraint("standing IN ('taking_part', 'absent', 'disqualified')", name="standing"),
        CheckConstraint(
            "(standing = 'taking_part') <= (twk IS NOT NULL AND tiu IS NOT NULL AND tkp IS NOT NULL)",
            name="scores",
        ),
        UniqueConstraint("application_id"),
    )

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"))
    applicant_id: Mapped[UUID] = mapped_column(index=True)
    agency: Mapped[str]
    exam_year: Mapped[int]
    sat_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    twk: Mapped[int | None]
    tiu: Mapped[int | None]
    tkp: Mapped[int | None]
    standing: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    version: Mapped[int] = mapped_column(Integer, server_default="1")


class SkdReuse(Base):
    """An application that is judged by an earlier sitting, as its applicant confirmed."""

    __tablename__ = "skd_reuse"

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), primary_key=True
    )
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("skd_sitting.id"), index=True)
    applicant_id: Mapped[UUID]
    agency: Mapped[str]
    confirmed_at: Mapped[datetime]


class SkbScore(Versioned, Timestamped, Base):
    """The score of one application in one component of SKB, on 0 to 100 with at most three decimals."""

    __tablename__ = "skb_score"
    __table_args__ = (
        CheckConstraint("standing IN ('taking_part', 'absent', 'knocked_out')", name="standing"),
        CheckConstraint("(standing = 'taking_part') <= (score IS NOT NULL)", name="score"),
        Index("ix_skb_score_test_id", "test_id"),
    )

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), primary_key=True
    )
    test_id: Mapped[UUID] = mapped_column(ForeignKey("skb_test.id"), primary_key=True)
    applicant_id: Mapped[UUID]
    agency: Mapped[str]
    score: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    standing: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    version: Mapped[int] = mapped_column(Integer, server_default="1")


class ScoreChange(Identified, Base):
    """What a score said before it was changed, and why; the score itself says what it says now.

    `test_id` names the component of SKB; it is null for SKD. `reason` is null only where nobody had counted
    on the score yet: no ranking was computed.
    """

    __tablename__ = "score_change"
    __table_args__ = (Index("ix_score_change_application_id", "application_id", "recorded_at"),)

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"))
    applicant_id: Mapped[UUID]
    agency: Mapped[str]
    test_id: Mapped[UUID | None] = mapped_column(ForeignKey("skb_test.id"))
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    reason: Mapped[str | None]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
