"""A random killer: which fault hits whom, for how long and after what pause follows from the seed alone."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Final

import asyncpg

from abdi.testing.databases import connected
from abdi.testing.fault_proxy import FaultProxy
from tests.soak.cast import Cast

KINDS: Final = (
    "broker killed",
    "broker paused",
    "database killed",
    "sessions ended",
    "process killed",
    "process killed",
    "process killed",
    "process paused",
    "line cut",
    "line reset",
    "line half-open",
)
_END_SESSIONS: Final = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


@dataclass(frozen=True)
class Fault:
    """One blow."""

    kind: str
    whom: float
    """Between 0 and 1: whom of those that can be hit."""
    seconds: float
    """How long it lasts."""
    before: float
    """How long all is well before it."""

    def choose(self, names: list[str]) -> str:
        return names[int(self.whom * len(names))]


def plan(seed: int) -> Iterator[Fault]:
    """Blows without end; the same for the same seed."""
    luck = random.Random(seed)  # noqa: S311 - replayable, guards nothing
    while True:
        yield Fault(luck.choice(KINDS), luck.random(), luck.uniform(0.1, 2.0), luck.uniform(0.5, 3.0))


class Killer:
    """Carries out a plan on what the cast started, one blow after the other, each healed before the next."""

    def __init__(self, cast: Cast, faults: Iterator[Fault]) -> None:
        self._cast = cast
        self._faults = faults
        self._stop = asyncio.Event()
        self.blows: Counter[str] = Counter()
        self._ways: dict[str, Callable[[Fault], Awaitable[None]]] = {
            "broker killed": self._kill_broker,
            "broker paused": self._pause_broker,
            "database killed": self._kill_database,
            "sessions ended": self._end_sessions,
            "process killed": self._kill_process,
            "process paused": self._pause_process,
            "line cut": self._cut_line,
            "line reset": self._break_links,
            "line half-open": self._break_links,
        }

    def stop(self) -> None:
        """No more after the blow at hand."""
        self._stop.set()

    async def run(self) -> None:
        """Until `stop`; when it returns everything runs and nothing is broken."""
        self._stop.clear()
        while not self._stop.is_set():
            fault = next(self._faults)
            try:
                await asyncio.wait_for(self._stop.wait(), fault.before)
            except TimeoutError:
                self.blows[fault.kind] += 1
                await self._ways[fault.kind](fault)

    async def _kill_broker(self, fault: Fault) -> None:
        nats = self._cast.stage.nats
        await asyncio.to_thread(nats.kill9)
        await asyncio.sleep(fault.seconds)
        await asyncio.to_thread(nats.start)

    async def _pause_broker(self, fault: Fault) -> None:
        nats = self._cast.stage.nats
        nats.pause()
        await asyncio.sleep(fault.seconds)
        nats.resume()

    async def _kill_database(self, fault: Fault) -> None:
        postgres = self._cast.stage.postgres
        await asyncio.to_thread(postgres.kill9)
        await asyncio.sleep(fault.seconds)
        await asyncio.to_thread(postgres.start)

    async def _end_sessions(self, fault: Fault) -> None:
        try:
            async with connected(self._cast.stage.postgres.url()) as admin:
                await admin.execute(_END_SESSIONS)
        except (OSError, asyncpg.PostgresError):
            self.blows[fault.kind] -= 1  # it is still recovering from the blow before

    async def _kill_process(self, fault: Fault) -> None:
        mortal = self._cast.mortal
        process = mortal[fault.choose(sorted(mortal))]
        await asyncio.to_thread(process.kill9)
        await asyncio.sleep(fault.seconds)
        await process.begin()

    async def _pause_process(self, fault: Fault) -> None:
        everybody = self._cast.mortal | self._cast.lasting
        process = everybody[fault.choose(sorted(everybody))]
        process.pause()
        await asyncio.sleep(fault.seconds)
        process.resume()

    async def _cut_line(self, fault: Fault) -> None:
        line = self._line(fault)
        line.cut()
        await asyncio.sleep(fault.seconds)
        line.heal()

    async def _break_links(self, fault: Fault) -> None:
        line = self._line(fault)
        if fault.kind == "line reset":
            line.reset()
        else:
            line.half_open()

    def _line(self, fault: Fault) -> FaultProxy:
        lines = self._cast.lines
        is_half_open = fault.kind == "line half-open"
        # A half-open session of the database is found by its command timeout only: minutes, not for a soak.
        return lines.broker if is_half_open or fault.whom < 1 / 2 else lines.database
