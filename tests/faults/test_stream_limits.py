"""The stream takes no more (F7), or has forgotten what it took when it is sent again (F11)."""

import asyncio
from dataclasses import replace
from typing import Any, Final

import pytest

from tests.faults.checks import Told, doubles, ids_in_stream, judge_pair
from tests.faults.load import Load
from tests.faults.looks import reaches
from tests.faults.stage import Member, Stage

pytestmark = pytest.mark.faults
STREAM: Final = "LEDGER"
SMALL_BYTES: Final = 30_000
WINDOW_SECONDS: Final = 1.0
_REFUSED: Final = "SELECT count(*) FROM outbox WHERE published_at IS NULL AND last_error LIKE '%maximum%'"


async def test_f7_full_stream_refuses_and_the_outbox_keeps_until_there_is_room(
    stage: Stage, pair: tuple[Member, Member], load: Load, told: Told
) -> None:
    producer, consumer = pair
    await _alter(stage, max_bytes=SMALL_BYTES)
    await producer.process.begin()
    await consumer.process.begin()
    async with load.running() as history:
        await load.more(SMALL_BYTES // 500)
        await reaches(producer, "relay_publish_total", 2, result="unknown")
        full = len(await ids_in_stream(stage, producer.name))
        assert await producer.count(_REFUSED) > 0, "nobody is told why"
        await reaches(producer, "outbox_oldest_unpublished_seconds", 1)  # what the alert looks at
        await load.more(20)
        assert len(await ids_in_stream(stage, producer.name)) - full < 5
        await stage.make_streams()
        await load.more(20)
    assert history.doubts == 0, "the outbox should have taken every request"
    told(await judge_pair(stage, pair, history, scenario="F7 full stream", killed=1))


async def test_f11_twin_after_the_window_is_a_second_message_with_no_second_effect(
    stage: Stage, pair: tuple[Member, Member], load: Load, told: Told
) -> None:
    producer, consumer = pair
    await _alter(stage, duplicate_window=WINDOW_SECONDS)
    await consumer.process.begin()
    await producer.process.begin("relay.after_publish:9")
    async with load.running():
        await producer.process.crashed()
    await asyncio.sleep(2 * WINDOW_SECONDS)
    await producer.process.begin()
    await load.settle()
    async with load.running() as history:
        await load.more(20)
    tally = await judge_pair(stage, pair, history, scenario="F11 window expired", killed=1)
    twins = doubles(await ids_in_stream(stage, producer.name))
    assert twins > 0, "nothing was in the stream twice"
    told(replace(tally, double=tally.double - twins, twins=twins))


async def _alter(stage: Stage, **limits: Any) -> None:
    """As an operator may, and as our own command never would: to less than before."""
    jetstream = stage.admin.jetstream
    config = (await jetstream.stream_info(STREAM)).config
    await jetstream.update_stream(replace(config, **limits))
