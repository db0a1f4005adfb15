"""Yearly evaluations and every version they ever had."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Identified, Timestamped, Versioned
from performance.db import Base


class Evaluation(Identified, Versioned, Timestamped, Base):
    """The evaluation of one employee for one year, as it stands now."""

    __tablename__ = "evaluation"
    __table_args__ = (
        UniqueConstraint("employee_id", "year"),
        Index(None, "agency", "id"),
    )

    employee_id: Mapped[UUID]
    agency: Mapped[str]
    year: Mapped[int]
    plan_id: Mapped[UUID | None]
    work_result: Mapped[str]
    behaviour: Mapped[str]
    predicate: Mapped[str]
    rule_set: Mapped[str]
    completed_on: Mapped[date]
    corrections: Mapped[int] = mapped_column(default=0)


class EvaluationVersion(Base):
    """What an evaluation said from `recorded_at` on; written once, never changed."""

    __tablename__ = "evaluation_version"

    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey(Evaluation.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    work_result: Mapped[str]
    behaviour: Mapped[str]
    predicate: Mapped[str]
    rule_set: Mapped[str]
    reason: Mapped[str | None] = mapped_column(info={"sensitive": True})
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    acted_for: Mapped[UUID | None]
