"""Servers and processes of the bench's own: durable PostgreSQL and NATS, bare floors, small services."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from secrets import token_hex
from typing import Any, Final

from cryptography.fernet import Fernet

from abdi.dev.ports import free_port
from abdi.messaging.permissions import ADMIN, server_users
from abdi.testing.databases import Databases, TestDatabase
from abdi.testing.servers import PASSWORD, NatsServer, PostgresServer, Premises
from abdi.tokens import DevKeys, TokenIssuer, ensure_dev_keys
from tests.bench.load import ROOT

SERVICES: Final = ("records", "watcher", "personnel", "performance", "promotion", "training", "recruitment")
START_SECONDS: Final = 180.0
OK: Final = 200


class Stand:
    """What a case needs is started when it is first asked for, and ended by `close`."""

    def __init__(self) -> None:
        self.premises = Premises()
        self._made: dict[str, TestDatabase] = {}

    @cached_property
    def postgres(self) -> PostgresServer:
        """A PostgreSQL that syncs to disk."""
        server = self.premises.new_postgres(durable=True)
        server.start()
        return server

    @cached_property
    def nats(self) -> NatsServer:
        """A NATS that syncs every message to disk before it acknowledges."""
        users = server_users(dict.fromkeys((ADMIN, *SERVICES), PASSWORD))
        server = self.premises.new_nats(durable=True, users=users)
        server.start()
        return server

    @cached_property
    def databases(self) -> Databases:
        """Templates and copies on that PostgreSQL."""
        return Databases(self.postgres.url(), token_hex(3))

    @cached_property
    def keys(self) -> DevKeys:
        """The signing key of this run."""
        return ensure_dev_keys(self.premises.folder / "keys")

    @property
    def issuer(self) -> TokenIssuer:
        """Signs tokens that the services here believe."""
        return TokenIssuer(self.keys)

    def database(self, service: str, migrate: Callable[[str], None]) -> TestDatabase:
        """The database of `service` that belongs to its stream: as relays insist, always the same one."""
        if service not in self._made:
            self._made[service] = self.fresh_database(service, migrate)
        return self._made[service]

    def fresh_database(self, service: str, migrate: Callable[[str], None]) -> TestDatabase:
        """An empty database of `service` that belongs to no stream."""
        return self.databases.create(service, migrate)

    def nats_url(self, user: str = ADMIN) -> str:
        """The broker's address for a user."""
        return self.nats.url(user, PASSWORD)

    def environment(self, database: TestDatabase) -> dict[str, str]:
        """What a service of the kit needs, as the roles of production see it."""
        return {
            "DATABASE_URL": database.url,
            "TOKEN_KEYS_FILE": str(self.keys.public),
            "CURSOR_KEY": Fernet.generate_key().decode(),
        }

    @contextmanager
    def served(self, factory: str, environment: Mapping[str, str]) -> Iterator[str]:
        """The application behind an address, as a process of its own."""
        port = free_port()
        process = self.spawn(["tests.bench.serve", factory, str(port)], environment)
        try:
            _wait_until_alive(process, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            self.end(process)

    def spawn(
        self, module: Sequence[str], environment: Mapping[str, str], *, pipes: bool = False
    ) -> "subprocess.Popen[str]":
        """A Python module as a process under guard."""
        log = (self.premises.folder / f"{token_hex(4)}.log").open("a")
        process = subprocess.Popen(  # noqa: S603 - our own programs
            [sys.executable, "-m", *module],
            stdin=subprocess.PIPE if pipes else subprocess.DEVNULL,
            stdout=subprocess.PIPE if pipes else log,
            stderr=log,
            cwd=ROOT,
            env={**os.environ, **environment},
            text=True,
        )
        log.close()
        self.premises.tell(f"start {process.pid}")
        return process

    def end(self, process: "subprocess.Popen[str]") -> None:
        """End a process, at last by force."""
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self.premises.tell(f"done {process.pid}")

    def close(self) -> None:
        """End all that was started."""
        self.premises.close()


def told(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """The next line of JSON that a process says."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, f"it said nothing and ended with {process.wait(10)}"
    said: dict[str, Any] = json.loads(line)
    return said


def begin(process: "subprocess.Popen[str]") -> None:
    """Tell a process that waits to begin."""
    assert process.stdin is not None
    process.stdin.write("begin\n")
    process.stdin.flush()


def _wait_until_alive(process: "subprocess.Popen[str]", port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, f"it ended with {process.returncode}"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/livez")
            if connection.getresponse().status == OK:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()
    raise AssertionError("it did not answer in time")
