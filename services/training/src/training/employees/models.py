"""Who learns: our projection of the registry."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Timestamped
from training.db import Base
from training.employees.rules import Service


class Employee(Timestamped, Base):
    """The latest state of one employee as the registry published it."""

    __tablename__ = "employee"

    employee_id: Mapped[UUID] = mapped_column(primary_key=True)
    agency: Mapped[str] = mapped_column(index=True)
    # Not unique here: while the registry moves a NIP from one record to another, events may cross.
    nip: Mapped[str] = mapped_column(index=True, info={"sensitive": True})
    employment_type: Mapped[str]
    employment_since: Mapped[date | None]
    status: Mapped[str]
    appointed_on: Mapped[date]
    left_on: Mapped[date | None]

    @property
    def service(self) -> Service:
        """From when to when, as the registry says."""
        return Service(
            employment_type=self.employment_type,
            employment_since=self.employment_since,
            status=self.status,
            appointed_on=self.appointed_on,
            left_on=self.left_on,
        )
