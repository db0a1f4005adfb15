"""Employees."""

from datetime import date
from typing import Literal

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, deferred, mapped_column

from abdi.db import Identified, Timestamped, Versioned
from personnel.db import Base

EmploymentStatus = Literal["active", "leave", "suspended", "retired", "left", "deceased"]
IN_SERVICE: frozenset[EmploymentStatus] = frozenset({"active", "leave", "suspended"})
SUSPENDED: EmploymentStatus = "suspended"
"""In service, yet without the authority of any office while it lasts (pemberhentian sementara)."""


class Employee(Identified, Versioned, Timestamped, Base):
    """A civil servant. NIP and NIK are facts about the person, never the key: numbers change, people stay."""

    __tablename__ = "employee"
    __table_args__ = (
        CheckConstraint("sex IN ('male', 'female')", name="sex"),
        CheckConstraint("employment_type IN ('PNS', 'CPNS', 'PPPK')", name="employment_type"),
        Index("ix_employee_agency_code_name", "agency_code", "name"),
        Index("ix_employee_name_id", "name", "id"),
        Index("ix_employee_name_words", "name_words", postgresql_using="gin"),
    )

    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    nip: Mapped[str] = mapped_column(unique=True)
    nik_sealed: Mapped[bytes] = mapped_column(info={"sensitive": True})
    nik_index: Mapped[bytes] = mapped_column(unique=True, info={"sensitive": True})
    name: Mapped[str]
    front_title: Mapped[str | None]
    back_title: Mapped[str | None]
    birth_date: Mapped[date]
    birth_place: Mapped[str | None]
    sex: Mapped[str]
    employment_type: Mapped[str]
    appointed_on: Mapped[date]
    status: Mapped[str]
    left_on: Mapped[date | None]
    name_words: Mapped[str] = deferred(
        mapped_column(TSVECTOR, Computed("to_tsvector('simple'::regconfig, name)", persisted=True))
    )

    @property
    def is_in_service(self) -> bool:
        """Whether the person still serves (also on leave or suspended)."""
        return self.status in IN_SERVICE
