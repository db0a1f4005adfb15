"""Fixtures: servers, for the run and for one test."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from abdi.testing.infrastructure import Infrastructure, infrastructure_of
from abdi.testing.servers import NatsServer, PostgresServer


@dataclass(frozen=True)
class DurableServers:
    """Servers of one test, which it may kill, pause and start again; nothing acknowledged may be lost."""

    postgres: PostgresServer
    nats: NatsServer


@pytest.fixture(scope="session")
def infrastructure(pytestconfig: pytest.Config) -> Infrastructure:
    """The servers of this run."""
    return infrastructure_of(pytestconfig)


@pytest.fixture
def nats_server(infrastructure: Infrastructure) -> Iterator[NatsServer]:
    """A broker of this test alone, empty."""
    server = infrastructure.new_nats()
    yield server
    server.stop()


@pytest.fixture
def durable_servers(infrastructure: Infrastructure) -> Iterator[DurableServers]:
    """PostgreSQL with fsync and NATS that syncs always, for this test alone."""
    servers = DurableServers(infrastructure.new_postgres(), infrastructure.new_nats(durable=True))
    yield servers
    servers.nats.stop()
    servers.postgres.stop()
