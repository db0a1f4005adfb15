"""Applications: one person, one selection, one opening, one year."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Identified, Timestamped, Versioned
from recruitment.db import Base

STATES = (
    "'draft', 'submitted', 'eligible', 'not_eligible', 'cancelled', 'resigned', 'disqualified', 'appointed'"
)


class Application(Identified, Versioned, Timestamped, Base):
    """What somebody declared for one opening; the agency judges this record, not the account.

    `eligible` and `not_eligible` are the outcome of the administrative selection (MS, TMS). What tests and
    rankings found stands in their own tables. `gpa` is the grade point average, or the mean mark of the
    certificate for posts of senior high level.
    """

    __tablename__ = "application"
    __table_args__ = (
        CheckConstraint(f"state IN ({STATES})", name="state"),
        CheckConstraint("sex IN ('male', 'female')", name="sex"),
        CheckConstraint(
            "(state = 'draft') = (submitted_at IS NULL) OR state = 'cancelled'", name="submitted"
        ),
        UniqueConstraint("selection_id", "participant_number"),
        Index(
            "uq_application_one_a_year",
            "applicant_id",
            "intake",
            unique=True,
            postgresql_where=text("state <> 'cancelled'"),
        ),
        Index("ix_application_selection_id_id", "selection_id", "id"),
    )

    applicant_id: Mapped[UUID] = mapped_column(index=True)
    agency: Mapped[str]
    intake: Mapped[int]
    selection_id: Mapped[UUID] = mapped_column(ForeignKey("selection.id"))
    formation_id: Mapped[UUID] = mapped_column(ForeignKey("formation.id"))
    opening_id: Mapped[UUID] = mapped_column(ForeignKey("opening.id"), index=True)
    need: Mapped[str]
    state: Mapped[str]
    state_since: Mapped[datetime]
    name: Mapped[str]
    birth_date: Mapped[date]
    birth_place: Mapped[str]
    sex: Mapped[str]
    has_disability: Mapped[bool]
    is_local: Mapped[bool]
    education_level: Mapped[str]
    education_code: Mapped[str]
    institution: Mapped[str]
    graduated_on: Mapped[date]
    gpa: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    declarations: Mapped[dict[str, Any]]
    submitted_at: Mapped[datetime | None]
    participant_number: Mapped[str | None]
    reasons: Mapped[list[Any]] = mapped_column(default=list)
