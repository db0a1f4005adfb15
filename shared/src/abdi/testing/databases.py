"""A database per test: a copy of a template that is migrated once per run, or emptied after another test."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any, Final, TypeVar

import asyncpg
from sqlalchemy.engine import URL, make_url

from abdi.testing.servers import PASSWORD

T = TypeVar("T")
Migrate = Callable[[str], None]

GOODBYE_SECONDS: Final = 0.5
"""How long the sessions of a test that has ended may take to leave."""

_OTHERS: Final = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
_FILLED: Final = """
    SELECT oid::regclass::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
        AND pg_relation_size(oid) > 0
"""


@dataclass
class TestDatabase:
    """One database of one test, as the three roles see it."""

    __test__ = False

    name: str
    service: str
    server: str
    is_open_to_owners: bool = field(default=False, init=False)
    """Whether a test asked for an address with which it may change more than rows."""

    @property
    def url(self) -> str:
        """As the service's runtime role: no DDL, no ownership."""
        return _url(self.server, database=self.name, user=self.service)

    @property
    def owner_url(self) -> str:
        """As the role that migrates."""
        self.is_open_to_owners = True
        return _url(self.server, database=self.name, user=f"{self.service}_owner")

    @property
    def admin_url(self) -> str:
        """As the superuser, for arranging what no service may do."""
        self.is_open_to_owners = True
        return _url(self.server, database=self.name)


class Databases:
    """Templates and copies of them on one PostgreSQL server, shared by the workers of a run."""

    def __init__(self, server: str, run: str) -> None:
        self._server = server
        self._run = run
        self._ready: set[str] = set()
        self._spare: dict[str, TestDatabase] = {}

    def lend(self, service: str, migrate: Migrate) -> TestDatabase:
        """As `create`, and as fresh: one that was given back if there is one, since a copy costs far more.

        Migrations that enter rows are for `create`: these rows would be missing.
        """
        return self._spare.pop(service, None) or self.create(service, migrate)

    def give_back(self, database: TestDatabase) -> None:
        """Empty it for the next test, or drop it: only rows are taken back, and only when everybody left."""
        if database.is_open_to_owners or database.service in self._spare:
            self.drop(database)
        elif run_apart(lambda: _emptied(_url(database.server, database=database.name))):
            self._spare[database.service] = database
        else:
            self.drop(database)

    def create(self, service: str, migrate: Migrate) -> TestDatabase:
        """A fresh database of `service`, as its migrations (`migrate(owner_url)`) leave it."""
        template = f"template_{self._run}_{service}"
        if template not in self._ready:
            run_apart(lambda: self._prepare(service, template, migrate))
            self._ready.add(template)
        name = f"test_{self._run}_{service}_{token_hex(4)}"
        copy = f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY OWNER {service}_owner"
        run_apart(lambda: self._execute(copy))
        return TestDatabase(name, service, self._server)

    def drop(self, database: TestDatabase) -> None:
        """Remove it, whoever is still connected."""
        run_apart(lambda: self._execute(f"DROP DATABASE {database.name} WITH (FORCE)"))

    def drop_all(self) -> None:
        """Remove what this run made on a server that outlives it."""
        run_apart(self._drop_all)

    async def _execute(self, *statements: str) -> None:
        async with connected(self._server) as connection:
            for statement in statements:
                await connection.execute(statement)

    async def _prepare(self, service: str, template: str, migrate: Migrate) -> None:
        async with connected(self._server) as connection:
            # Session lock: another worker may be at the same template; whoever comes second finds it done.
            await connection.execute("SELECT pg_advisory_lock(hashtext($1))", template)
            if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", template):
                return
            draft = f"{template}_draft"
            for role in (service, f"{service}_owner"):
                if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role):
                    await connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'")
            await connection.execute(f"CREATE DATABASE {draft} OWNER {service}_owner")
            await _grant(_url(self._server, database=draft), service)
            owner_url = _url(self._server, database=draft, user=f"{service}_owner")
            await asyncio.to_thread(migrate, owner_url)
            await connection.execute(f"ALTER DATABASE {draft} RENAME TO {template}")

    async def _drop_all(self) -> None:
        async with connected(self._server) as connection:
            mine = "SELECT datname FROM pg_database WHERE datname ~ $1"
            for (name,) in await connection.fetch(mine, f"^(test|template)_{self._run}_"):
                await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@asynccontextmanager
async def connected(url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A plain connection, closed at the end."""
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


def run_apart(make: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine to its end from synchronous code, whether or not a loop runs in this thread."""
    results: list[T] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            results.append(asyncio.run(make()))
        except BaseException as failure:  # noqa: BLE001 - raised again in the caller's thread
            failures.append(failure)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failures:
        raise failures[0]
    return results[0]


async def _emptied(url: str) -> bool:
    """Take all rows out and start its numbers again; False when others are still in it."""
    async with connected(url) as connection:
        until = asyncio.get_running_loop().time() + GOODBYE_SECONDS
        while await connection.fetchval(_OTHERS):
            if asyncio.get_running_loop().time() > until:
                return False
            await asyncio.sleep(0.002)
        # What refuses that rows are taken from an audit does not ask the superuser as a replica.
        await connection.execute("SET session_replication_role = replica")
        filled = [row[0] for row in await connection.fetch(_FILLED)]
        if filled:
            await connection.execute(f"TRUNCATE {', '.join(filled)} RESTART IDENTITY CASCADE")
    return True


async def _grant(url: str, service: str) -> None:
    owner = f"{service}_owner"
    async with connected(url) as connection:
        await connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        await connection.execute(f"GRANT ALL ON SCHEMA public TO {owner}")
        await connection.execute(f"GRANT USAGE ON SCHEMA public TO {service}")
        given = f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT"
        await connection.execute(f"{given} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {service}")
        await connection.execute(f"{given} USAGE, SELECT ON SEQUENCES TO {service}")


def _url(server: str, **parts: str) -> str:
    url: URL = make_url(server)
    url = url.set(username=parts.get("user", url.username), database=parts["database"])
    url = url.set(password=PASSWORD) if "user" in parts else url
    return url.render_as_string(hide_password=False)
