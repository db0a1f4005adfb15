"""Notices as the inbox shows them."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.examples import example
from abdi.i18n import LocaleCode
from abdi.notify.records import StoredNotice


class NoticeRead(BaseModel):
    """One notice, in the reader's language."""

    model_config = ConfigDict(
        json_schema_extra=example(
            id="0192f4c3-5a7e-7bbb-8000-1234567890a1",
            kind="application.verified",
            subject="Berkas lengkap",
            body="Pendaftaran 12 lolos seleksi administrasi.",
            created_at="2026-03-01T02:14:00Z",
            read_at=None,
        )
    )

    id: UUID
    kind: str = Field(description="what it is about, a stable word")
    subject: str
    body: str
    created_at: datetime
    read_at: datetime | None = Field(description="null while unread")


class NoticesMarked(BaseModel):
    """What marking all as read did."""

    model_config = ConfigDict(json_schema_extra=example(marked=3))

    marked: int = Field(description="how many were unread")


def notice_read(notice: StoredNotice, *, locale: LocaleCode) -> NoticeRead:
    """`notice` as it goes out."""
    return NoticeRead(
        id=notice.id,
        kind=notice.kind,
        subject=notice.subject[locale],
        body=notice.body[locale],
        created_at=notice.created_at,
        read_at=notice.read_at,
    )
