"""The producer dies: between commit and answer (F1), and with its relay in the middle of publishing (F2)."""

import asyncio

import pytest

from tests.faults.checks import Told, judge_pair
from tests.faults.load import Load
from tests.faults.stage import Member, Stage
from tests.faults.tap import Tap

pytestmark = pytest.mark.faults
KILLS = 2
RELAY_POINTS = ("relay.after_read:12", "relay.after_publish:9", "relay.after_ack:9")


async def test_f1_answer_lost_after_commit_is_given_again_under_the_same_key(
    stage: Stage, pair: tuple[Member, Member], load: Load, told: Told
) -> None:
    producer, consumer = pair
    await consumer.process.begin()
    in_doubt: set[str] = set()
    for _ in range(KILLS):
        await producer.process.begin(f"route.after_commit:{stage.random.randint(15, 40)}")
        async with load.running() as history:
            await producer.process.crashed()
        committed = [row["reference"] for row in await producer.rows("SELECT reference FROM entry")]
        unanswered = history.unknown & set(committed)
        assert unanswered, "nothing was committed without an answer"
        in_doubt |= unanswered
    await producer.process.begin()
    await load.settle()
    for key in sorted(in_doubt):
        await load.ask(key)
    assert in_doubt <= load.history.replayed
    told(await judge_pair(stage, pair, load.history, scenario="F1 before the answer", killed=KILLS))


async def test_f2_relay_killed_at_each_point_sends_twins_only_on_the_wire(
    stage: Stage, pair: tuple[Member, Member], load: Load, told: Told
) -> None:
    producer, consumer = pair
    tap = await Tap().open(stage, producer.name)
    try:
        await asyncio.gather(consumer.process.begin(), producer.process.begin(RELAY_POINTS[0]))
        for following in (*RELAY_POINTS[1:], None):
            async with load.running():
                await producer.process.crashed()
            await producer.process.begin(following)
        await load.settle()
        killed = producer.process.killed
        tally = await judge_pair(
            stage, pair, load.history, scenario="F2 relay", killed=killed, twins=tap.twins
        )
    finally:
        await tap.close()
    told(tally)
    assert killed == len(RELAY_POINTS)
    assert tap.twins > 0, "a crash after publishing must send something twice"
