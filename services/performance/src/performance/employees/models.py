"""Who can have a plan and an evaluation: our projection of the registry."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Timestamped
from performance.db import Base
from performance.employees.rules import Service


class Employee(Timestamped, Base):
    """The latest state of one employee as the registry published it."""

    __tablename__ = "employee"

    employee_id: Mapped[UUID] = mapped_column(primary_key=True)
    agency: Mapped[str] = mapped_column(index=True)
    # Not unique here: while the registry moves a NIP from one record to another, events may cross.
    nip: Mapped[str] = mapped_column(index=True, info={"sensitive": True})
    name: Mapped[str] = mapped_column(info={"sensitive": True})
    employment_type: Mapped[str]
    status: Mapped[str]
    appointed_on: Mapped[date]
    left_on: Mapped[date | None]
    unit_id: Mapped[UUID | None]
    superior_id: Mapped[UUID | None]

    @property
    def service(self) -> Service:
        """From when to when, as the registry says."""
        return Service(appointed_on=self.appointed_on, status=self.status, left_on=self.left_on)
