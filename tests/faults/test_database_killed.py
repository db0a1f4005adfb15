"""The database dies under load (F17): what was acknowledged is there, the services go on by themselves."""

import asyncio

import pytest

from tests.faults.checks import Told, judge_pair
from tests.faults.load import Load
from tests.faults.stage import Member, Stage

pytestmark = pytest.mark.faults
KILLS = 2
RECOVERY_SECONDS = 60


async def test_f17_acknowledged_writes_survive_the_postmaster_and_pools_recover(
    stage: Stage, pair: tuple[Member, Member], load: Load, told: Told
) -> None:
    producer, consumer = pair
    await producer.process.begin()
    await consumer.process.begin()
    async with load.running() as history:
        for _ in range(KILLS):
            await load.more(stage.random.randint(20, 60))
            await asyncio.to_thread(stage.postgres.kill9)
            await asyncio.sleep(stage.random.uniform(0, 0.3))
            await asyncio.to_thread(stage.postgres.start)
            assert await load.more(1) < RECOVERY_SECONDS
            await load.more(20)
    await load.settle()
    assert history.doubts, "no request noticed"
    told(await judge_pair(stage, pair, history, scenario="F17 database", killed=KILLS))
