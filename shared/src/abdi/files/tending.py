"""What is done with files between requests: looked at, removed, and cleared of what nobody refers to."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select, update

from abdi.clock import SystemClock
from abdi.db.context import UnitContext
from abdi.db.uow import unit_of_work
from abdi.files.keeping import FileKeeping
from abdi.files.records import FileState, StoredFile
from abdi.files.scanning import Scanner, Verdict
from abdi.files.stores import ObjectMissing
from abdi.http.failures import problem_of
from abdi.kit import Kit
from abdi.observability import get_logger
from abdi.problems import Unavailable

log = get_logger(__name__)

LOOK_SECONDS: Final = 2.0
AWAY_SECONDS: Final = 5.0
AT_ONCE: Final = 5
LEASE: Final = timedelta(minutes=10)
SWEEP_SECONDS: Final = 6 * 3_600.0
ORPHAN_AFTER: Final = timedelta(days=1)
_PAUSES: Final = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600))


class FileTender:
    """The files of one service in the hands of one process; others may work beside it."""

    def __init__(self, kit: Kit, files: FileKeeping) -> None:
        self._kit, self._files = kit, files

    async def run(self) -> None:
        """Work until cancelled."""
        if not self._files.is_on or not self._files.settings.run_files:
            return
        await asyncio.gather(self._tend(), self._sweep())

    async def do_due(self) -> int:
        """Scan or remove what is due. Returns how many files that were."""
        due = await self._claim()
        for stored in due:
            try:
                await (self._scan(stored) if stored.state == FileState.PENDING else self._remove(stored))
            except Unavailable:
                log.warning("files.postponed", file_id=str(stored.id), state=stored.state)
                await self._postpone(stored)
        return len(due)

    async def remove_orphans(self, *, older_than: timedelta = ORPHAN_AFTER) -> int:
        """Remove the objects that no row knows, put `older_than` ago. Returns how many.

        A row is committed within seconds of its object, so the age tells a failed request from one under way.
        """
        removed = 0
        # The store's own clock says when an object was put; a service's may stand still in a test.
        async for keys in self._files.store.older_than(SystemClock().now() - older_than):
            for key in await self._unknown(keys):
                await self._files.store.delete(key)
                removed += 1
        return removed

    async def _tend(self) -> None:
        while True:
            try:
                pause = 0.0 if await self.do_due() else LOOK_SECONDS
            except Exception as error:
                is_away = problem_of(error) is not None
                log.warning("files.not_tended", exc_info=None if is_away else error)
                pause = AWAY_SECONDS
            await asyncio.sleep(pause)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                log.info("files.orphans_removed", count=await self.remove_orphans())
            except Exception as error:
                log.warning("files.sweep_postponed", exc_info=error)

    async def _claim(self) -> Sequence[StoredFile]:
        now = self._kit.clock.now()
        due = (
            select(StoredFile.id)
            .where(StoredFile.is_stored, StoredFile.state != FileState.CLEAN.value)
            .where(StoredFile.next_try_at <= now)
            .order_by(StoredFile.next_try_at)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        claimed = {"next_try_at": now + LEASE, "attempts": StoredFile.attempts + 1}
        async with unit_of_work(self._kit.sessions, self._context("files.claim")) as session:
            taken = update(StoredFile).where(StoredFile.id.in_(due.scalar_subquery())).values(claimed)
            return (await session.scalars(taken.returning(StoredFile))).all()

    async def _scan(self, stored: StoredFile) -> None:
        scanner = self._files.scanner
        verdict = Verdict() if scanner is None else await self._look(stored, scanner)
        async with unit_of_work(self._kit.sessions, self._context("files.scan")) as session:
            found = await session.get(StoredFile, stored.id, with_for_update=True)
            if found is None or found.state != FileState.PENDING:
                return  # erased meanwhile
            found.state = (FileState.CLEAN if verdict.is_clean else FileState.REJECTED).value
            found.attempts, found.next_try_at = 0, self._kit.clock.now()
            if not verdict.is_clean:
                log.warning("files.rejected", file_id=str(found.id), found=verdict.found)
                if self._files.on_rejected is not None:
                    await self._files.on_rejected(session, found)
        self._kit.wake_relay()

    async def _look(self, stored: StoredFile, scanner: Scanner) -> Verdict:
        try:
            return await scanner.scan(await self._files.store.get(stored.key))
        except ObjectMissing:
            return Verdict("nothing: the object is missing")

    async def _remove(self, stored: StoredFile) -> None:
        await self._files.store.delete(stored.key)
        await self._set(stored.id, is_stored=False)

    async def _postpone(self, stored: StoredFile) -> None:
        pause = _PAUSES[min(stored.attempts, len(_PAUSES)) - 1]
        await self._set(stored.id, next_try_at=self._kit.clock.now() + pause)

    async def _set(self, file_id: UUID, **values: object) -> None:
        async with unit_of_work(self._kit.sessions, self._context("files.tend")) as session:
            await session.execute(update(StoredFile).where(StoredFile.id == file_id).values(**values))

    async def _unknown(self, keys: Sequence[str]) -> list[str]:
        if not keys:
            return []
        async with unit_of_work(self._kit.sessions, self._context("files.sweep")) as session:
            known = set(await session.scalars(select(StoredFile.key).where(StoredFile.key.in_(keys))))
        return [key for key in keys if key not in known]

    def _context(self, action: str) -> UnitContext:
        return UnitContext(
            actor=self._kit.settings.name, request_id=action, action=action, clock=self._kit.clock
        )


async def tend_files(kit: Kit, files: FileKeeping) -> None:
    """What a service's lifetime runs for `files`; says in production when nobody looks at them."""
    if kit.settings.env == "production" and files.is_on and files.scanner is None:
        log.warning("files.unscanned", remedy="give FILES_SCANNER")
        kit.watches["file_scanner"] = _off
    if not files.is_on:
        log.warning("files.off", remedy="give FILES_URL")
    await FileTender(kit, files).run()


async def _off() -> str:
    return "off"
