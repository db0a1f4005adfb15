"""A soak: load and blows in two halves, counted and weighed at the start, in the middle and at the end."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

import asyncpg

from tests.faults.careers import APPLIED
from tests.faults.checks import Tally, caught_up, judge_pair
from tests.faults.stage import Stage
from tests.soak.cast import Cast, assembled
from tests.soak.corrections import Corrections
from tests.soak.killer import Killer, plan
from tests.soak.vitals import Course, Vitals, take_vitals

TELL_SECONDS: Final = 10.0
QUIET_SECONDS: Final = 6.0
"""Longer than an idle connection of a client is kept, so that only what stays is counted."""

LONGEST_WARM_UP: Final = 60.0
WRONG: Final = ("lost", "double", "out_of_order", "unaudited", "leaked")
EFFECTS: Final = "SELECT count(*) FROM effect"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Effort:
    """How long, how hard, and which luck."""

    seconds: float
    rate: float
    """Requests per second to the ledger; a tenth as many corrections go through the gateway."""
    seed: int


@dataclass(frozen=True)
class Outcome:
    """What a soak found."""

    effort: Effort
    blows: Counter[str]
    tallies: list[Tally]
    courses: list[Course]
    catch_up_seconds: float
    """After the load of the second half ended."""

    def complaints(self) -> list[str]:
        """Why it failed; none when it did not."""
        found = [complaint for course in self.courses for complaint in course.complaints()]
        for tally in self.tallies:
            numbers = {what: getattr(tally, what) for what in WRONG}
            found += [
                f"{tally.scenario}: {what.replace('_', ' ')} {number}"
                for what, number in numbers.items()
                if number
            ]
            if not tally.committed:
                found.append(f"{tally.scenario}: nothing happened")
        return found


async def soak(stage: Stage, effort: Effort, say: Say) -> Outcome:
    """Play it; everything that was started is the stage's to end."""
    async with assembled(stage, effort.rate) as cast:
        corrections = Corrections(cast, 30 / effort.rate)
        killer = Killer(cast, plan(effort.seed))
        warm_up = min(LONGEST_WARM_UP, effort.seconds / 6)
        half = (effort.seconds - warm_up) / 2
        vitals: list[dict[str, Vitals]] = []
        catch_up = 0.0
        for phase, seconds in (("warm up", warm_up), ("first half", 0), ("second half", 0)):
            teller = Teller(cast, killer, say)
            async with cast.load.running(), corrections.running(), teller.telling(phase):
                await _beaten(killer, seconds, half)
            catch_up = await _quiet(cast)
            vitals.append(await take_vitals(cast))
            say(f"{phase}: caught up after {catch_up:.1f} s")
        killed = killer.blows.total()
        tallies = [
            await judge_pair(
                stage, cast.pair, cast.load.history, scenario="ledger to watcher", killed=killed
            ),
            await cast.careers.judge("performance to promotion", killed),
        ]
        courses = [Course(name, half, *(moment[name] for moment in vitals)) for name in cast.lasting]
        return Outcome(effort, killer.blows, tallies, courses, catch_up)


async def _beaten(killer: Killer, without: float, seconds: float) -> None:
    if without:
        await asyncio.sleep(without)
        return
    task = asyncio.create_task(killer.run())
    await asyncio.wait([task], timeout=seconds)
    killer.stop()
    await task


async def _quiet(cast: Cast) -> float:
    begin = asyncio.get_running_loop().time()
    await cast.load.settle()
    await caught_up(*cast.pair, EFFECTS)
    await caught_up(cast.careers.producer, cast.careers.consumer, APPLIED)
    catch_up = asyncio.get_running_loop().time() - begin
    await asyncio.sleep(QUIET_SECONDS)
    return catch_up


class Teller:
    """A line of progress every ten seconds."""

    def __init__(self, cast: Cast, killer: Killer, say: Say) -> None:
        self._cast = cast
        self._killer = killer
        self._say = say

    @asynccontextmanager
    async def telling(self, phase: str) -> AsyncIterator[None]:
        task = asyncio.create_task(self._tell(phase))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _tell(self, phase: str) -> None:
        begin = asyncio.get_running_loop().time()
        while True:
            await asyncio.sleep(TELL_SECONDS)
            answered = len(self._cast.load.history.ok)
            corrected = len(self._cast.careers.acknowledged)
            doubts = self._cast.load.history.doubts + self._cast.careers.doubts
            self._say(
                f"{phase} {asyncio.get_running_loop().time() - begin:5.0f} s: {answered} entries and "
                f"{corrected} evaluations answered, {await self._effects()} effects, {doubts} in doubt, "
                f"{self._killer.blows.total()} blows"
            )

    async def _effects(self) -> str:
        try:
            return str(await self._cast.pair[1].count(EFFECTS))
        except (OSError, asyncpg.PostgresError):
            return "unknown"
