"""The history of positions held."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from personnel.db import Base
from personnel.histories.models import OfEmployee


class AppointmentRecord(OfEmployee, Base):
    """A position held in a period."""

    __tablename__ = "appointment_record"
    facts: ClassVar[tuple[str, ...]] = ("position_id", "decree_number", "decree_on")

    position_id: Mapped[UUID] = mapped_column(ForeignKey("position.id"), index=True)
