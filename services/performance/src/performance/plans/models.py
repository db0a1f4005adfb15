"""Plans (SKP): what an employee is to achieve, and how it will be seen."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from abdi.db import Identified, Timestamped, Versioned
from performance.db import Base


class Plan(Identified, Versioned, Timestamped, Base):
    """The plan of one employee for a period within one year."""

    __tablename__ = "plan"
    __table_args__ = (Index(None, "agency", "id"), Index(None, "employee_id", "starts_on"))

    employee_id: Mapped[UUID]
    agency: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    approach: Mapped[str]
    state: Mapped[str]
    proposed_by: Mapped[str | None]
    proposed_by_employee_id: Mapped[UUID | None]
    agreed_at: Mapped[datetime | None]
    agreed_by: Mapped[str | None]
    acted_for: Mapped[UUID | None]
    """In whose place the last judgement was made (agreed or returned), if not in the own name."""
    results: Mapped[list["PlannedResult"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="PlannedResult.number"
    )


class PlannedResult(Identified, Base):
    """A planned work result (rencana hasil kerja), main or additional."""

    __tablename__ = "planned_result"

    plan_id: Mapped[UUID] = mapped_column(ForeignKey(Plan.id), index=True)
    number: Mapped[int]
    kind: Mapped[str]
    title: Mapped[str]
    supports_result_id: Mapped[UUID | None]
    indicators: Mapped[list["Indicator"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Indicator.number"
    )


class Indicator(Identified, Base):
    """How a result is seen: the aspect, what is measured, and the target."""

    __tablename__ = "indicator"

    result_id: Mapped[UUID] = mapped_column(ForeignKey(PlannedResult.id), index=True)
    number: Mapped[int]
    aspect: Mapped[str | None]
    statement: Mapped[str]
    target: Mapped[str]
