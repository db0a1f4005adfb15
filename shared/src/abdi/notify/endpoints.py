"""The inbox: what one was told, for the one who was told."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from abdi.auth.permissions import requires
from abdi.http.dependencies import ClockNow, DbSession, Locale
from abdi.http.route import ServiceRouter
from abdi.notify.inbox import list_notices, mark_all, mark_one
from abdi.notify.schemas import NoticeRead, NoticesMarked, notice_read
from abdi.paging import ListQuery, Page
from abdi.policy import Permission
from abdi.problems import NotFound
from abdi.tokens import Principal

RecipientOf = Callable[[Principal], UUID | None]


def notices_router(
    permission: Permission, *, recipient: RecipientOf, prefix: str = "/v1/notices"
) -> APIRouter:
    """The inbox of whoever asks.

    Args:
        permission: who has an inbox here; one that reaches the own things only.
        recipient: the id under which the asker is told things; None: nobody tells them anything.
        prefix: its address.
    """
    router = ServiceRouter(prefix=prefix, tags=["notices"])
    _add_list(router, permission, recipient)
    _add_readings(router, permission, recipient)
    return router


def _add_list(router: APIRouter, permission: Permission, recipient: RecipientOf) -> None:
    @router.get("", name="list_notices")
    async def get_notices(
        session: DbSession,
        principal: Annotated[Principal, requires(permission)],
        locale: Locale,
        query: Annotated[ListQuery, Depends()],
        *,
        is_unread: Annotated[bool | None, Query(description="only unread ones, or only read ones")] = None,
    ) -> Page[NoticeRead]:
        """The own notices, the latest first; one-time codes are in none."""
        return await list_notices(
            session, recipient(principal), query=query, is_unread=is_unread, locale=locale
        )


def _add_readings(router: APIRouter, permission: Permission, recipient: RecipientOf) -> None:
    @router.post("/reading", name="mark_notices_read")
    async def mark_notices(
        session: DbSession, principal: Annotated[Principal, requires(permission)], clock: ClockNow
    ) -> NoticesMarked:
        """Mark all own notices as read."""
        return NoticesMarked(marked=await mark_all(session, recipient(principal), at=clock.now()))

    @router.post("/{notice_id}/reading", name="mark_notice_read")
    async def mark_notice(
        notice_id: UUID,
        session: DbSession,
        principal: Annotated[Principal, requires(permission)],
        locale: Locale,
        clock: ClockNow,
    ) -> NoticeRead:
        """Mark one own notice as read; the first time counts."""
        notice = await mark_one(session, recipient(principal), notice_id, at=clock.now())
        if notice is None:
            raise NotFound
        return notice_read(notice, locale=locale)
