"""Where people and units stood before."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from personnel.db import Base


class StandingChange(Base):
    """A place that a person or unit left in the directory, or took; written by triggers on the directory.

    By the directory, not by the histories: what somebody may see changes when the directory does.
    """

    __tablename__ = "standing_change"
    __table_args__ = (
        Index("ix_standing_change_above_unit_id", "above_unit_id", "at"),
        Index("ix_standing_change_superior_id", "superior_id", "at"),
        Index("ix_standing_change_agency", "agency", "at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(index=True)
    is_unit: Mapped[bool]
    agency: Mapped[str]
    above_unit_id: Mapped[UUID | None]
    superior_id: Mapped[UUID | None]
    at: Mapped[datetime]
