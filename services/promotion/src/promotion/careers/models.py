"""What this service knows of people's careers, taken from the events of personnel and performance."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Timestamped
from promotion.db import Base


class Career(Timestamped, Base):
    """The latest state of one employee as the registry published it."""

    __tablename__ = "career"

    employee_id: Mapped[UUID] = mapped_column(primary_key=True)
    agency: Mapped[str]
    employment_type: Mapped[str]
    status: Mapped[str]
    appointed_on: Mapped[date]
    rank: Mapped[str | None]
    rank_since: Mapped[date | None]
    education_level: Mapped[str | None]
    post_kind: Mapped[str | None]
    superior_id: Mapped[UUID | None]
    sanctions: Mapped[list[Any]] = mapped_column(default=list, info={"sensitive": True})


class CareerPredicate(Timestamped, Base):
    """The predicate of one year.

    Without a foreign key to the career: events of an evaluation may arrive before those of its employee.
    """

    __tablename__ = "career_predicate"

    employee_id: Mapped[UUID] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[UUID]
    predicate: Mapped[str]
    rule_set: Mapped[str]
