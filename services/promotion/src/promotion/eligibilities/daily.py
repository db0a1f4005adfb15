"""Asking the rules again when the date turns: within a period of promotions nothing changes by itself."""

import asyncio
from datetime import date
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.audit import record_bulk
from abdi.clock import Clock
from abdi.db.uow import UnitContext, unit_of_work
from abdi.http.failures import problem_of
from abdi.kit import Kit
from promotion.eligibilities.queries import get_rules, list_ids_to_judge
from promotion.eligibilities.service import reassess

BATCH: Final = 500
LOOK_SECONDS: Final = 5.0
log: Any = structlog.get_logger(__name__)


async def recompute_all(
    sessions: async_sessionmaker[AsyncSession], clock: Clock, *, is_everybody: bool = False
) -> tuple[int, int]:
    """Judge in batches, each a unit of work of its own; how many were judged and how many outcomes changed.

    An interrupted run is simply started again, and several at once do no harm.
    """
    after: UUID | None = None
    judged = changed = 0
    while True:
        context = UnitContext(
            actor="promotion", request_id="promotion.recompute", action="promotion.recompute", clock=clock
        )
        async with unit_of_work(sessions, context) as session:
            rules = await get_rules(session, clock.today())
            batch = await list_ids_to_judge(
                session, rules, after=after, limit=BATCH, is_everybody=is_everybody
            )
            if batch:
                changed += await reassess(session, batch)
                record_bulk(session, "promotion.recompute", {"judged": len(batch), "rules": rules.versions})
        if not batch:
            log.info("promotion.recomputed", judged=judged, changed=changed)
            return judged, changed
        judged += len(batch)
        after = batch[-1]


class DateWatch:
    """Recomputes at the start of the process and whenever the civil date has turned."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._done_on: date | None = None

    async def run(self) -> None:
        """Look at the date again and again; a database that is away is asked again at the next look."""
        while True:
            try:
                await self.look()
            except Exception as error:
                # Readers still get single answers made anew; a crash here must not end the watch for good.
                is_away = problem_of(error) is not None
                log.warning("promotion.not_recomputed", is_database_away=is_away, exc_info=not is_away)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> bool:
        """Recompute if this date was not seen before; whether it was done."""
        today = self._kit.clock.today()
        if today == self._done_on or "rulesets" in self._kit.waits_for:
            return False
        await recompute_all(self._kit.sessions, self._kit.clock)
        self._done_on = today
        self._kit.wake_relay()
        return True
