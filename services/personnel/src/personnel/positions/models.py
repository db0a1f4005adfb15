"""Positions."""

from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Identified, Timestamped, Versioned
from personnel.db import Base

PositionKind = Literal[
    "pelaksana", "fungsional", "pengawas", "administrator", "jpt_pratama", "jpt_madya", "jpt_utama"
]


class Position(Identified, Versioned, Timestamped, Base):
    """One seat: held by one employee, or empty since a day."""

    __tablename__ = "position"
    __table_args__ = (
        UniqueConstraint("agency_code", "code"),
        CheckConstraint("(holder_id IS NULL) <> (empty_since IS NULL)", name="held_or_empty"),
    )

    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    code: Mapped[str]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str]
    kind: Mapped[str]
    level: Mapped[str | None]
    job_class: Mapped[int | None]
    is_head: Mapped[bool]
    reference_code: Mapped[str | None]
    holder_id: Mapped[UUID | None] = mapped_column(ForeignKey("employee.id"), unique=True)
    empty_since: Mapped[date | None]
    abolished_on: Mapped[date | None]
