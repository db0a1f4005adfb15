"""The real services: performance dies before an answer and while publishing, promotion around its commit."""

import asyncio

import pytest

from tests.faults.careers import Careers
from tests.faults.checks import Told
from tests.faults.stage import Process, Stage

pytestmark = pytest.mark.faults
PRODUCER_POINTS = ("route.after_commit:8", "relay.after_publish:3")
CONSUMER_POINTS = ("consumer.before_commit:3", "consumer.after_commit:1")


async def test_f1_f2_f12_hold_from_an_evaluation_to_its_effect_on_a_career(stage: Stage, told: Told) -> None:
    careers = Careers(stage)
    producer, consumer = careers.producer.process, careers.consumer.process
    await producer.begin(PRODUCER_POINTS[0])
    await careers.introduce()
    async with careers.evaluated(), asyncio.TaskGroup() as tasks:
        tasks.create_task(_die_and_rise(consumer, *CONSUMER_POINTS, is_running=False))
        tasks.create_task(_die_and_rise(producer, *PRODUCER_POINTS, is_running=True))
    killed = producer.killed + consumer.killed
    told(await careers.judge("F1 F2 F12 real services", killed))
    assert killed == len(PRODUCER_POINTS) + len(CONSUMER_POINTS)


async def _die_and_rise(process: Process, *points: str, is_running: bool) -> None:
    for point in points[is_running:]:
        if is_running:
            await process.crashed()
        await process.begin(point)
        is_running = True
    await process.crashed()
    await process.begin()
