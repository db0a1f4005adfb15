"""Questions of applicants, and what was published of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Identified, Timestamped, Versioned
from recruitment.db import Base


class Question(Identified, Versioned, Timestamped, Base):
    """What somebody asked, in the own words; personal, and never shown to the public as it is."""

    __tablename__ = "question"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'answered', 'declined')", name="state"),
        Index("ix_question_selection_id_id", "selection_id", "id"),
    )

    agency: Mapped[str]
    selection_id: Mapped[UUID] = mapped_column(ForeignKey("selection.id", ondelete="CASCADE"))
    applicant_id: Mapped[UUID] = mapped_column(index=True)
    words: Mapped[str] = mapped_column(info={"sensitive": True})
    state: Mapped[str]
    reason: Mapped[str | None]


class PublishedAnswer(Identified, Versioned, Timestamped, Base):
    """A question as whoever answered worded it for everybody, and its answer; it names nobody."""

    __tablename__ = "published_answer"
    __table_args__ = (Index("ix_published_answer_selection_id_id", "selection_id", "id"),)

    selection_id: Mapped[UUID] = mapped_column(ForeignKey("selection.id", ondelete="CASCADE"))
    question_id: Mapped[UUID] = mapped_column(unique=True)
    question: Mapped[str]
    answer: Mapped[str]
    published_at: Mapped[datetime]
