"""Services in one process on a broker with the rights that they have everywhere."""

import base64
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.fernet import Fernet

from abdi.clock import SystemClock
from abdi.dev.suite import BROKER_ACCESS
from abdi.messaging.admin import init_streams
from abdi.messaging.permissions import ADMIN, server_users
from abdi.testing.databases import TestDatabase
from abdi.testing.infrastructure import Infrastructure
from abdi.testing.lifespan import running
from abdi.testing.principals import ServiceClient
from abdi.testing.servers import PASSWORD, NatsServer
from abdi.testing.service import named_service
from abdi.tokens import DevKeys, TokenIssuer, new_signing_key, public_key_set

SERVICES: Final = tuple(access.name for access in BROKER_ACCESS)


def key() -> str:
    """A key of this test."""
    return base64.b64encode(os.urandom(32)).decode()


@dataclass
class Suite:
    """Databases and a broker; services are started and stopped one by one."""

    infrastructure: Infrastructure
    keys: DevKeys
    nats: NatsServer
    exchange_key: str = field(default_factory=key)
    publication_key: str = field(default_factory=key)
    signing_key: str = field(default_factory=new_signing_key)
    nik_keys: dict[str, tuple[str, str]] = field(default_factory=dict)
    databases: dict[str, TestDatabase] = field(default_factory=dict)

    @asynccontextmanager
    async def service(self, name: str) -> AsyncIterator[ServiceClient]:
        """The service while it runs, asked by nobody in particular; its database stays when it stops."""
        known = named_service(name)
        if name not in self.databases:
            self.databases[name] = self.infrastructure.databases.create(name, known.migrate)
        app = known.create_app(known.settings(**self._settings(name)))
        async with running(app), ServiceClient(app, TokenIssuer(self.keys, clock=SystemClock())) as client:
            yield client

    @asynccontextmanager
    async def services(self, *names: str) -> AsyncIterator[Mapping[str, ServiceClient]]:
        """Several of them."""
        async with AsyncExitStack() as stack:
            yield {name: await stack.enter_async_context(self.service(name)) for name in names}

    def _settings(self, name: str) -> dict[str, Any]:
        nik_key, index_key = self.nik_keys.setdefault(name, (key(), key()))
        of_recruitment = {
            "publication_key": self.publication_key,
            "applicant_signing_key": self.signing_key,
            "applicant_keys": public_key_set(self.signing_key),
        }
        return {
            **(of_recruitment if name == "recruitment" else {}),
            "env": "test",
            "token_keys_file": self.keys.public,
            "database_url": self.databases[name].url,
            "nats_url": self.nats.url(name, PASSWORD),
            "cursor_key": Fernet.generate_key().decode(),
            "nik_key": nik_key,
            "nik_index_key": index_key,
            "exchange_key": self.exchange_key,
        }


@asynccontextmanager
async def opened(infrastructure: Infrastructure, keys: DevKeys) -> AsyncIterator[Suite]:
    """A suite with an empty broker of its own."""
    users = server_users(dict.fromkeys((ADMIN, *SERVICES), PASSWORD), BROKER_ACCESS)
    nats = infrastructure.premises.new_nats(users=users)
    nats.start()
    try:
        await init_streams(nats.url(ADMIN, PASSWORD), SERVICES)
        made = Suite(infrastructure, keys, nats)
        yield made
        for database in made.databases.values():
            infrastructure.databases.drop(database)
    finally:
        nats.destroy()
