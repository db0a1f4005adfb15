"""Yearly evaluations, as far as a training need follows from them."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Timestamped
from training.db import Base


class Evaluation(Timestamped, Base):
    """The latest word of performance on one employee's year."""

    __tablename__ = "evaluation"

    evaluation_id: Mapped[UUID] = mapped_column(primary_key=True)
    employee_id: Mapped[UUID] = mapped_column(index=True)
    agency: Mapped[str]
    year: Mapped[int]
    predicate: Mapped[str] = mapped_column(info={"sensitive": True})
    completed_on: Mapped[date]
