"""Fixtures about events, units of work and processes of the service under test."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.clock import FixedClock
from abdi.db.uow import UnitContext, unit_of_work
from abdi.messaging.nats import Broker
from abdi.settings import AppSettings
from abdi.testing.deliveries import Deliveries
from abdi.testing.infrastructure import Infrastructure
from abdi.testing.observers import Events
from abdi.testing.processes import ServiceProcess
from abdi.testing.servers import NatsServer
from abdi.testing.service import ServiceUnderTest

Unit = Callable[..., AbstractAsyncContextManager[AsyncSession]]
StartProcess = Callable[..., ServiceProcess]


@pytest.fixture
def unit(sessions: async_sessionmaker[AsyncSession], clock: FixedClock) -> Unit:
    """`async with unit() as session:` a unit of work that commits; keywords go to its context."""

    def begin(**facts: Any) -> AbstractAsyncContextManager[AsyncSession]:
        given = {"actor": "test", "request_id": "test", "action": "test", "clock": clock, **facts}
        return unit_of_work(sessions, UnitContext(**given))

    return begin


@pytest.fixture
def events(sessions: async_sessionmaker[AsyncSession]) -> Events:
    """What the service published."""
    return Events(sessions)


@pytest.fixture
def deliver(
    service: ServiceUnderTest, sessions: async_sessionmaker[AsyncSession], clock: FixedClock
) -> Deliveries:
    """Brings events of other services to the consumers, without a broker."""
    return Deliveries(service.name, service.package, sessions=sessions, clock=clock)


@pytest.fixture
async def broker(nats_server: NatsServer) -> AsyncIterator[Broker]:
    """A connection to the test's own NATS, with all rights."""
    made = Broker(nats_server.url(), name="test")
    await made.start()
    assert await made.connected(10)
    yield made
    await made.stop()


@pytest.fixture
def service_process(
    service: ServiceUnderTest, settings: AppSettings, infrastructure: Infrastructure
) -> Iterator[StartProcess]:
    """`service_process(nats_url=..., run_relay=True)`: the service as a process of its own, to be started."""
    made: list[ServiceProcess] = []
    module = service.create_app.__module__

    def make(**changes: Any) -> ServiceProcess:
        changed = settings.model_copy(update=changes)
        made.append(ServiceProcess(infrastructure.premises, f"{module}:create_app", changed))
        return made[-1]

    yield make
    for process in made:
        process.kill9()
