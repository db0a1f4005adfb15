"""Applications: one person, one selection, one opening, one year."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, false, text
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
    certificate for posts of senior high level. From `erased_at` on it says nothing any more about who it was.
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
    # Hidden from the audit, which is for ever: these can be erased.
    name: Mapped[str] = mapped_column(info={"sensitive": True})
    birth_date: Mapped[date] = mapped_column(info={"sensitive": True})
    birth_place: Mapped[str] = mapped_column(info={"sensitive": True})
    sex: Mapped[str]
    has_disability: Mapped[bool]
    is_local: Mapped[bool]
    education_level: Mapped[str]
    education_code: Mapped[str]
    institution: Mapped[str] = mapped_column(info={"sensitive": True})
    graduated_on: Mapped[date] = mapped_column(info={"sensitive": True})
    gpa: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    # Where to sit SKD, among the selection's locations; what gives longer time there.
    test_location: Mapped[str | None] = mapped_column(info={"sensitive": True})
    has_visual_impairment: Mapped[bool] = mapped_column(
        default=False, server_default=false(), info={"sensitive": True}
    )
    declarations: Mapped[dict[str, Any]] = mapped_column(info={"sensitive": True})
    submitted_at: Mapped[datetime | None]
    participant_number: Mapped[str | None]
    reasons: Mapped[list[Any]] = mapped_column(default=list, info={"sensitive": True})
    erased_at: Mapped[datetime | None]
