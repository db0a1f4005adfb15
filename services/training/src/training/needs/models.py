"""Training needs: what somebody should learn, why, and what answered it."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Timestamped, Versioned
from training.courses.models import Course
from training.db import Base


class Need(Versioned, Timestamped, Base):
    """One need of one employee; its id follows from what it comes from, so that it is opened once."""

    __tablename__ = "need"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'closed', 'withdrawn')", name="state"),
        Index(None, "agency", "id"),
        Index(None, "employee_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    employee_id: Mapped[UUID]
    agency: Mapped[str]
    kind: Mapped[str]
    evaluation_id: Mapped[UUID | None]
    year: Mapped[int | None]
    predicate: Mapped[str | None] = mapped_column(info={"sensitive": True})
    since: Mapped[date]
    state: Mapped[str]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey(Course.id))
    closed_on: Mapped[date | None]
    withdrawn_because: Mapped[str | None]
    rule_set: Mapped[str]
