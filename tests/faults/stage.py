"""One scenario's servers, databases and processes, all of which it may kill."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from cryptography.fernet import Fernet

from abdi.clock import SystemClock
from abdi.messaging.admin import init_streams
from abdi.messaging.nats import Broker
from abdi.messaging.permissions import ADMIN, server_users
from abdi.settings import ServiceSettings
from abdi.testing.databases import Databases, TestDatabase, connected
from abdi.testing.principals import service_account
from abdi.testing.processes import ServiceProcess
from abdi.testing.servers import PASSWORD, PostgresServer, Premises
from abdi.tokens import DevKeys, TokenIssuer
from tests.faults import ledger

ROOT: Final = Path(__file__).resolve().parents[2]
SERVICES: Final = ("ledger", "watcher", "personnel", "performance", "promotion")
PATIENCE_SECONDS: Final = 60.0
"""For what takes a second or two on a machine with nothing else to do."""


@dataclass(frozen=True)
class Part:
    """What runs on a stage: the servers of this worker and the keys of this run."""

    premises: Premises
    postgres: PostgresServer
    databases: Databases
    keys: DevKeys


class Process(ServiceProcess):
    """A service whose factory may lie in this folder."""

    def __init__(self, premises: Premises, factory: str, settings: ServiceSettings) -> None:
        super().__init__(premises, factory, settings)
        self._environment["PYTHONPATH"] = str(ROOT)
        self.killed = 0

    async def begin(self, crash_at: str | None = None) -> None:
        await asyncio.to_thread(self.start, crash_at, patience=PATIENCE_SECONDS)

    async def crashed(self) -> None:
        await asyncio.to_thread(self.wait_for_crash, patience=PATIENCE_SECONDS)
        self.killed += 1


@dataclass(frozen=True)
class Member:
    """A service with its database and process."""

    name: str
    database: TestDatabase
    settings: ServiceSettings
    process: Process

    async def rows(self, statement: str, *arguments: Any) -> list[Any]:
        async with connected(self.database.admin_url) as connection:
            return list(await connection.fetch(statement, *arguments))

    async def count(self, statement: str, *arguments: Any) -> int:
        return int((await self.rows(statement, *arguments))[0][0])


class Stage:
    """Begins with an empty durable NATS with one user per service; `close` ends all that was started."""

    def __init__(self, part: Part, seed: int) -> None:
        self._part = part
        self._members: list[Member] = []
        self.postgres = part.postgres
        self.seed = seed
        self.random = random.Random(seed)  # noqa: S311 - replayable, guards nothing
        users = server_users(dict.fromkeys((ADMIN, *SERVICES), PASSWORD))
        self.nats = part.premises.new_nats(durable=True, users=users)
        self.admin = Broker("", name=ADMIN)

    async def open(self) -> Self:
        await asyncio.to_thread(self.nats.start)
        self.admin = Broker(self.nats.url(ADMIN, PASSWORD), name=ADMIN)
        await self.admin.start()
        await self.make_streams()
        return self

    async def make_streams(self) -> None:
        await init_streams(self.nats.url(ADMIN, PASSWORD), SERVICES)
        assert await self.admin.connected(10)

    async def close(self) -> None:
        for member in self._members:
            member.process.kill9()
        await self.admin.stop()
        self.nats.destroy()

    def member(
        self,
        name: str,
        factory: str,
        migrate: Callable[[str], None],
        kind: type[ServiceSettings] = ledger.Settings,
    ) -> Member:
        database = self._part.databases.create(name, migrate)
        settings = kind(
            name=name,
            env="test",
            log_level="WARNING",
            token_keys_file=self._part.keys.public,
            database_url=database.url,
            nats_url=self.nats.url(name, PASSWORD),
            cursor_key=Fernet.generate_key().decode(),
        )
        made = Member(name, database, settings, Process(self._part.premises, factory, settings))
        self._members.append(made)
        return made

    def pair(self) -> tuple[Member, Member]:
        """The ledger and its watcher, not started."""
        home = ledger.__name__
        producer = self.member("ledger", f"{home}:create_ledger", ledger.migrate)
        return producer, self.member("watcher", f"{home}:create_watcher", ledger.migrate)

    def token(self) -> str:
        return TokenIssuer(self._part.keys, clock=SystemClock()).issue(service_account("loader"))
