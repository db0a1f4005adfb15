"""People who apply: one account for one person."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Identified, Timestamped, Versioned
from recruitment.db import Base


class Applicant(Identified, Versioned, Timestamped, Base):
    """A person with the account by which the person applies; found by digests, never by plain numbers."""

    __tablename__ = "applicant"
    __table_args__ = (CheckConstraint("sex IN ('male', 'female')", name="sex"),)

    nik_sealed: Mapped[bytes] = mapped_column(info={"sensitive": True})
    nik_index: Mapped[bytes] = mapped_column(unique=True, info={"sensitive": True})
    address_sealed: Mapped[bytes] = mapped_column(info={"sensitive": True})
    address_index: Mapped[bytes] = mapped_column(unique=True, info={"sensitive": True})
    name: Mapped[str]
    birth_date: Mapped[date]
    birth_place: Mapped[str]
    sex: Mapped[str]
    confirmed_at: Mapped[datetime | None]


class SignInCode(Identified, Base):
    """A one-time code, kept as a digest; `attempts` counts wrong ones."""

    __tablename__ = "sign_in_code"

    applicant_id: Mapped[UUID] = mapped_column(ForeignKey("applicant.id", ondelete="CASCADE"), index=True)
    digest: Mapped[bytes] = mapped_column(info={"sensitive": True})
    expires_at: Mapped[datetime]
    attempts: Mapped[int]
    used_at: Mapped[datetime | None]
