"""The history of employment types."""

from typing import ClassVar

from sqlalchemy.orm import Mapped

from personnel.db import Base
from personnel.histories.models import OfEmployee


class EmploymentRecord(OfEmployee, Base):
    """An employment type in a period; there are none before the type changes for the first time."""

    __tablename__ = "employment_record"
    facts: ClassVar[tuple[str, ...]] = ("employment_type", "decree_number", "decree_on")

    employment_type: Mapped[str]
