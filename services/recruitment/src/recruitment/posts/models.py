"""What we repeat of the registry: posts, units, and the month in which a holder retires."""

from datetime import date
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Timestamped
from recruitment.db import Base


class Post(Timestamped, Base):
    """The latest state of a post (one chair for one person) as the registry published it."""

    __tablename__ = "post"
    __table_args__ = (Index("ix_post_agency_unit_id", "agency", "unit_id"),)

    position_id: Mapped[UUID] = mapped_column(primary_key=True)
    agency: Mapped[str]
    unit_id: Mapped[UUID]
    title: Mapped[str]
    kind: Mapped[str]
    level: Mapped[str | None]
    is_head: Mapped[bool]
    holder_id: Mapped[UUID | None] = mapped_column(index=True)
    empty_since: Mapped[date | None]
    abolished_on: Mapped[date | None]


class Unit(Timestamped, Base):
    """The name of a unit and the one above it."""

    __tablename__ = "unit"

    unit_id: Mapped[UUID] = mapped_column(primary_key=True)
    agency: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    parent_id: Mapped[UUID | None]
    dissolved_on: Mapped[date | None]


class Retirement(Timestamped, Base):
    """The first day on which somebody is retired; of the person nothing else is kept, least the birth date.

    Null for who holds no post.
    """

    __tablename__ = "retirement"

    employee_id: Mapped[UUID] = mapped_column(primary_key=True)
    agency: Mapped[str]
    retires_on: Mapped[date | None]
