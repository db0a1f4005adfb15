"""The line to the broker breaks without a word (F9), or acknowledgements come too late (F10)."""

import asyncio
from typing import Final

import pytest

from abdi.testing.fault_proxy import Direction
from abdi.testing.observers import eventually
from tests.faults.checks import Told, healed, judge_pair
from tests.faults.lines import Lines
from tests.faults.load import Load
from tests.faults.looks import measured, reaches
from tests.faults.stage import Member, Stage
from tests.faults.tap import Tap

pytestmark = pytest.mark.faults
DETECTED_SECONDS: Final = 20.0
ACKNOWLEDGEMENT_SECONDS: Final = 5.5
"""More than the relay waits for one."""


@pytest.fixture
def pair(stage: Stage, lines: Lines) -> tuple[Member, Member]:
    return stage.pair(lines)


async def test_f9_half_open_line_to_the_broker_is_noticed_by_pings(
    stage: Stage, pair: tuple[Member, Member], lines: Lines, load: Load, told: Told
) -> None:
    producer, consumer = pair
    await producer.process.begin()
    await consumer.process.begin()
    async with load.running() as history:
        await load.more(30)
        before = lines.broker.accepted
        lines.broker.half_open()

        async def have_both_come_again() -> bool:
            return lines.broker.accepted >= before + len(pair)

        await eventually(have_both_come_again, patience=DETECTED_SECONDS)
        await load.more(10)
        await healed(producer)
    assert history.doubts == 0, "the outbox should have taken every request"
    told(await judge_pair(stage, pair, history, scenario="F9 half-open to the broker", killed=1))


async def test_f10_late_acknowledgement_means_unknown_and_the_twin_is_dropped(
    stage: Stage, pair: tuple[Member, Member], lines: Lines, load: Load, told: Told
) -> None:
    producer, consumer = pair
    await producer.process.begin()
    await consumer.process.begin()
    tap = await Tap().open(stage, producer.name)
    async with load.running() as history:
        await load.more(20)
        lines.broker.delay(ACKNOWLEDGEMENT_SECONDS, Direction.DOWN)
        await load.more(20)
        await reaches(producer, "relay_publish_total", 1, result="unknown")
        lines.broker.heal()
        await load.more(20)
        await healed(producer)
    assert history.doubts == 0
    await reaches(producer, "relay_publish_total", 1, result="duplicate", patience=15)
    tally = await judge_pair(
        stage, pair, history, scenario="F10 late acknowledgement", killed=1, twins=tap.twins
    )
    await tap.close()
    told(tally)
    assert tap.twins >= await measured(producer, "relay_publish_total", result="duplicate") > 0


async def test_paused_line_to_the_broker_delays_and_loses_nothing(
    stage: Stage, pair: tuple[Member, Member], lines: Lines, load: Load, told: Told
) -> None:
    producer, consumer = pair
    await producer.process.begin()
    await consumer.process.begin()
    async with load.running() as history:
        for fault in (lines.broker.pause, lines.broker.cut, lines.broker.reset):
            await load.more(stage.random.randint(5, 20))
            fault()
            await asyncio.sleep(stage.random.uniform(0.5, 2))
            await load.more(5)
            lines.broker.heal()
        await healed(producer)
    assert history.doubts == 0
    told(await judge_pair(stage, pair, history, scenario="F9 pause, cut, reset", killed=3))
