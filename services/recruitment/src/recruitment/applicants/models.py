"""People who apply: one account for one person."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Identified, Timestamped, Versioned
from recruitment.db import Base


class Applicant(Identified, Versioned, Timestamped, Base):
    """A person with the account by which the person applies; found by digests, never by plain numbers.

    There is one from the moment in which the person confirmed the address; who only asked for it stands in a
    `SignInCode` until then.
    """

    __tablename__ = "applicant"
    __table_args__ = (CheckConstraint("sex IN ('male', 'female')", name="sex"),)

    nik_sealed: Mapped[bytes] = mapped_column(info={"sensitive": True})
    nik_index: Mapped[bytes] = mapped_column(unique=True, info={"sensitive": True})
    address_sealed: Mapped[bytes] = mapped_column(info={"sensitive": True})
    address_index: Mapped[bytes] = mapped_column(unique=True, info={"sensitive": True})
    name: Mapped[str] = mapped_column(info={"sensitive": True})
    birth_date: Mapped[date] = mapped_column(info={"sensitive": True})
    birth_place: Mapped[str] = mapped_column(info={"sensitive": True})
    sex: Mapped[str]
    confirmed_at: Mapped[datetime | None]


class SignInCode(Identified, Base):
    """A one-time code for an address, kept as a keyed digest; `attempts` counts what was tried with it.

    For an address without an account the same is written as for any other, with a code that nobody was sent:
    neither limits nor times tell them apart. `details_sealed` waits for the confirmation: who registers, or
    the new address.
    """

    __tablename__ = "sign_in_code"
    __table_args__ = (
        CheckConstraint("purpose IN ('registration', 'sign_in', 'address')", name="purpose"),
        Index("ix_sign_in_code_address_index_made_at", "address_index", "made_at"),
    )

    purpose: Mapped[str]
    address_index: Mapped[bytes] = mapped_column(info={"sensitive": True})
    applicant_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("applicant.id", ondelete="CASCADE"), index=True
    )
    details_sealed: Mapped[bytes | None] = mapped_column(info={"sensitive": True})
    digest: Mapped[bytes] = mapped_column(info={"sensitive": True})
    made_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    attempts: Mapped[int]
    ended_at: Mapped[datetime | None]
