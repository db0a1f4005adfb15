"""PostgreSQL and NATS of one launch: bundled ones, or those that the environment points to."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import urlsplit

import asyncpg

from abdi.dev.guardian import Guardian
from abdi.dev.nats import NatsServer
from abdi.dev.postgres import PostgresServer
from abdi.dev.processes import DevError
from abdi.dev.secrets import Secrets
from abdi.dev.state import StateFolder
from abdi.dev.suite import BROKER_ACCESS
from abdi.messaging.permissions import ADMIN, server_users

POSTGRES_VARIABLE = "ABDI_POSTGRES_URL"
NATS_VARIABLE = "NATS_URL"


class Servers:
    """The servers, their addresses and their order of start and stop."""

    def __init__(
        self,
        state: StateFolder,
        secrets: Secrets,
        guardian: Guardian,
        *,
        environment: Mapping[str, str],
        say: Callable[[str], None],
    ) -> None:
        self._secrets = secrets
        self._guardian = guardian
        self._say = say
        self._postgres_url = environment.get(POSTGRES_VARIABLE)
        self._nats_url = environment.get(NATS_VARIABLE)
        mark = guardian.environment
        self._postgres = PostgresServer(
            state.postgres, password=secrets.postgres_admin, say=say, environment=mark
        )
        self._nats = NatsServer(
            state.nats, users=server_users(secrets.nats_passwords, BROKER_ACCESS), environment=mark
        )

    @property
    def admin_url(self) -> str:
        """PostgreSQL's address with administrator rights."""
        return self._postgres_url or self._postgres.url()

    @property
    def nats_admin_url(self) -> str:
        """NATS's address with administrator rights."""
        return self._nats_url or self._nats.url(ADMIN, self._secrets.nats_password(ADMIN))

    def nats_urls(self, services: Iterable[str]) -> dict[str, str]:
        """NATS's address for each service, with its own user."""
        return {
            service: self._nats_url or self._nats.url(service, self._secrets.nats_password(service))
            for service in services
        }

    @property
    def nats_monitoring_url(self) -> str | None:
        """Where the bundled NATS tells of itself; one elsewhere has its own way."""
        return None if self._nats_url else self._nats.monitoring_url

    def start(self) -> None:
        """Start what is bundled; check what is elsewhere."""
        if self._postgres_url:
            asyncio.run(_check_postgres(self._postgres_url))
        else:
            self._start_postgres()
        if not self._nats_url:
            self._start_nats()

    def tend(self) -> None:
        """Start again a bundled server that died, and say so."""
        if not self._postgres_url and not self._postgres.is_running:
            self._say(f"PostgreSQL ended by itself and is started again; its log: {self._postgres.log}")
            self._start_postgres()
        if not self._nats_url and not self._nats.is_running:
            self._say(f"NATS ended by itself and is started again; its log: {self._nats.log}")
            self._start_nats()

    def stop(self) -> None:
        """NATS first: nothing is published any more when PostgreSQL goes."""
        self._nats.stop()
        self._postgres.stop()

    def _start_postgres(self) -> None:
        self._say("Starting PostgreSQL")
        self._postgres.start()
        self._guardian.watch(self._postgres.pid, "postgres")

    def _start_nats(self) -> None:
        self._say("Starting NATS")
        self._nats.start()
        self._guardian.watch(self._nats.pid, "nats")


async def _check_postgres(url: str) -> None:
    parts = urlsplit(url)
    plain = parts._replace(scheme="postgresql").geturl()
    try:
        connection = await asyncpg.connect(plain, timeout=10)
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        where = f"{parts.hostname}:{parts.port or 5432}"
        raise DevError(f"PostgreSQL at {where} ({POSTGRES_VARIABLE}) does not let us in: {error}.") from None
    await connection.close()
