"""Databases and roles: a service reads and writes its own rows, and nothing else."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from abdi.dev import bootstrap
from abdi.dev.guardian import Guardian
from abdi.dev.postgres import PostgresServer

OWNER, RUNTIME = "o/wner", "r@untime"


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A running server with the databases of two services, one of them made twice."""
    guardian = Guardian()
    with tempfile.TemporaryDirectory(prefix="abdi-dev-test-") as folder:
        Path(folder).chmod(0o711)
        made = PostgresServer(
            Path(folder) / "postgres", password="x", durable=False, environment=guardian.environment
        )
        made.start()
        for service in ("alpha", "beta", "alpha"):
            _ensure(made, service, runtime=RUNTIME)
        yield made
        made.destroy()
    guardian.close()


def _ensure(server: PostgresServer, service: str, *, runtime: str) -> None:
    asyncio.run(
        bootstrap.ensure_database(server.url(), service, owner_password=OWNER, runtime_password=runtime)
    )


def _run(server: PostgresServer, user: str, sql: str, *, database: str = "alpha") -> Any:
    password = OWNER if user.endswith("_owner") else RUNTIME
    url = bootstrap.database_url(server.url(), database, user=user, password=password)

    async def fetch() -> Any:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    return asyncio.run(fetch())


def test_running_service_uses_the_tables_of_its_owner_and_changes_none(server: PostgresServer) -> None:
    _run(server, "alpha_owner", "CREATE TABLE thing (id int GENERATED ALWAYS AS IDENTITY, name text)")
    assert _run(server, "alpha", "INSERT INTO thing (name) VALUES ('a') RETURNING id") == 1
    for statement in ("CREATE TABLE other (id int)", "DROP TABLE thing", "TRUNCATE thing"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            _run(server, "alpha", statement)


def test_service_does_not_enter_the_database_of_another(server: PostgresServer) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        _run(server, "alpha", "SELECT 1", database="beta")


def test_running_service_may_stage_rows_in_temporary_tables(server: PostgresServer) -> None:
    _run(server, "alpha", "CREATE TEMPORARY TABLE staging (id int)")


def test_changed_password_is_taken_over(server: PostgresServer) -> None:
    _ensure(server, "beta", runtime="new")
    with pytest.raises(asyncpg.InvalidPasswordError):
        _run(server, "beta", "SELECT 1", database="beta")


def test_stamps_add_up_on_the_database(server: PostgresServer) -> None:
    asyncio.run(bootstrap.write_stamp(server.url(), "alpha", migrations="it's one"))
    asyncio.run(bootstrap.write_stamp(server.url(), "alpha", demo="loaded"))
    found = asyncio.run(bootstrap.read_stamps(server.url(), "alpha"))
    assert found == {"migrations": "it's one", "demo": "loaded"}
    assert asyncio.run(bootstrap.read_stamps(server.url(), "beta")) == {}
