"""Somebody deletes or changes a durable on the server (F13): it is made again, and nothing is passed over."""

import asyncio
from dataclasses import replace
from typing import Final

import pytest
from nats.js.api import ConsumerConfig

from abdi.messaging.nats import Consumption
from tests.faults.checks import Told, judge_pair
from tests.faults.ledger import ledger
from tests.faults.load import Load
from tests.faults.looks import measured, reaches
from tests.faults.stage import Member, Stage

pytestmark = pytest.mark.faults
RECREATED_SECONDS: Final = 30.0
RECREATED: Final = "consumers_recreated_total"
CONSUMPTION: Final[Consumption] = ledger.consumption("watcher")


async def test_f13_durable_that_is_deleted_or_made_blind_is_made_again_from_code(
    stage: Stage, pair: tuple[Member, Member], load: Load, told: Told
) -> None:
    producer, consumer = pair
    await producer.process.begin()
    await consumer.process.begin()
    jetstream = stage.admin.jetstream
    loop = asyncio.get_running_loop()
    async with load.running() as history:
        await load.more(20)
        await jetstream.delete_consumer(CONSUMPTION.stream, CONSUMPTION.durable)
        await load.more(20)
        await reaches(consumer, RECREATED, 1, patience=RECREATED_SECONDS)
        await load.more(20)
        begin = loop.time()
        await jetstream.add_consumer(CONSUMPTION.stream, _blind())
        await load.more(40)
        await reaches(consumer, RECREATED, 2, patience=RECREATED_SECONDS)
        assert loop.time() - begin < RECREATED_SECONDS
    found = (await jetstream.consumer_info(CONSUMPTION.stream, CONSUMPTION.durable)).config
    assert not CONSUMPTION.is_missed_by(found)
    assert history.doubts == 0
    told(await judge_pair(stage, pair, history, scenario="F13 durable changed", killed=2))
    assert await measured(consumer, "nats_permission_denied_total") == 0


def _blind() -> ConsumerConfig:
    """It takes nothing that is ever published, and the server counts all as passed."""
    subjects = ["asn.ledger.account.closed.>"]
    return replace(CONSUMPTION.config(), filter_subjects=subjects)
