"""The relay: every committed row reaches the stream, is marked when acknowledged, by one relay at a time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import pytest

from abdi.clock import new_id
from abdi.messaging.nats import Broker, BrokerUnavailable, Outgoing, Published, ensure_streams, read_stream
from abdi.messaging.relay import LOCK_KEY, PublishFailed, Relay, waves
from abdi.testing.databases import TestDatabase
from abdi.testing.servers import NatsServer
from abdi.testing.toy_world import World, until


@asynccontextmanager
async def running(relay: Relay) -> AsyncIterator[Relay]:
    task = asyncio.create_task(relay.run())
    try:
        yield relay
    finally:
        relay.stop()
        await task


@pytest.fixture
def relay(service_database: TestDatabase, broker: Broker) -> Relay:
    return Relay("toy", database_url=service_database.url, broker=broker)


@pytest.fixture
async def stream(broker: Broker) -> str:
    await ensure_streams(broker, ["toy"])
    return "TOY"


async def in_stream(broker: Broker) -> list[UUID]:
    return [UUID(message.id) async for message in read_stream(broker, "TOY", "looking") if message.id]


async def unpublished(world: World) -> int:
    ((number,),) = await world.rows("SELECT count(*) FROM outbox WHERE published_at IS NULL")
    return int(number)


def test_aggregate_occurs_once_in_a_wave_and_in_its_order() -> None:
    rows = [
        {"aggregate_type": "note", "aggregate_id": key, "sequence": n}
        for key, n in (("a", 1), ("b", 1), ("a", 2), ("a", 3), ("c", 1), ("b", 2))
    ]
    found = [[(row["aggregate_id"], row["sequence"]) for row in wave] for wave in waves(rows)]
    assert found == [[("a", 1), ("b", 1), ("c", 1)], [("a", 2), ("b", 2)], [("a", 3)]]


async def test_committed_events_reach_the_stream_in_order_once(
    world: World, relay: Relay, broker: Broker, stream: str
) -> None:
    note = new_id()
    async with running(relay):
        for _ in range(5):
            await world.write([note, new_id(), note])
        await until(lambda: _is(unpublished(world), 0))
    rows = await world.rows("SELECT id, stream_sequence FROM outbox ORDER BY position")
    assert sorted(await in_stream(broker)) == sorted(row.id for row in rows)
    own = await world.rows(
        "SELECT stream_sequence FROM outbox WHERE aggregate_id = :id ORDER BY sequence", id=str(note)
    )
    assert [row.stream_sequence for row in own] == sorted(row.stream_sequence for row in own)


async def test_notify_wakes_the_relay_before_it_polls(world: World, relay: Relay, stream: str) -> None:
    async with running(relay):
        await until(lambda: relay.is_active)
        loop = asyncio.get_running_loop()
        times = []
        for _ in range(5):
            await world.write([new_id()])
            begin = loop.time()
            await until(lambda: _is(unpublished(world), 0))
            times.append(loop.time() - begin)
    assert min(times) < 0.4, "polling alone takes half a second"


async def test_second_relay_stands_by_and_takes_over(
    world: World, service_database: TestDatabase, broker: Broker, stream: str
) -> None:
    first, second = (Relay("toy", database_url=service_database.url, broker=broker) for _ in range(2))
    async with running(second):
        async with running(first):
            await until(lambda: first.is_active or second.is_active)
            await asyncio.sleep(0.3)
            assert [first.is_active, second.is_active].count(True) == 1
            leader = first if first.is_active else second
        if leader is first:
            await until(lambda: second.is_active)
        await world.write([new_id()])
        await until(lambda: _is(unpublished(world), 0))


async def test_relay_survives_the_end_of_its_session(
    world: World, relay: Relay, service_database: TestDatabase, stream: str
) -> None:
    async with running(relay):
        await until(lambda: relay.is_active)
        admin = await asyncpg.connect(service_database.admin_url)
        holders = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = $1"
        await admin.execute(
            f"{holders} AND database = (SELECT oid FROM pg_database WHERE datname = $2)",
            LOCK_KEY,
            service_database.name,
        )
        await admin.close()
        await world.write([new_id()])
        await until(lambda: _is(unpublished(world), 0))


async def test_broker_that_is_away_delays_and_loses_nothing(
    world: World, relay: Relay, broker: Broker, nats_server: NatsServer, stream: str
) -> None:
    async with running(relay):
        await world.write([new_id()])
        await until(lambda: _is(unpublished(world), 0))
        nats_server.kill9()
        for _ in range(10):
            await world.write([new_id(), new_id()])
        assert await unpublished(world) == 20
        nats_server.start()
        await until(lambda: _is(unpublished(world), 0))
    ids = [row.id for row in await world.rows("SELECT id FROM outbox")]
    assert sorted(await in_stream(broker)) == sorted(ids)


async def test_missing_stream_is_waited_for(world: World, relay: Relay, broker: Broker) -> None:
    async with running(relay):
        await world.write([new_id()])
        await until(lambda: broker.measures.value("relay_publish_total", result="unknown") > 0)
        ((error,),) = await world.rows("SELECT last_error FROM outbox")
        assert "NoStreamResponseError" in error
        await ensure_streams(broker, ["toy"])
        await until(lambda: _is(unpublished(world), 0))


async def test_timeout_means_unknown_and_the_twin_is_dropped(
    world: World, relay: Relay, broker: Broker, service_database: TestDatabase, stream: str
) -> None:
    await world.write([new_id(), new_id()])
    deaf = Deaf(broker)
    connection = await asyncpg.connect(service_database.url)
    with pytest.raises(PublishFailed):
        await Relay("toy", database_url=service_database.url, broker=deaf).publish_batch(connection)
    assert await unpublished(world) == 2
    assert len(await in_stream(broker)) == 2
    assert await relay.publish_batch(connection) == 2
    await connection.close()
    assert len(await in_stream(broker)) == 2
    assert broker.measures.value("relay_publish_total", result="duplicate") == 2


async def test_unacknowledged_wave_stops_the_batch_and_keeps_what_was_acknowledged(
    world: World, broker: Broker, service_database: TestDatabase, stream: str
) -> None:
    first, second = new_id(), new_id()
    await world.write([first, second, first, first])
    deaf = Deaf(broker, hears=1)
    connection = await asyncpg.connect(service_database.url)
    with pytest.raises(PublishFailed):
        await Relay("toy", database_url=service_database.url, broker=deaf).publish_batch(connection)
    await connection.close()
    rows = await world.rows(
        "SELECT sequence, attempts FROM outbox WHERE published_at IS NULL ORDER BY position"
    )
    assert [(row.sequence, row.attempts) for row in rows] == [(2, 1), (3, 0)]


class Deaf(Broker):
    """Publishes, but after the first batches hears no acknowledgement."""

    def __init__(self, broker: Broker, hears: int = 0) -> None:
        super().__init__("nats://nowhere", name="deaf")
        self._inner = broker
        self._hears = hears

    async def publish_batch(
        self, messages: Sequence[Outgoing], *, wait_seconds: float = 5.0
    ) -> list[Published | Exception]:
        answers = await self._inner.publish_batch(messages, wait_seconds=wait_seconds)
        self._hears -= 1
        return answers if self._hears >= 0 else [BrokerUnavailable("timeout") for _ in answers]


async def _is(found: Awaitable[int], wanted: int) -> bool:
    return await found == wanted
