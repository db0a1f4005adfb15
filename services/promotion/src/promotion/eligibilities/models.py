"""The latest answer of the rules for each employee."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Timestamped, Versioned
from promotion.careers.models import Career
from promotion.db import Base


class Eligibility(Versioned, Timestamped, Base):
    """Regular promotion for one employee: outcome, explanation, and everything it was made from."""

    __tablename__ = "eligibility"
    __table_args__ = (
        Index(None, "agency", "employee_id"),
        Index(None, "failed_rules", postgresql_using="gin"),
    )

    employee_id: Mapped[UUID] = mapped_column(ForeignKey(Career.employee_id), primary_key=True)
    agency: Mapped[str]
    is_eligible: Mapped[bool]
    next_rank: Mapped[str | None]
    effective_on: Mapped[date] = mapped_column(index=True)
    turns_on: Mapped[date | None]
    failed_rules: Mapped[list[str]] = mapped_column(ARRAY(Text))
    reasons: Mapped[list[Any]] = mapped_column(info={"sensitive": True})
    inputs: Mapped[dict[str, Any]] = mapped_column(info={"sensitive": True})
    rule_sets: Mapped[dict[str, Any]]
    assessed_on: Mapped[date]
