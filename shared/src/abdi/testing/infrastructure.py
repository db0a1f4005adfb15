"""The servers of one test run: lazily started, once, by whoever owns the run."""

import os
from functools import cached_property
from secrets import token_hex
from typing import Any, Final

import pytest

from abdi.testing.databases import Databases
from abdi.testing.servers import NatsServer, PostgresServer, Premises

EXTERNAL: Final = "ABDI_TEST_DATABASE_URL"


class Infrastructure:
    """What the fixtures of one process stand on.

    Under pytest-xdist the controller owns PostgreSQL and hands its address over; each worker has its own
    premises for NATS and for servers that a test may break. `ABDI_TEST_DATABASE_URL` (a superuser's) names a
    running PostgreSQL instead of the bundled one.
    """

    def __init__(self, handed: dict[str, str] | None = None) -> None:
        self._handed = handed
        self._premises: Premises | None = None
        self.run = handed["run"] if handed else token_hex(3)

    @property
    def premises(self) -> Premises:
        """The folder of this process's servers, made at first need."""
        if self._premises is None:
            self._premises = Premises()
        return self._premises

    @cached_property
    def databases(self) -> Databases:
        """Databases on the run's PostgreSQL."""
        return Databases(self.postgres_url, self.run)

    @cached_property
    def postgres_url(self) -> str:
        """The superuser's address of the run's PostgreSQL."""
        if self._handed:
            return self._handed["postgres_url"]
        if external := os.environ.get(EXTERNAL):
            return external
        server = self.premises.new_postgres()
        server.start()
        return server.url()

    def hand_over(self) -> dict[str, str]:
        """What a worker needs to know."""
        return {"run": self.run, "postgres_url": self.postgres_url}

    def new_nats(self, *, durable: bool = False) -> NatsServer:
        """A broker of its own, started."""
        server = self.premises.new_nats(durable=durable)
        server.start()
        return server

    def new_postgres(self) -> PostgresServer:
        """A durable PostgreSQL of its own, started."""
        server = self.premises.new_postgres(durable=True)
        server.start()
        return server

    def close(self) -> None:
        """Stop and remove everything that this process started."""
        if not self._handed and os.environ.get(EXTERNAL) and "databases" in self.__dict__:
            self.databases.drop_all()
        if self._premises:
            self._premises.close()


KEY: Final = pytest.StashKey[Infrastructure]()


def infrastructure_of(config: pytest.Config) -> Infrastructure:
    """The infrastructure of this process, which `close_infrastructure` ends."""
    if KEY not in config.stash:
        workerinput: dict[str, Any] | None = getattr(config, "workerinput", None)
        config.stash[KEY] = Infrastructure(workerinput["abdi"] if workerinput else None)
    return config.stash[KEY]


def close_infrastructure(config: pytest.Config) -> None:
    """End it, if it was ever needed."""
    if KEY in config.stash:
        config.stash[KEY].close()
        del config.stash[KEY]
