"""The consumer dies in its transaction, and after the commit before the acknowledgement (F12)."""

import pytest

from tests.faults.checks import Told, judge_pair
from tests.faults.load import Load
from tests.faults.stage import Member, Stage

pytestmark = pytest.mark.faults
POINTS = ("consumer.before_commit:6", "consumer.after_commit:6")


async def test_f12_killed_consumer_does_everything_once_and_in_order(
    stage: Stage, pair: tuple[Member, Member], load: Load, told: Told
) -> None:
    producer, consumer = pair
    await producer.process.begin()
    for point in POINTS:
        await consumer.process.begin(point)
        async with load.running() as history:
            await consumer.process.crashed()
    unacknowledged = await stage.admin.jetstream.consumer_info("LEDGER", "watcher")
    assert unacknowledged.num_ack_pending, "the crash left nothing to deliver again"
    await consumer.process.begin()
    async with load.running():
        await load.more(50)
    assert history.doubts == 0
    killed = consumer.process.killed
    told(await judge_pair(stage, pair, history, scenario="F12 consumer", killed=killed))
    assert killed == len(POINTS)
