"""Formations (kebutuhan): posts that an agency may fill in an intake, and their openings by need."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from abdi.db import Identified, Timestamped, Versioned
from recruitment.db import Base


class Formation(Identified, Versioned, Timestamped, Base):
    """A post at one placement with one education line, for one intake.

    `education_codes` are codes of the BKN list of study programmes; `post_group` names the group of posts
    that has thresholds or ages of its own (doctor, ship_crew). What of it is ranked together is an `Opening`.
    `line` is a digest of placement and education: a post is asked for once with each of them
    (null: not compared).
    """

    __tablename__ = "formation"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'proposed', 'returned', 'approved', 'withdrawn')", name="state"),
        Index("ix_formation_agency_intake_id", "agency", "intake", "id"),
        Index("ix_formation_unit_id", "unit_id"),
        Index(
            "uq_formation_line",
            "agency",
            "intake",
            "position_id",
            "line",
            unique=True,
            postgresql_where=text("state <> 'withdrawn'"),
        ),
    )

    agency: Mapped[str]
    intake: Mapped[int]
    unit_id: Mapped[UUID]
    position_id: Mapped[UUID] = mapped_column(index=True)
    position_code: Mapped[str | None]
    position_name: Mapped[str]
    post_group: Mapped[str | None]
    education_level: Mapped[str]
    education_codes: Mapped[list[Any]]
    placement_code: Mapped[str]
    placement_name: Mapped[str]
    line: Mapped[str | None]
    age_maximum: Mapped[int | None]
    gpa_minimum: Mapped[Decimal | None] = mapped_column(Numeric(4, 2))
    state: Mapped[str]
    state_since: Mapped[datetime]
    proposed_by: Mapped[str | None]
    proposed_by_employee_id: Mapped[UUID | None]
    reason: Mapped[str | None]
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    openings: Mapped[list["Opening"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Opening.need"
    )


class Opening(Identified, Base):
    """The openings of a formation for one need (general or special); its applicants are ranked together."""

    __tablename__ = "opening"
    __table_args__ = (
        UniqueConstraint("formation_id", "need"),
        CheckConstraint("count > 0", name="count"),
    )

    formation_id: Mapped[UUID] = mapped_column(ForeignKey("formation.id", ondelete="CASCADE"))
    need: Mapped[str]
    count: Mapped[int]
