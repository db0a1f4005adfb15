"""Sending what is due: claimed for a while, tried, tried again after growing pauses."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.context import UnitContext
from abdi.db.uow import unit_of_work
from abdi.http.failures import problem_of
from abdi.kit import Kit
from abdi.notify.letters import MailAway, MailRefused, Post, Way, make_way, sender_in, write_letter
from abdi.notify.mailbox import Mailbox
from abdi.notify.records import MailState, StoredNotice
from abdi.notify.settings import NoticeSettings
from abdi.observability import get_logger

log = get_logger(__name__)

AddressOf = Callable[[AsyncSession, Sequence[UUID]], Awaitable[Mapping[UUID, str]]]
"""The mail addresses of these recipients; whoever has none is left out. The session sees every row."""

LOOK_SECONDS: Final = 1.0
AWAY_SECONDS: Final = 5.0
AT_ONCE: Final = 10
LEASE: Final = timedelta(minutes=5)
"""Longer than a portion can take; after it another process tries what this one left."""
GIVEN_UP_AFTER: Final = timedelta(days=3)
_PAUSES: Final = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1_800, 3_600))
_UNCHANGED: Final[Mapping[str, Any]] = {"updated_at": StoredNotice.updated_at}
"""What the mail does is no change of the notice: the inbox need not hear of it again."""


class NoticeKeeping:
    """The way by which one service's notices leave it, as its settings say."""

    def __init__(self, settings: NoticeSettings, *, address_of: AddressOf) -> None:
        is_open = settings.env != "production" and settings.smtp_url is None
        self.mailbox = Mailbox(settings.mailbox_folder) if is_open else None
        """Development's and the tests'; None in production and where there is a mail server."""
        self.way: Way | None = make_way(settings, self.mailbox)
        self.sender = sender_in(settings)
        self.settings = settings
        self.address_of = address_of


class MailSender:
    """The mails of one service in the hands of one process; others may send beside it."""

    def __init__(self, kit: Kit, notices: NoticeKeeping) -> None:
        self._kit, self._notices = kit, notices

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            try:
                pause = 0.0 if await self.send_due() else LOOK_SECONDS
            except Exception as error:
                is_away = problem_of(error) is not None
                log.warning("mail.postponed", exc_info=None if is_away else error)
                pause = AWAY_SECONDS
            await asyncio.sleep(pause)

    async def send_due(self) -> int:
        """Try a portion of what is due. Returns how many notices that were."""
        due = await self._claim()
        timely = [notice for notice in due if not self._is_late(notice)]
        for notice in due:
            if notice not in timely:
                await self._settle(notice, MailState.FAILED, why="too late")
        if timely:
            await self._send(timely)
        return len(due)

    async def _send(self, due: Sequence[StoredNotice]) -> None:
        way = self._notices.way
        if way is None:
            for notice in due:
                await self._settle(notice, MailState.NONE, why="mail is off")
            return
        async with unit_of_work(self._kit.sessions, self._context()) as session:
            known = await self._notices.address_of(session, [notice.recipient_id for notice in due])
        try:
            async with way.opened() as post:
                for notice in due:
                    await self._try(post, notice, known.get(notice.recipient_id))
        except MailAway as away:
            log.warning("mail.server_away", failure=str(away))
            for notice in due:
                await self._try_later(notice, str(away))

    async def _try(self, post: Post, notice: StoredNotice, address: str | None) -> None:
        if address is None:
            await self._settle(notice, MailState.NONE, why="no address")
            return
        try:
            letter = write_letter(notice, address, sender=self._notices.sender, at=self._kit.clock.now())
            await post.send(letter)
        except MailRefused as refused:
            await self._settle(notice, MailState.FAILED, why=str(refused))
        except MailAway as away:
            await self._try_later(notice, str(away))
        else:
            await self._settle(notice, MailState.SENT)

    async def _claim(self) -> Sequence[StoredNotice]:
        now = self._kit.clock.now()
        due = (
            select(StoredNotice.id)
            .where(StoredNotice.mail == MailState.PENDING.value, StoredNotice.next_try_at <= now)
            .order_by(StoredNotice.next_try_at)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        claimed = {**_UNCHANGED, "next_try_at": now + LEASE, "attempts": StoredNotice.attempts + 1}
        async with unit_of_work(self._kit.sessions, self._context()) as session:
            taken = update(StoredNotice).where(StoredNotice.id.in_(due.scalar_subquery())).values(claimed)
            return (await session.scalars(taken.returning(StoredNotice))).all()

    def _is_late(self, notice: StoredNotice) -> bool:
        last: datetime = notice.valid_until or notice.created_at + GIVEN_UP_AFTER
        return last < self._kit.clock.now()

    async def _settle(self, notice: StoredNotice, mail: MailState, *, why: str | None = None) -> None:
        values: dict[str, Any] = {"mail": mail.value, "next_try_at": None, "last_error": why}
        if notice.is_secret:
            values |= {"body": {}}
        if mail is MailState.FAILED:
            log.warning("mail.failed", notice_id=str(notice.id), kind=notice.kind, failure=why)
        await self._set(notice, values)

    async def _try_later(self, notice: StoredNotice, why: str) -> None:
        pause = _PAUSES[min(notice.attempts, len(_PAUSES)) - 1]
        await self._set(notice, {"next_try_at": self._kit.clock.now() + pause, "last_error": why})

    async def _set(self, notice: StoredNotice, values: Mapping[str, Any]) -> None:
        kept = {**_UNCHANGED, **values}
        async with unit_of_work(self._kit.sessions, self._context()) as session:
            await session.execute(update(StoredNotice).where(StoredNotice.id == notice.id).values(kept))

    def _context(self) -> UnitContext:
        return UnitContext(
            actor=self._kit.settings.name, request_id="mail", action="mail", clock=self._kit.clock
        )


async def send_notices(kit: Kit, notices: NoticeKeeping) -> None:
    """What a service's lifetime runs for `notices`; says once when mail is off."""
    if notices.way is None:
        log.warning("mail.off", remedy="give SMTP_URL and MAIL_FROM")
        kit.watches["mail"] = _off
    if not notices.settings.run_mail:
        return
    try:
        await MailSender(kit, notices).run()
    finally:
        if notices.mailbox is not None:
            notices.mailbox.close()


async def _off() -> str:
    return "off"
