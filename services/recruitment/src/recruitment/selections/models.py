"""Selections (seleksi): what an agency announces for an intake, with its stages, tests and documents."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from abdi.db import Identified, Timestamped, Versioned
from recruitment.db import Base


class Selection(Identified, Versioned, Timestamped, Base):
    """A selection of one agency; from the announcement on it is bound to one version of the rules.

    `schedule_version` counts from 1 what was announced of the schedule. `verifiers` is how many people judge
    an application, each without seeing the other. Days of the schedule are those of `time_zone`.
    `test_locations` are code and name of the places from which applicants choose where to sit SKD.
    """

    __tablename__ = "selection"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'announced', 'completed', 'cancelled')", name="state"),
        CheckConstraint("kind IN ('CPNS')", name="kind"),
        CheckConstraint("agency_kind IN ('central', 'regional')", name="agency_kind"),
        CheckConstraint("verifiers IN (1, 2)", name="verifiers"),
        CheckConstraint(
            "(state = 'draft') = (announced_at IS NULL) OR state = 'cancelled'", name="announced"
        ),
        CheckConstraint("(state IN ('completed', 'cancelled')) = (ended_at IS NOT NULL)", name="ended"),
        Index("ix_selection_agency_intake_id", "agency", "intake", "id"),
        Index("uq_selection_announcement_number", "agency", "announcement_number", unique=True),
    )

    agency: Mapped[str]
    agency_kind: Mapped[str]
    agency_name: Mapped[str]
    time_zone: Mapped[str]
    intake: Mapped[int]
    kind: Mapped[str]
    name: Mapped[str]
    state: Mapped[str]
    verifiers: Mapped[int]
    rule_set: Mapped[str | None]
    announcement_number: Mapped[str | None]
    announced_at: Mapped[datetime | None]
    schedule_version: Mapped[int]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]
    test_locations: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'"))
    stages: Mapped[list["Stage"]] = relationship(
        lazy="raise", order_by="Stage.starts_on, Stage.code", cascade="all, delete-orphan"
    )
    tests: Mapped[list["SkbTest"]] = relationship(
        lazy="raise", order_by="SkbTest.id", cascade="all, delete-orphan"
    )
    documents: Mapped[list["RequiredDocument"]] = relationship(
        lazy="raise", order_by="RequiredDocument.code", cascade="all, delete-orphan"
    )


class Stage(Identified, Base):
    """First and last day of a stage of the present schedule; earlier schedules are in `schedule_change`."""

    __tablename__ = "stage"
    __table_args__ = (
        UniqueConstraint("selection_id", "code"),
        CheckConstraint("ends_on >= starts_on", name="days"),
    )

    selection_id: Mapped[UUID] = mapped_column(ForeignKey("selection.id", ondelete="CASCADE"))
    code: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class SkbTest(Identified, Base):
    """A component of SKB with its weight in percent; for one formation, or for those without own ones."""

    __tablename__ = "skb_test"
    __table_args__ = (
        UniqueConstraint("selection_id", "formation_id", "kind", postgresql_nulls_not_distinct=True),
        CheckConstraint("weight BETWEEN 0 AND 100 AND (weight > 0 OR is_knockout)", name="weight"),
    )

    selection_id: Mapped[UUID] = mapped_column(ForeignKey("selection.id", ondelete="CASCADE"))
    formation_id: Mapped[UUID | None] = mapped_column(ForeignKey("formation.id"))
    kind: Mapped[str]
    weight: Mapped[int]
    is_knockout: Mapped[bool]
    criteria: Mapped[str | None]


class RequiredDocument(Identified, Base):
    """A document that every applicant hands in, or only those of one need."""

    __tablename__ = "required_document"
    __table_args__ = (UniqueConstraint("selection_id", "code"),)

    selection_id: Mapped[UUID] = mapped_column(ForeignKey("selection.id", ondelete="CASCADE"))
    code: Mapped[str]
    name_id: Mapped[str]
    name_en: Mapped[str]
    need: Mapped[str | None]
    is_required: Mapped[bool]


class SelectionFormation(Base):
    """A formation that a selection fills; a formation is bound to one selection at most.

    A cancelled selection keeps its rows for what it had, `is_released`: another one may have the formation.
    """

    __tablename__ = "selection_formation"
    __table_args__ = (
        Index(
            "uq_selection_formation_bound",
            "formation_id",
            unique=True,
            postgresql_where=text("NOT is_released"),
        ),
    )

    formation_id: Mapped[UUID] = mapped_column(ForeignKey("formation.id"), primary_key=True)
    selection_id: Mapped[UUID] = mapped_column(
        ForeignKey("selection.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    is_released: Mapped[bool] = mapped_column(default=False, server_default=false())


class ScheduleChange(Identified, Base):
    """What an announced schedule said in one version, why it was changed, and when."""

    __tablename__ = "schedule_change"
    __table_args__ = (UniqueConstraint("selection_id", "schedule_version"),)

    selection_id: Mapped[UUID] = mapped_column(ForeignKey("selection.id", ondelete="CASCADE"))
    schedule_version: Mapped[int]
    stages: Mapped[list[Any]]
    reason: Mapped[str | None]
    reference: Mapped[str | None]
    warnings: Mapped[list[Any]] = mapped_column(default=list)
    announced_at: Mapped[datetime] = mapped_column(index=True)
