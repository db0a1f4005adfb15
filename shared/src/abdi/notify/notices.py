"""Telling people: a row in the transaction of what is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.db.fence import beyond_fence
from abdi.i18n import Text
from abdi.notify.records import MailState, StoredNotice

AHEAD_OF_OTHERS: Final = timedelta(days=1)
"""What is soon worth nothing goes first: a code does not wait behind the result for thousands."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something to tell one person.

    Args:
        recipient_id: the person, as the service's `address_of` and its inbox know people.
        kind: what it is about, a stable word such as `application.verified`.
        subject: one line; what a subject says stands on locked screens.
        body: the text. Both are formats that `params` fill: `{number}`.
        params: what fills them.
        agency: in whose name; its rows are behind that agency's fence. None: behind the recipient's alone.
        is_secret: a one-time code; not in the inbox, and its text is erased after sending.
        by_mail: False for what need not leave the inbox.
        valid_until: after this no mail is sent any more.
    """

    recipient_id: UUID
    kind: str
    subject: Text
    body: Text
    params: Mapping[str, object] = field(default_factory=dict)
    agency: str | None = None
    is_secret: bool = False
    by_mail: bool = True
    valid_until: datetime | None = None


async def notify(session: AsyncSession, notice: Notice) -> UUID:
    """Tell one person, once this unit of work is committed. Returns the id of the notice.

    Raises KeyError for a `{name}` that `params` lack.
    """
    row = StoredNotice(**_row(session, notice))
    async with beyond_fence(session):
        session.add(row)
        await session.flush()
    return row.id


async def notify_all(session: AsyncSession, notices: Sequence[Notice]) -> None:
    """Tell many with one statement; whoever calls says in its own entry of the audit what it did.

    Raises what `notify` raises.
    """
    rows = [_row(session, notice) for notice in notices]
    if rows:
        async with beyond_fence(session):
            await session.execute(insert(StoredNotice), rows)


async def forget_notices(session: AsyncSession, recipient_id: UUID) -> None:
    """Remove everything that a person was told, for one who is to be forgotten."""
    async with beyond_fence(session):
        await session.execute(delete(StoredNotice).where(StoredNotice.recipient_id == recipient_id))


def _row(session: AsyncSession, notice: Notice) -> dict[str, Any]:
    now = context_of(session).clock.now()
    return {
        "id": new_id(),
        "recipient_id": notice.recipient_id,
        "agency": notice.agency,
        "kind": notice.kind,
        "subject": _filled(notice.subject, notice.params),
        "body": _filled(notice.body, notice.params),
        "is_secret": notice.is_secret,
        "read_at": None,
        "mail": (MailState.PENDING if notice.by_mail else MailState.NONE).value,
        "attempts": 0,
        "next_try_at": _first_try(notice, now),
        "valid_until": notice.valid_until,
        "last_error": None,
        "created_at": now,
    }


def _first_try(notice: Notice, now: datetime) -> datetime | None:
    if not notice.by_mail:
        return None
    is_urgent = notice.is_secret or notice.valid_until is not None
    return now - AHEAD_OF_OTHERS if is_urgent else now


def _filled(text: Text, params: Mapping[str, object]) -> dict[str, str]:
    return {"id": text.id.format_map(params), "en": text.en.format_map(params)}
