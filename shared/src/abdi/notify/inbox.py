"""What one person was told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.i18n import LocaleCode
from abdi.notify.records import StoredNotice
from abdi.notify.schemas import NoticeRead, notice_read
from abdi.paging import ListQuery, Page, paginate


def _shown_to(recipient_id: UUID | None) -> tuple[ColumnElement[bool], ...]:
    return StoredNotice.recipient_id == recipient_id, StoredNotice.is_secret.is_(False)


async def list_notices(
    session: AsyncSession,
    recipient_id: UUID | None,
    *,
    query: ListQuery,
    is_unread: bool | None,
    locale: LocaleCode,
) -> Page[NoticeRead]:
    """A page of them, the latest first; with `changed_since` what came or was read since."""
    wanted = select(StoredNotice).where(*_shown_to(recipient_id))
    if is_unread is not None:
        unread = StoredNotice.read_at.is_(None)
        wanted = wanted.where(unread if is_unread else ~unread)

    def row(notice: StoredNotice) -> NoticeRead:
        return notice_read(notice, locale=locale)

    return await paginate(session, wanted, query=query, keys=[StoredNotice.id], row=row, is_descending=True)


async def mark_one(
    session: AsyncSession, recipient_id: UUID | None, notice_id: UUID, *, at: datetime
) -> StoredNotice | None:
    """The notice, read now if it was not before; None when the person has no such notice."""
    own = update(StoredNotice).where(StoredNotice.id == notice_id, *_shown_to(recipient_id))
    marked = own.values(read_at=func.coalesce(StoredNotice.read_at, at)).returning(StoredNotice)
    return (await session.scalars(marked)).one_or_none()


async def mark_all(session: AsyncSession, recipient_id: UUID | None, *, at: datetime) -> int:
    """Mark the unread ones. Returns how many they were."""
    unread = update(StoredNotice).where(*_shown_to(recipient_id), StoredNotice.read_at.is_(None))
    marked: Any = await session.execute(unread.values(read_at=at).returning(StoredNotice.id))
    return len(marked.all())
