"""What the inbox counts of itself, for whoever watches it."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from abdi.clock import FixedClock
from abdi.messaging.measures import Measures
from abdi.messaging.nats import is_sync_always
from abdi.messaging.sync_watch import SyncWatch
from abdi.testing.infrastructure import Infrastructure
from abdi.testing.servers import NatsServer
from abdi.testing.toy_world import World


@pytest.fixture
def durable_nats(infrastructure: Infrastructure) -> Iterator[NatsServer]:
    server = infrastructure.new_nats(durable=True)
    yield server
    server.stop()


async def test_what_comes_again_is_counted(world: World, thing: UUID) -> None:
    inbox = world.inbox()
    event = world.said(thing, 1)
    await world.handle(inbox, [event])
    await world.handle(inbox, [event, world.said(thing, 2)])
    assert inbox.measures.value("dedup_hits_total", consumer=inbox.consumer.name) == 1


async def test_what_comes_too_early_is_counted(world: World, thing: UUID) -> None:
    inbox = world.inbox()
    await world.handle(inbox, [world.said(thing, 3), world.said(thing, 2)])
    await world.handle(inbox, [world.said(thing, 1)])
    assert inbox.measures.value("sequence_gap_waits_total", consumer=inbox.consumer.name) == 2


async def test_how_long_the_oldest_waits_is_told_and_forgotten(
    world: World, thing: UUID, clock: FixedClock
) -> None:
    inbox = world.inbox()
    name = "consumer_oldest_unacked_seconds"
    await world.handle(inbox, [world.said(thing, 2)])
    clock.advance(timedelta(seconds=90))
    await inbox.sweep()
    assert inbox.measures.value(name, consumer=inbox.consumer.name) == 90
    await world.handle(inbox, [world.said(thing, 1)])
    await inbox.sweep()
    assert inbox.measures.value(name, consumer=inbox.consumer.name) == 0


async def test_a_broker_that_does_not_sync_is_told(nats_server: NatsServer) -> None:

    measures = Measures()
    watch = SyncWatch(nats_server.monitoring_url, measures)
    await watch.ask()
    assert not is_sync_always(nats_server.varz())
    assert [(one.name, one.value) for one in measures] == [("jetstream_sync_always", 0)]


async def test_a_broker_that_syncs_is_told_until_it_does_not_answer(durable_nats: NatsServer) -> None:
    measures = Measures()
    watch = SyncWatch(durable_nats.monitoring_url, measures)
    await watch.ask()
    assert measures.value("jetstream_sync_always") == 1
    durable_nats.stop()
    await watch.ask()
    assert measures.value("jetstream_sync_always") == 0
