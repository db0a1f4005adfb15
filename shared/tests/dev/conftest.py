"""Servers of these tests: in folders of their own, never left behind."""

import asyncio
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from abdi.dev.guardian import Guardian
from abdi.dev.nats import NatsServer
from abdi.dev.postgres import PostgresServer
from abdi.dev.private_place import clear

Ask = Callable[[PostgresServer, str], Any]
PASSWORD = "throw/away@"


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user may pass through, unlike pytest's own under root."""
    with tempfile.TemporaryDirectory(prefix="abdi-dev-test-") as made:
        folder = Path(made)
        folder.chmod(0o711)
        yield folder
        clear(folder / "postgres")


@pytest.fixture
def guardian() -> Iterator[Guardian]:
    made = Guardian()
    yield made
    made.close()


@pytest.fixture
def postgres(place: Path, guardian: Guardian) -> Iterator[PostgresServer]:
    """A durable server, not started."""
    server = PostgresServer(place / "postgres", password=PASSWORD, environment=guardian.environment)
    yield server
    server.destroy()


@pytest.fixture
def nats(place: Path, guardian: Guardian) -> Iterator[NatsServer]:
    """A server with an administrator and one narrow user, not started."""
    users: list[dict[str, Any]] = [
        {"user": "admin", "password": "a"},
        {"user": "narrow", "password": "n", "permissions": {"publish": {"allow": ["only.this"]}}},
    ]
    server = NatsServer(place / "nats", users=users, environment=guardian.environment)
    yield server
    server.destroy()


@pytest.fixture
def ask() -> Ask:
    """Run SQL as the administrator; one value back, None for a statement without an answer."""

    def run(server: PostgresServer, sql: str) -> Any:
        async def fetch() -> Any:
            connection = await asyncpg.connect(server.url())
            try:
                return await connection.fetchval(sql)
            finally:
                await connection.close()

        return asyncio.run(fetch())

    return run
