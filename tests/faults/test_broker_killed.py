"""The broker dies ten times under load (F4), or loses all that it had (F6)."""

import asyncio
import shutil
from datetime import timedelta

import pytest

from abdi.clock import SystemClock
from abdi.db import make_engine, make_sessions
from abdi.db.uow import UnitContext
from abdi.messaging.admin import refill
from tests.faults.checks import Told, caught_up, healed, ids_in_stream, judge_pair
from tests.faults.load import Load
from tests.faults.stage import Member, Stage

pytestmark = pytest.mark.faults
KILLS = 10
EFFECTS = "SELECT count(*) FROM effect"


async def test_f4_requests_go_on_while_the_broker_dies_ten_times(
    stage: Stage, pair: tuple[Member, Member], load: Load, told: Told
) -> None:
    producer, consumer = pair
    await producer.process.begin()
    await consumer.process.begin()
    async with load.running() as history:
        for _ in range(KILLS):
            await load.more(stage.random.randint(5, 40))
            await asyncio.to_thread(stage.nats.kill9)
            await load.more(stage.random.randint(1, 10))
            await asyncio.to_thread(stage.nats.start)
        assert await stage.admin.connected(10)
        await healed(producer)
    assert history.doubts == 0, "the outbox should have taken every request"
    told(await judge_pair(stage, pair, history, scenario="F4 broker", killed=KILLS))


async def test_f6_refill_restores_a_lost_store_and_nothing_takes_effect_twice(
    stage: Stage, pair: tuple[Member, Member], load: Load, told: Told
) -> None:
    producer, consumer = pair
    await producer.process.begin()
    await consumer.process.begin()
    async with load.running():
        await load.more(100)
    await caught_up(producer, consumer, EFFECTS)
    before = await consumer.count(EFFECTS)
    async with load.running() as history:
        await load.more(20)
        await asyncio.to_thread(stage.nats.kill9)
        shutil.rmtree(stage.nats.folder / "jetstream")
        await load.more(20)
        await asyncio.to_thread(stage.nats.start)
        await stage.make_streams()
    assert len(await ids_in_stream(stage, producer.name)) < before
    number = await _refill(producer)
    assert number >= before
    assert history.doubts == 0
    told(await judge_pair(stage, pair, history, scenario="F6 broker's store", killed=1))


async def _refill(producer: Member) -> int:
    engine = make_engine(producer.settings)
    try:
        context = UnitContext(actor="operator", request_id="refill", action="events.refill")
        return await refill(make_sessions(engine), context, SystemClock().now() - timedelta(hours=1))
    finally:
        await engine.dispose()
