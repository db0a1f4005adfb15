"""Notices in the database."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, MetaData, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from abdi.db.models import Identified, ModelBase, Timestamped, new_metadata


class MailState(StrEnum):
    """What became of the mail of a notice."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    NONE = "none"
    """There is none: not wanted, no address, or mail is off."""


class _Base(ModelBase, DeclarativeBase):
    metadata = new_metadata()


_TO_SEND: Final = text("mail = 'pending'")


class StoredNotice(Identified, Timestamped, _Base):
    """One notice to one person; `subject` and `body` have both languages, `{"id": ..., "en": ...}`."""

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("mail IN ('pending', 'sent', 'failed', 'none')", name="mail"),
        Index("ix_notice_to_send", "next_try_at", postgresql_where=_TO_SEND),
        Index("ix_notice_recipient", "recipient_id", "id"),
    )

    recipient_id: Mapped[UUID]
    agency: Mapped[str | None]
    kind: Mapped[str]
    subject: Mapped[dict[str, Any]] = mapped_column(info={"sensitive": True})
    body: Mapped[dict[str, Any]] = mapped_column(info={"sensitive": True})
    """Empty once the text of a secret was erased."""
    is_secret: Mapped[bool]
    read_at: Mapped[datetime | None]
    mail: Mapped[str]
    attempts: Mapped[int]
    next_try_at: Mapped[datetime | None]
    valid_until: Mapped[datetime | None]
    last_error: Mapped[str | None]
    """What kind of failure it was; a server's own words name people."""


def include_notice_tables(metadata: MetaData) -> None:
    """Copy the table into a service's own metadata, where its migrations see it."""
    StoredNotice.metadata.tables["notice"].to_metadata(metadata)
