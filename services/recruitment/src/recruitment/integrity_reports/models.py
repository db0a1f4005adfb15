"""Reports of a suspicion about a selection, and what is written back and forth about them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Identified, Timestamped, Versioned
from recruitment.db import Base


class IntegrityReport(Identified, Versioned, Timestamped, Base):
    """What somebody suspects. Texts are sealed; of a protected report nothing is kept about who made it.

    `code_digest` finds the report for whoever has its tracking code.
    """

    __tablename__ = "integrity_report"
    __table_args__ = (
        CheckConstraint("state IN ('received', 'examined', 'answered')", name="state"),
        CheckConstraint("(state = 'answered') = (finding IS NOT NULL)", name="finding"),
        CheckConstraint("NOT is_protected OR reporter_sealed IS NULL", name="protected"),
        Index("ix_integrity_report_agency_id", "agency", "id"),
    )

    agency: Mapped[str]
    selection_id: Mapped[UUID] = mapped_column(ForeignKey("selection.id"), index=True)
    kind: Mapped[str]
    is_protected: Mapped[bool]
    account_sealed: Mapped[bytes] = mapped_column(info={"sensitive": True})
    reporter_sealed: Mapped[bytes | None] = mapped_column(info={"sensitive": True})
    received_at: Mapped[datetime]
    code_digest: Mapped[bytes] = mapped_column(unique=True, info={"sensitive": True})
    state: Mapped[str]
    state_since: Mapped[datetime]
    examiner_id: Mapped[UUID | None]
    finding: Mapped[str | None]
    answer_sealed: Mapped[bytes | None] = mapped_column(info={"sensitive": True})


class IntegrityMessage(Identified, Base):
    """One message about a report, from the one who made it or from the examiner."""

    __tablename__ = "integrity_message"
    __table_args__ = (CheckConstraint("author IN ('reporter', 'examiner')", name="author"),)

    report_id: Mapped[UUID] = mapped_column(ForeignKey("integrity_report.id", ondelete="CASCADE"), index=True)
    author: Mapped[str]
    text_sealed: Mapped[bytes] = mapped_column(info={"sensitive": True})
    written_at: Mapped[datetime]
