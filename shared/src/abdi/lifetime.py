"""What runs beside the requests from a process's start to its end."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, MutableMapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from fastapi.telemetry import TelemetryConfig

from abdi.db.uow import UnitContext, unit_of_work
from abdi.http.failures import problem_of
from abdi.idempotency import forget_expired
from abdi.jobs.kinds import JobKind
from abdi.jobs.worker import JobWorker
from abdi.kit import Kit
from abdi.messaging import SnapshotBuilder, Subscription, runtime
from abdi.observability import begin_tracing, get_logger
from abdi.rulesets import RuleSetFile, store_rule_sets

log = get_logger(__name__)

TRY_AGAIN_SECONDS: Final = 1.0
TIDY_SECONDS: Final = 3600.0
GARBAGE: Final = 20_000
"""New objects after which the collector looks at them; at its usual 700 several times a request."""
PROBES: Final = frozenset({"/livez", "/readyz", "/metrics"})


Loop = Callable[[Kit], Coroutine[Any, Any, None]]
"""Work beside the requests that goes on until it is cancelled."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """What a service brings besides its routes."""

    subscriptions: Sequence[Subscription] = ()
    snapshots: Mapping[str, SnapshotBuilder]
    rulesets: Sequence[RuleSetFile] = ()
    jobs: Sequence[JobKind] = ()
    loops: Sequence[Loop] = ()


@asynccontextmanager
async def traced(service: str) -> AsyncIterator[None]:
    """The process's spans are sent where the environment says, if it says so; what is left at the end too."""
    end = begin_tracing(service)
    try:
        yield
    finally:
        await asyncio.to_thread(end)


def _is_probe(scope: MutableMapping[str, Any]) -> bool:
    return scope["path"] in PROBES


# Numbers and logs are ours already; what the platform asks every few seconds is no story.
SPANS_ONLY: Final[TelemetryConfig] = {
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "exclude": _is_probe,
}


@asynccontextmanager
async def living(kit: Kit, work: Work) -> AsyncIterator[None]:
    """Everything of `kit` that needs a loop: begins without waiting for database or broker, ends in order."""
    if kit.settings.env != "test":
        _settle_memory()
    if kit.engine is None:
        yield
        return
    worker = JobWorker(kit, work.jobs)
    loops: list[Loop] = [partial(_tidy, worker=worker), *work.loops]
    tasks = [asyncio.create_task(loop(kit)) for loop in loops]
    if work.rulesets:
        kit.waits_for.add("rulesets")
        tasks.append(asyncio.create_task(_load_rulesets(kit, work.rulesets), name="rulesets"))
    if kit.read_audit is not None:
        kit.read_audit.start()
    kit.messaging = await runtime.start(kit, work.subscriptions, work.snapshots)
    if work.jobs and kit.service_settings.run_jobs:
        worker.start()
        kit.jobs = worker
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, worker.stop(), return_exceptions=True)
        await kit.messaging.stop()
        if kit.read_audit is not None:
            await kit.read_audit.stop()
        await kit.engine.dispose()


def _settle_memory() -> None:
    # What is loaded by now lives as long as the process; without this the collector walks through all of it
    # again and again, and a request waits meanwhile.
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE, 10, 10)


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


async def _tidy(kit: Kit, worker: JobWorker) -> None:
    while True:
        await asyncio.sleep(TIDY_SECONDS)
        try:
            async with unit_of_work(kit.sessions, _context(kit, "idempotency.tidy")) as session:
                await forget_expired(session, kit.clock)
            await worker.forget_expired()
        except Exception as error:
            if problem_of(error) is None:
                raise
            log.warning("tidy.postponed", exc_info=error)
