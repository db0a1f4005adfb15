"""From the stream to the effect: durables made from code, again when deleted; stored, then acknowledged."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import UUID

import asyncpg
import nats.errors
import pytest
from nats.js.api import ConsumerConfig
from sqlalchemy.exc import DBAPIError

from abdi.clock import new_id
from abdi.messaging import Envelope
from abdi.messaging.consumer import ConsumerRunner
from abdi.messaging.nats import Broker, BrokerUnavailable, ConsumerGone, Delivery, Pull, ensure_streams
from abdi.messaging.nats.durables import ACK_WAIT_SECONDS
from abdi.testing.databases import TestDatabase
from abdi.testing.deliveries import publish_to_broker
from abdi.testing.servers import NatsServer
from abdi.testing.toy import others
from abdi.testing.toy_world import World, until

CUT_SESSIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()
"""
CONSUMPTION = others.consumption("toy")


@asynccontextmanager
async def running(runner: ConsumerRunner) -> AsyncIterator[None]:
    task = asyncio.create_task(runner.run())
    try:
        yield
    finally:
        runner.stop()
        await task


@pytest.fixture
def runner(world: World, broker: Broker) -> ConsumerRunner:
    return ConsumerRunner(world.inbox(), broker, CONSUMPTION)


def history(world: World, thing: UUID, numbers: Sequence[int]) -> list[Envelope]:
    return [world.said(thing, number) for number in numbers]


async def fetched(pull: Pull, number: int) -> list[Delivery]:
    found: list[Delivery] = []
    async with asyncio.timeout(20):
        while len(found) < number:
            found += await pull.fetch(number - len(found), 1)
    return found


async def heard(world: World, thing: UUID, numbers: list[int]) -> bool:
    return await world.heard(thing) == numbers


async def test_published_events_take_effect_and_are_acknowledged(
    world: World, broker: Broker, runner: ConsumerRunner, thing: UUID
) -> None:
    async with running(runner):
        await publish_to_broker(broker, history(world, thing, range(1, 21)))
        await until(lambda: heard(world, thing, list(range(1, 21))))
        pull = await Pull.bind(broker, CONSUMPTION)
        await until(lambda: _is(pull.info(), 0))


async def test_consumer_starts_before_stream_and_broker(
    world: World, broker: Broker, nats_server: NatsServer, runner: ConsumerRunner, thing: UUID
) -> None:
    nats_server.kill9()
    async with running(runner):
        await asyncio.sleep(0.2)
        nats_server.start()
        assert await broker.connected(20)
        await asyncio.sleep(0.2)
        await publish_to_broker(broker, history(world, thing, [1]))
        await until(lambda: heard(world, thing, [1]))


async def test_deleted_durable_is_made_again_and_nothing_applied_twice(
    world: World, broker: Broker, runner: ConsumerRunner, thing: UUID
) -> None:
    async with running(runner):
        await publish_to_broker(broker, history(world, thing, [1, 2]))
        await until(lambda: heard(world, thing, [1, 2]))
        await broker.jetstream.delete_consumer("OTHER", "toy")
        await publish_to_broker(broker, [world.said(thing, 3)])
        await until(lambda: heard(world, thing, [1, 2, 3]))
    assert broker.measures.value("consumers_recreated_total", consumer="toy.other") >= 1


async def test_restart_of_the_server_only_delays(
    world: World, broker: Broker, nats_server: NatsServer, runner: ConsumerRunner, thing: UUID
) -> None:
    async with running(runner):
        await publish_to_broker(broker, history(world, thing, [1]))
        await until(lambda: heard(world, thing, [1]))
        nats_server.kill9()
        nats_server.start()
        await until(lambda: _published(broker, world.said(thing, 2)))
        await until(lambda: _last_is(world, thing, 2))


async def test_lost_database_sessions_are_no_failure_of_an_event(
    world: World, broker: Broker, runner: ConsumerRunner, service_database: TestDatabase
) -> None:
    things = [new_id() for _ in range(200)]
    admin = await asyncpg.connect(service_database.admin_url)
    async with running(runner):
        await publish_to_broker(broker, [world.said(thing, 1) for thing in things])
        for _ in range(5):
            await admin.execute(CUT_SESSIONS, service_database.name)
            await asyncio.sleep(0.05)
        await until(lambda: _number(world, 200), seconds=60)
    await admin.close()
    ((attempts,),) = await world.rows("SELECT coalesce(max(attempts), 0) FROM inbox")
    assert attempts == 0


async def test_changed_durable_takes_the_settings_of_the_code(broker: Broker) -> None:
    await ensure_streams(broker, ["other"])
    old = ConsumerConfig(
        durable_name="toy", name="toy", filter_subjects=["asn.other.thing.said.>"], max_deliver=3
    )
    await broker.jetstream.add_consumer("OTHER", old)
    await Pull.bind(broker, CONSUMPTION)
    config = (await broker.jetstream.consumer_info("OTHER", "toy")).config
    assert config.max_deliver == -1
    assert config.filter_subjects == ["asn.other.thing.>"] or config.filter_subject == "asn.other.thing.>"
    assert (config.max_ack_pending or 0) >= 100


