"""What was decided about each candidate."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Timestamped, Versioned
from personnel.db import Base

DecisionState = Literal["registered", "refused", "withdrawn"]


class CandidateDecision(Versioned, Timestamped, Base):
    """The answer to the latest revision of a candidate's record; one candidate becomes one employee."""

    __tablename__ = "candidate_decision"
    __table_args__ = (
        CheckConstraint("state IN ('registered', 'refused', 'withdrawn')", name="state"),
        CheckConstraint("(state = 'registered') = (employee_id IS NOT NULL)", name="registered"),
    )

    candidate_id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_code: Mapped[str]
    revision: Mapped[int]
    state: Mapped[str]
    employee_id: Mapped[UUID | None] = mapped_column(ForeignKey("employee.id"), unique=True)
    registered_on: Mapped[date | None]
    reasons: Mapped[list[Any]] = mapped_column(default=list)
