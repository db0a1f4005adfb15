"""A rolling restart (F27): every process is asked to end in turn while clients write; nobody notices."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, Self

import pytest

from abdi.messaging.relay import LOCK_KEY
from abdi.testing.databases import connected
from tests.faults.checks import Told, judge_pair
from tests.faults.doors import Retrying
from tests.faults.stage import Member, Stage

pytestmark = pytest.mark.faults
HANDOVER_SECONDS: Final = 2.0
LOOK_SECONDS: Final = 0.02
_LEADS: Final = """
    SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class Leadership:
    """Looks all the time whether some relay leads, and remembers the longest time without."""

    def __init__(self) -> None:
        self.longest = 0.0

    @asynccontextmanager
    async def watched(self, member: Member) -> AsyncIterator[Self]:
        task = asyncio.create_task(self._watch(member))
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _watch(self, member: Member) -> None:
        clock = asyncio.get_running_loop().time
        seen = clock()
        async with connected(member.database.admin_url) as connection:
            while True:
                if await connection.fetchval(_LEADS, LOCK_KEY):
                    seen = clock()
                self.longest = max(self.longest, clock() - seen)
                await asyncio.sleep(LOOK_SECONDS)


async def test_f27_every_process_restarts_and_no_request_fails(
    stage: Stage, pair: tuple[Member, Member], told: Told
) -> None:
    producer, consumer = pair
    processes = [producer.process, stage.twin(producer), consumer.process, stage.twin(consumer)]
    await asyncio.gather(*(process.begin() for process in processes))
    load, leadership = Retrying(stage, producer, processes[1]), Leadership()
    async with load.running() as history:
        await load.more(50)
        async with leadership.watched(producer):
            for process in processes:
                await asyncio.to_thread(process.stop)
                await load.more(10)
                await process.begin()
    await load.close()
    told(await judge_pair(stage, pair, history, scenario="F27 rolling restart", killed=len(processes)))
    assert history.doubts == 0, "a request failed although its client tried again"
    assert load.retries > 0, "no client noticed anything"
    assert 0 < leadership.longest < HANDOVER_SECONDS
