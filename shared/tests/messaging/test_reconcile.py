"""The reconciler names every event that was committed and did not arrive."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from sqlalchemy import text

from abdi.clock import new_id
from abdi.messaging.nats import Broker, ensure_streams
from abdi.messaging.reconcile import Reconciler, Window
from abdi.messaging.relay import BATCH, Relay
from abdi.testing.databases import TestDatabase
from abdi.testing.deliveries import publish_to_broker
from abdi.testing.toy import others
from abdi.testing.toy_world import World

ALWAYS = Window(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


@pytest.fixture
def reconciler(world: World, broker: Broker) -> Reconciler:
    return Reconciler("toy", broker=broker, sessions=world.sessions, clock=world.clock)


async def test_unpublished_events_are_missing_in_the_stream(
    world: World, broker: Broker, reconciler: Reconciler, service_database: TestDatabase
) -> None:
    await ensure_streams(broker, ["toy"])
    await world.write([new_id() for _ in range(BATCH + 44)])
    connection = await asyncpg.connect(service_database.url)
    await Relay("toy", database_url=service_database.url, broker=broker).publish_batch(connection)
    await connection.close()
    found = await reconciler.outbox(ALWAYS)
    left = await world.rows("SELECT id FROM outbox WHERE published_at IS NULL")
    assert found.expected == BATCH + 44
    assert found.missing == {row.id for row in left}
    assert len(found.missing) == 44


async def test_marked_but_lost_event_is_found(world: World, broker: Broker, reconciler: Reconciler) -> None:
    await ensure_streams(broker, ["toy"])
    await world.write([new_id()])
    async with world.sessions.begin() as session:
        await session.execute(text("UPDATE outbox SET published_at = now(), stream_sequence = 1"))
    assert len((await reconciler.outbox(ALWAYS)).missing) == 1


async def test_events_that_never_reached_the_inbox_are_missing(
    world: World, broker: Broker, reconciler: Reconciler
) -> None:
    events = [world.said(new_id(), 1) for _ in range(10)]
    await publish_to_broker(broker, events)
    await world.handle(world.inbox(), events[:7])
    found = await reconciler.inbox(others, ALWAYS)
    assert found.expected == 10
    assert found.missing == {event.id for event in events[7:]}


async def test_events_outside_the_window_are_not_asked_for(
    world: World, broker: Broker, reconciler: Reconciler
) -> None:
    await ensure_streams(broker, ["toy"])
    await publish_to_broker(broker, [world.said(new_id(), 1)])
    earlier = Window(ALWAYS.since, datetime(2001, 1, 1, tzinfo=UTC))
    found = await reconciler.inbox(others, earlier)
    assert (found.expected, found.missing) == (0, frozenset())
    assert await reconciler.outbox(earlier) == found
    assert earlier.until - earlier.since > timedelta(days=365)
