"""Roles that people were given."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Identified, Timestamped, Versioned
from personnel.db import Base
from personnel.roles.rules import Term


class RoleAssignment(Identified, Versioned, Timestamped, Base):
    """A role of one employee; both days belong to it. Withdrawn: it ended before its first day."""

    __tablename__ = "role_assignment"
    __table_args__ = (
        CheckConstraint("state IN ('assigned', 'ended', 'withdrawn')", name="state"),
        CheckConstraint("state = 'withdrawn' OR ends_on IS NULL OR ends_on >= starts_on", name="period"),
        Index("ix_role_assignment_agency_code_role", "agency_code", "role"),
    )

    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    employee_id: Mapped[UUID] = mapped_column(ForeignKey("employee.id"), index=True)
    role: Mapped[str]
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    purpose: Mapped[str | None]
    decree_number: Mapped[str | None]
    decree_on: Mapped[date | None]
    assigned_by: Mapped[str]
    assigned_by_employee_id: Mapped[UUID | None]
    assigned_at: Mapped[datetime]
    state: Mapped[str]
    end_reason: Mapped[str | None]

    @property
    def term(self) -> Term:
        """When the role holds."""
        return Term(self.starts_on, self.ends_on)
