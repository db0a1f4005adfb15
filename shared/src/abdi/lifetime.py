"""What runs beside the requests from a process's start to its end."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from abdi.db.uow import UnitContext, unit_of_work
from abdi.http.failures import problem_of
from abdi.idempotency import forget_expired
from abdi.kit import Kit
from abdi.messaging import SnapshotBuilder, Subscription, runtime
from abdi.observability import get_logger
from abdi.rulesets import RuleSetFile, store_rule_sets

log = get_logger(__name__)

TRY_AGAIN_SECONDS: Final = 1.0
TIDY_SECONDS: Final = 3600.0


@dataclass(frozen=True, kw_only=True)
class Work:
    """What a service brings besides its routes."""

    subscriptions: Sequence[Subscription] = ()
    snapshots: Mapping[str, SnapshotBuilder]
    rulesets: Sequence[RuleSetFile] = ()


@asynccontextmanager
async def living(kit: Kit, work: Work) -> AsyncIterator[None]:
    """Everything of `kit` that needs a loop: begins without waiting for database or broker, ends in order."""
    if kit.engine is None:
        yield
        return
    tasks = [asyncio.create_task(_tidy(kit), name="tidy")]
    if work.rulesets:
        kit.waits_for.add("rulesets")
        tasks.append(asyncio.create_task(_load_rulesets(kit, work.rulesets), name="rulesets"))
    if kit.read_audit is not None:
        kit.read_audit.start()
    kit.messaging = await runtime.start(kit, work.subscriptions, work.snapshots)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await kit.messaging.stop()
        if kit.read_audit is not None:
            await kit.read_audit.stop()
        await kit.engine.dispose()


def _context(kit: Kit, action: str) -> UnitContext:
    return UnitContext(actor=kit.settings.name, request_id=action, action=action, clock=kit.clock)


async def _load_rulesets(kit: Kit, files: Sequence[RuleSetFile]) -> None:
    while True:
        try:
            async with unit_of_work(kit.sessions, _context(kit, "rulesets.load")) as session:
                await store_rule_sets(session, files)
        except Exception as error:
            # A refused rule set never mends itself, yet the process stays to say so: not ready, and a log.
            is_away = problem_of(error) is not None
            log.warning("rulesets.not_loaded", is_database_away=is_away, exc_info=None if is_away else error)
            await asyncio.sleep(TRY_AGAIN_SECONDS if is_away else TRY_AGAIN_SECONDS * 10)
        else:
            kit.waits_for.discard("rulesets")
            return


async def _tidy(kit: Kit) -> None:
    while True:
        await asyncio.sleep(TIDY_SECONDS)
        try:
            async with unit_of_work(kit.sessions, _context(kit, "idempotency.tidy")) as session:
                await forget_expired(session, kit.clock)
        except Exception as error:
            if problem_of(error) is None:
                raise
            log.warning("tidy.postponed", exc_info=error)
