"""Delegations."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Identified, Timestamped, Versioned
from personnel.db import Base
from personnel.delegations.rules import Standing
from personnel.roles.rules import Term


class Delegation(Identified, Versioned, Timestamped, Base):
    """The authority of one employee, used by another; both days belong to it, and it always ends."""

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("kind IN ('delegation', 'plt', 'plh')", name="kind"),
        CheckConstraint("state IN ('made', 'ended', 'withdrawn')", name="state"),
        CheckConstraint("state = 'withdrawn' OR ends_on >= starts_on", name="period"),
    )

    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"), index=True)
    kind: Mapped[str]
    from_employee_id: Mapped[UUID] = mapped_column(ForeignKey("employee.id"), index=True)
    to_employee_id: Mapped[UUID] = mapped_column(ForeignKey("employee.id"), index=True)
    actions: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str]
    decree_number: Mapped[str | None]
    decree_on: Mapped[date | None]
    rule_set: Mapped[str]
    made_by: Mapped[str]
    made_by_employee_id: Mapped[UUID | None]
    made_at: Mapped[datetime]
    state: Mapped[str]
    end_reason: Mapped[str | None]

    @property
    def term(self) -> Term:
        """When it holds."""
        return Term(self.starts_on, self.ends_on)

    @property
    def standing(self) -> Standing:
        """The delegation as the rules see it."""
        return Standing(self.kind, self.from_employee_id, self.to_employee_id, self.term)
