"""Rankings: the outcome of a stage for everybody, computed as a whole and never overwritten."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Identified, Timestamped, Versioned
from recruitment.db import Base


class Ranking(Identified, Versioned, Timestamped, Base):
    """One version of the outcome of a stage, by one version of the rules.

    `skd` says who goes on to SKB, `final` who has a seat. A correction is the next version with its `reason`;
    the earlier one stays. `manifest` has the counts by code and the digest of the rows;
    `job_id` is the work that computes it. `computed_at` is as of when its scores were read, and
    `changes_seen` how many corrections of scores were committed by then: more since, and it is out of date.
    """

    __tablename__ = "ranking"
    __table_args__ = (
        UniqueConstraint("selection_id", "stage", "number"),
        CheckConstraint("stage IN ('skd', 'final')", name="stage"),
        CheckConstraint("state IN ('computing', 'computed', 'published', 'discarded')", name="state"),
    )

    agency: Mapped[str]
    selection_id: Mapped[UUID] = mapped_column(ForeignKey("selection.id"))
    stage: Mapped[str]
    number: Mapped[int]
    state: Mapped[str]
    rule_set: Mapped[str]
    reason: Mapped[str | None]
    manifest: Mapped[dict[str, Any]] = mapped_column(default=dict)
    job_id: Mapped[UUID | None]
    computed_at: Mapped[datetime | None]
    changes_seen: Mapped[int] = mapped_column(default=0, server_default="0")
    published_at: Mapped[datetime | None]


class RankingRow(Base):
    """The outcome of one application in one ranking: its parts, place, code and what decided.

    `place` counts within the opening applied for; `decided_by` is the first criterion in which the one before
    is better. `seat_id` is the opening that somebody fills, `step` the filling step when it is another one.
    """

    __tablename__ = "ranking_row"
    __table_args__ = (Index("ix_ranking_row_application_id", "application_id"),)

    ranking_id: Mapped[UUID] = mapped_column(ForeignKey("ranking.id", ondelete="CASCADE"), primary_key=True)
    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    applicant_id: Mapped[UUID]
    agency: Mapped[str]
    opening_id: Mapped[UUID]
    twk: Mapped[int | None]
    tiu: Mapped[int | None]
    tkp: Mapped[int | None]
    skd_total: Mapped[int | None]
    skb: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    final_score: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    place: Mapped[int | None]
    decided_by: Mapped[str | None]
    code: Mapped[str | None]
    seat_id: Mapped[UUID | None]
    step: Mapped[str | None]


class PublishedRow(Base):
    """A row of a published ranking as anybody may read it: by participant number, of nobody's name or id."""

    __tablename__ = "published_row"
    __table_args__ = (Index("ix_published_row_opening_id", "ranking_id", "opening_id", "participant_number"),)

    ranking_id: Mapped[UUID] = mapped_column(ForeignKey("ranking.id"), primary_key=True)
    participant_number: Mapped[str] = mapped_column(primary_key=True)
    opening_id: Mapped[UUID]
    twk: Mapped[int | None]
    tiu: Mapped[int | None]
    tkp: Mapped[int | None]
    skd_total: Mapped[int | None]
    skb: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    final_score: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    place: Mapped[int | None]
    decided_by: Mapped[str | None]
    code: Mapped[str | None]
    seat_id: Mapped[UUID | None]
    step: Mapped[str | None]
