"""Objections of applicants, and what stays inside about their answers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Identified, Timestamped, Versioned
from recruitment.db import Base


class Objection(Identified, Versioned, Timestamped, Base):
    """What an applicant objects to, once for each result, and the answer as the applicant reads it.

    `ranking_id` names the final ranking that is objected to. `needs_correction`: an accepted objection to
    the final result asks for a new version of the ranking.
    """

    __tablename__ = "objection"
    __table_args__ = (
        UniqueConstraint("application_id", "stage"),
        CheckConstraint("stage IN ('administrative', 'final')", name="stage"),
        CheckConstraint("state IN ('lodged', 'accepted', 'rejected')", name="state"),
        CheckConstraint("(stage = 'final') = (ranking_id IS NOT NULL)", name="ranking"),
        CheckConstraint("(state = 'lodged') = (answered_at IS NULL)", name="answered"),
        Index("ix_objection_queue", "selection_id", "stage", "state", "lodged_at"),
    )

    agency: Mapped[str]
    selection_id: Mapped[UUID] = mapped_column(ForeignKey("selection.id"))
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"))
    applicant_id: Mapped[UUID] = mapped_column(index=True)
    stage: Mapped[str]
    ranking_id: Mapped[UUID | None] = mapped_column(ForeignKey("ranking.id"))
    state: Mapped[str]
    ground: Mapped[str]
    words: Mapped[str] = mapped_column(info={"sensitive": True})
    requirements: Mapped[list[Any]]
    lodged_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(info={"sensitive": True})
    fault: Mapped[str | None]
    needs_correction: Mapped[bool]
    answered_at: Mapped[datetime | None]


class ObjectionAnswer(Base):
    """Who answered, and what colleagues should know; behind the agency's fence alone."""

    __tablename__ = "objection_answer"

    objection_id: Mapped[UUID] = mapped_column(
        ForeignKey("objection.id", ondelete="CASCADE"), primary_key=True
    )
    agency: Mapped[str]
    answered_by: Mapped[UUID]
    note: Mapped[str | None] = mapped_column(info={"sensitive": True})
