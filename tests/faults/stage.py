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
from abdi.settings import AppSettings, ServiceSettings
from abdi.testing.databases import Databases, TestDatabase, connected
from abdi.testing.principals import service_account
from abdi.testing.processes import ServiceProcess
from abdi.testing.servers import PASSWORD, PostgresServer, Premises
from abdi.tokens import DevKeys, TokenIssuer
from tests.faults import ledger
from tests.faults.lines import Lines

ROOT: Final = Path(__file__).resolve().parents[2]
SERVICES: Final = ("ledger", "watcher", "personnel", "performance", "promotion", "training", "recruitment")
LEDGER: Final = f"{ledger.__name__}:create_ledger"
WATCHER: Final = f"{ledger.__name__}:create_watcher"
PATIENCE_SECONDS: Final = 120.0
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

    def __init__(self, premises: Premises, factory: str, settings: AppSettings) -> None:
        super().__init__(premises, factory, settings)
        self._environment["PYTHONPATH"] = str(ROOT)
        self.factory = factory
        self.killed = 0

    @property
    def environment(self) -> dict[str, str]:
        """Its whole configuration."""
        return dict(self._environment)

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
        self._processes: list[Process] = []
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
        for process in self._processes:
            process.kill9()
        await self.admin.stop()
        self.nats.destroy()

    def member(
        self,
        name: str,
        factory: str,
        migrate: Callable[[str], None],
        kind: type[ServiceSettings] = ledger.Settings,
        *,
        lines: Lines | None = None,
        **settings: Any,
    ) -> Member:
        database = self._part.databases.create(name, migrate)
        nats_url = self.nats.url(name, PASSWORD)
        given: dict[str, Any] = {
            "name": name,
            "env": "test",
            "token_keys_file": self._part.keys.public,
            "database_url": lines.database.url(database.url) if lines else database.url,
            "nats_url": lines.broker.url(nats_url) if lines else nats_url,
            "cursor_key": Fernet.generate_key().decode(),
        }
        made = kind(**(given | settings))
        return Member(name, database, made, self.process(factory, made))

    def process(self, factory: str, settings: AppSettings) -> Process:
        """One more process, not started."""
        made = Process(self._part.premises, factory, settings)
        self._processes.append(made)
        return made

    def twin(self, member: Member, factory: str | None = None) -> Process:
        """One more process on the member's database; of another version, if a factory is given."""
        return self.process(factory or member.process.factory, member.settings)

    @property
    def logs(self) -> list[Path]:
        """What the processes wrote, those that were started at all."""
        return [process.log for process in self._processes if process.log.exists()]

    def pair(self, lines: Lines | None = None) -> tuple[Member, Member]:
        """The ledger and its watcher, not started."""
        producer = self.member("ledger", LEDGER, ledger.migrate, lines=lines)
        return producer, self.member("watcher", WATCHER, ledger.migrate, lines=lines)

    def token(self) -> str:
        return TokenIssuer(self._part.keys, clock=SystemClock()).issue(service_account("loader"))
