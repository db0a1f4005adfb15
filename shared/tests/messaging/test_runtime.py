"""What a process runs: with and without a broker, waking, health, stop."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.clock import Clock, new_id
from abdi.messaging import runtime
from abdi.messaging.admin import init_streams
from abdi.observability import Metrics
from abdi.settings import ServiceSettings
from abdi.testing.servers import NatsServer
from abdi.testing.toy import others
from abdi.testing.toy_world import World, until


@dataclass
class Parts:
    """As much of a kit as the runtime asks for."""

    service_settings: ServiceSettings
    sessions: async_sessionmaker[AsyncSession]
    clock: Clock
    metrics: Metrics


@pytest.fixture
def parts(settings: ServiceSettings, world: World) -> Parts:
    return Parts(settings, world.sessions, world.clock, Metrics())


def with_broker(parts: Parts, url: str, **changes: Any) -> Parts:
    values = {"nats_url": url, "run_relay": True, "run_consumers": True} | changes
    parts.service_settings = parts.service_settings.model_copy(update=values)
    return parts


async def test_service_without_broker_keeps_its_events(parts: Parts, world: World) -> None:
    running = await runtime.start(parts, [others])
    running.wake()
    await world.write([new_id()])
    assert running.health() == {"broker": "not configured"}
    await running.stop()
    assert len(await world.rows("SELECT 1 FROM outbox WHERE published_at IS NULL")) == 1


async def test_broker_that_is_away_neither_blocks_start_nor_stop(parts: Parts) -> None:
    begin = asyncio.get_running_loop().time()
    running = await runtime.start(with_broker(parts, "nats://127.0.0.1:1"), [others])
    assert asyncio.get_running_loop().time() - begin < 1
    await asyncio.sleep(0.3)
    assert running.health()["broker"] != "ok"
    await running.stop()
    assert asyncio.get_running_loop().time() - begin < 6


async def test_all_parts_run_and_report(parts: Parts, world: World, nats_server: NatsServer) -> None:
    await init_streams(nats_server.url(), ["toy", "other"])
    running = await runtime.start(with_broker(parts, nats_server.url()), [others])
    await world.write([new_id()])
    running.wake()
    well = {"broker": "ok", "relay": "leads", "consumers": {"toy.other": "ok"}, "dead_events": 0}
    await until(lambda: running.health() == well)
    await until(lambda: _all_published(world))
    page = parts.metrics.render().decode()
    assert 'relay_publish_total{result="new"} 1.0' in page
    assert "nats_connected 1.0" in page
    await running.stop()


async def _all_published(world: World) -> bool:
    return not await world.rows("SELECT 1 FROM outbox WHERE published_at IS NULL")


async def test_process_may_run_neither_relay_nor_consumers(parts: Parts, nats_server: NatsServer) -> None:
    settings = with_broker(parts, nats_server.url(), run_relay=False, run_consumers=False)
    running = await runtime.start(settings, [others])
    assert (running.relay, running.consumers) == (None, [])
    await running.stop()
