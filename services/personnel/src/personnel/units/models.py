"""Units and their places in the tree."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Identified, Timestamped, Versioned
from personnel.db import Base
from personnel.histories.models import Effective


class Unit(Identified, Versioned, Timestamped, Base):
    """A unit of an agency. Where it stands in the tree, and since when, is its `UnitPlacement`."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("agency_code", "code"),)

    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    valid_from: Mapped[date]
    dissolved_on: Mapped[date | None]


class UnitPlacement(Effective, Base):
    """The unit above (none: top of its agency) in a period."""

    __tablename__ = "unit_placement"
    subject: ClassVar[str] = "unit_id"
    facts: ClassVar[tuple[str, ...]] = ("parent_id",)

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
