"""Stored files in the database: whose they are, what they are, and whether they may be given out."""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, MetaData, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from abdi.db.models import Identified, ModelBase, Timestamped, new_metadata


class FileState(StrEnum):
    """What may be done with a file."""

    PENDING = "pending"
    """In quarantine: nobody has looked at it yet."""
    CLEAN = "clean"
    REJECTED = "rejected"
    ERASED = "erased"


class _Base(ModelBase, DeclarativeBase):
    metadata = new_metadata()


_TO_DO: Final = text("is_stored AND state <> 'clean'")


class StoredFile(Identified, Timestamped, _Base):
    """One file: its object lies in the store under `key` as long as `is_stored`."""

    __tablename__ = "stored_file"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'clean', 'rejected', 'erased')", name="state"),
        Index("ix_stored_file_to_do", "next_try_at", postgresql_where=_TO_DO),
        Index("ix_stored_file_owner_id", "owner_id"),
    )

    agency: Mapped[str | None]
    owner_id: Mapped[UUID]
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(info={"sensitive": True})
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes."""
    sha256: Mapped[str]
    state: Mapped[str]
    is_stored: Mapped[bool]
    attempts: Mapped[int]
    next_try_at: Mapped[datetime]


def include_file_tables(metadata: MetaData) -> None:
    """Copy the table into a service's own metadata, where its migrations see it."""
    StoredFile.metadata.tables["stored_file"].to_metadata(metadata)