async def test_durable_that_passed_over_events_begins_anew(broker: Broker, world: World, thing: UUID) -> None:
    await publish_to_broker(broker, history(world, thing, [1, 2]))
    blind = ConsumerConfig(durable_name="toy", name="toy", filter_subjects=["asn.other.thing.withdrawn.>"])
    await broker.jetstream.add_consumer("OTHER", blind)
    pull = await Pull.bind(broker, CONSUMPTION)
    assert [one.stream_sequence for one in await fetched(pull, 2)] == [1, 2]


async def test_message_is_fetched_when_it_comes_and_waits_for_no_others(
    broker: Broker, world: World, thing: UUID
) -> None:
    await ensure_streams(broker, ["other"])
    pull = await Pull.bind(broker, CONSUMPTION)
    begin = asyncio.get_running_loop().time()
    fetching = asyncio.create_task(pull.fetch(100, 20))
    await asyncio.sleep(0.2)
    await publish_to_broker(broker, history(world, thing, [1]))
    assert len(await fetching) == 1
    assert asyncio.get_running_loop().time() - begin < 10
    await publish_to_broker(broker, history(world, thing, [2]))
    assert [one.stream_sequence for one in await fetched(pull, 1)] == [2]


async def test_what_came_ahead_and_was_not_fetched_goes_to_others_at_once(
    broker: Broker, world: World, thing: UUID
) -> None:
    await publish_to_broker(broker, history(world, thing, range(1, 31)))
    closing = await Pull.bind(broker, CONSUMPTION)
    taken = {one.stream_sequence for one in await closing.fetch(10, 2)}
    await asyncio.sleep(0.3)  # the next ten come
    await closing.close()
    begin = asyncio.get_running_loop().time()
    other = await Pull.bind(broker, CONSUMPTION)
    given = {one.stream_sequence for one in await fetched(other, 30 - len(taken))}
    assert given == set(range(1, 31)) - taken
    assert asyncio.get_running_loop().time() - begin < ACK_WAIT_SECONDS / 2


async def test_change_on_the_server_is_noticed_by_a_look(broker: Broker) -> None:
    await ensure_streams(broker, ["other"])
    pull = await Pull.bind(broker, CONSUMPTION)
    assert await pull.info() == 0
    for change in ({"filter_subjects": ["asn.other.thing.said.>"]}, {"max_deliver": 2}):
        altered = replace(CONSUMPTION.config(), **change)
        await broker.jetstream.add_consumer("OTHER", altered)
        with pytest.raises(ConsumerGone):
            await pull.info()
        pull = await Pull.bind(broker, CONSUMPTION)
    wider = replace(CONSUMPTION.config(), filter_subjects=["asn.other.thing.>", "asn.other.more.>"])
    await broker.jetstream.add_consumer("OTHER", wider)
    assert await pull.info() == 0


async def test_deleted_durable_is_told_apart_from_silence(broker: Broker) -> None:
    await ensure_streams(broker, ["other"])
    pull = await Pull.bind(broker, CONSUMPTION)
    assert await pull.fetch(10, 0.2) == []
    await broker.jetstream.delete_consumer("OTHER", "toy")
    for expected in (BrokerUnavailable, BrokerUnavailable, ConsumerGone):
        with pytest.raises(expected):
            await pull.fetch(10, 0.2)


async def test_delivery_that_could_not_be_stored_comes_again_later(
    world: World, broker: Broker, thing: UUID
) -> None:
    await publish_to_broker(broker, history(world, thing, [1]))
    pull = await Pull.bind(broker, CONSUMPTION)
    (delivery,) = await pull.fetch(10, 2)
    await delivery.nak(0.5)
    assert await pull.fetch(10, 0.2) == []
    (again,) = await pull.fetch(10, 3)
    assert again.times_delivered == 2


async def test_stop_ends_within_a_fetch(runner: ConsumerRunner, broker: Broker) -> None:
    await ensure_streams(broker, ["other"])
    begin = asyncio.get_running_loop().time()
    async with running(runner):
        await asyncio.sleep(0.3)
    assert asyncio.get_running_loop().time() - begin < 3


async def _published(broker: Broker, event: Envelope) -> bool:
    try:
        await publish_to_broker(broker, [event])
    except (BrokerUnavailable, nats.errors.Error):
        return False
    return True


async def _last_is(world: World, thing: UUID, number: int) -> bool:
    return (await world.heard(thing))[-1:] == [number]


async def _number(world: World, wanted: int) -> bool:
    try:
        return len(await world.heard()) == wanted
    except DBAPIError:  # our own session was cut too
        return False


async def _is(found: Awaitable[int], wanted: int) -> bool:
    return await found == wanted
