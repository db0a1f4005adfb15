"""Packages of published stages, kept in parts, and the salts of what they commit to."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from abdi.db import Timestamped, Versioned
from recruitment.db import Base


class ResultPackage(Versioned, Timestamped, Base):
    """The package of one published ranking: `making` until the log has its entry, then `ready` for good.

    `proof_files` are those of its files that the proof of a single row repeats.
    """

    __tablename__ = "result_package"
    __table_args__ = (
        CheckConstraint("state IN ('making', 'ready')", name="state"),
        CheckConstraint(
            "(state = 'ready') = (sha256 IS NOT NULL AND size IS NOT NULL AND leaf_index IS NOT NULL"
            " AND proof_files IS NOT NULL AND made_at IS NOT NULL)",
            name="ready",
        ),
    )

    ranking_id: Mapped[UUID] = mapped_column(ForeignKey("ranking.id"), primary_key=True)
    agency: Mapped[str]
    state: Mapped[str]
    job_id: Mapped[UUID]
    sha256: Mapped[str | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    leaf_index: Mapped[int | None] = mapped_column(ForeignKey("log_leaf.index"), unique=True)
    log: Mapped[str | None]
    fingerprint: Mapped[str | None]
    proof_files: Mapped[dict[str, Any] | None]
    made_at: Mapped[datetime | None]


class ResultPackagePart(Base):
    """A piece of the zip file; all have one size but the last."""

    __tablename__ = "result_package_part"

    ranking_id: Mapped[UUID] = mapped_column(ForeignKey("result_package.ranking_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes]


class ResultPackageBlock(Base):
    """Some rows that follow each other: where their lines lie in the zip file, and the root over them.

    All blocks but the last have one number of rows, a power of two, so that their roots are nodes of the
    tree over all rows.
    """

    __tablename__ = "result_package_block"

    ranking_id: Mapped[UUID] = mapped_column(ForeignKey("result_package.ranking_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first_index: Mapped[int]
    first_participant: Mapped[str]
    offset: Mapped[int] = mapped_column(BigInteger)
    length: Mapped[int]
    root: Mapped[bytes]


class CommitmentSalt(Base):
    """The salt of one private field of one application; without it the commitment says nothing any more."""

    __tablename__ = "commitment_salt"

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), primary_key=True
    )
    field: Mapped[str] = mapped_column(primary_key=True)
    applicant_id: Mapped[UUID]
    agency: Mapped[str]
    salt: Mapped[bytes] = mapped_column(info={"sensitive": True})
