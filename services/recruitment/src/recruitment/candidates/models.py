"""Appointed candidates."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Identified, Timestamped, Versioned
from recruitment.db import Base

IS_OPEN = "state IN ('appointed', 'refused')"


class Candidate(Identified, Versioned, Timestamped, Base):
    """The record of an appointed candidate, until the registry has the person.

    `revision` counts what was published of it: the first record, and each resubmission.
    """

    __tablename__ = "candidate"
    __table_args__ = (
        CheckConstraint("state IN ('appointed', 'refused', 'registered', 'withdrawn')", name="state"),
        CheckConstraint("(state = 'registered') = (employee_id IS NOT NULL)", name="registered"),
        # Within an agency, as far as an officer sees; across agencies the registry refuses.
        Index("uq_candidate_open_nip", "agency", "nip", unique=True, postgresql_where=text(IS_OPEN)),
        Index("uq_candidate_open_nik", "agency", "nik_index", unique=True, postgresql_where=text(IS_OPEN)),
        Index("ix_candidate_agency_id", "agency", "id"),
    )

    agency: Mapped[str]
    nip: Mapped[str]
    nik_sealed: Mapped[bytes] = mapped_column(info={"sensitive": True})
    nik_index: Mapped[bytes] = mapped_column(info={"sensitive": True})
    name: Mapped[str]
    front_title: Mapped[str | None]
    back_title: Mapped[str | None]
    birth_date: Mapped[date]
    birth_place: Mapped[str | None]
    sex: Mapped[str]
    education_level: Mapped[str]
    education_program_code: Mapped[str | None]
    education_program: Mapped[str | None]
    education_institution: Mapped[str | None]
    graduated_on: Mapped[date]
    employment_type: Mapped[str]
    position_id: Mapped[UUID]
    rank: Mapped[str]
    effective_on: Mapped[date]
    decree_number: Mapped[str]
    decree_on: Mapped[date]
    selection_reference: Mapped[str]
    participant_number: Mapped[str | None]
    revision: Mapped[int]
    state: Mapped[str]
    employee_id: Mapped[UUID | None] = mapped_column(index=True)
    registered_on: Mapped[date | None]
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    withdrawal_reason: Mapped[str | None]
    withdrawn_on: Mapped[date | None]
