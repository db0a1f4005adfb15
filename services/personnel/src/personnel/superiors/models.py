"""The history of direct superiors."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from personnel.db import Base
from personnel.histories.models import OfEmployee


class SuperiorRecord(OfEmployee, Base):
    """A direct superior in a period."""

    __tablename__ = "superior_record"
    facts: ClassVar[tuple[str, ...]] = ("superior_id", "decree_number", "decree_on")

    superior_id: Mapped[UUID] = mapped_column(ForeignKey("employee.id"), index=True)
