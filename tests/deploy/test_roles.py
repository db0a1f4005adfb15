"""The roles of the deployment on a real PostgreSQL: what each may, a backup past the fence, a restore."""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import asyncpg
import pytest

from abdi.db import migrations
from abdi.deployment.parts import WITH_DATABASE
from abdi.deployment.secrets import write_secrets
from abdi.dev.postgres_programs import wheel_programs
from abdi.testing.databases import connected
from abdi.testing.infrastructure import Infrastructure

DEPLOY: Final = Path(__file__).resolve().parents[2] / "deploy"
SERVICE: Final = "performance"
_PEOPLE: Final = """
    INSERT INTO employee (employee_id, agency, nip, name, employment_type, status, appointed_on)
    SELECT gen_random_uuid(), '5671', lpad(n::text, 18, '1'), 'x', 'pns', 'active', '2020-01-01'
    FROM generate_series(1, 50) AS n
"""
_AS_SERVICE: Final = "SELECT set_config('abdi.kind', 'service', false)"
_COUNT: Final = "SELECT count(*) FROM employee"


@dataclass(frozen=True)
class Installed:
    """A server on which `roles.sh` ran, and its secrets."""

    host: str
    port: int
    secrets: Path
    admin: str

    def run(self, script: str, *arguments: str, **variables: str) -> str:
        environment = {
            "PATH": f"{wheel_programs()}:{os.environ['PATH']}",
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGUSER": "postgres",
            "SECRETS": str(self.secrets),
            **variables,
        }
        command = ["sh", str(DEPLOY / script), *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        assert done.returncode == 0, done.stderr
        return done.stdout

    def url(self, role: str, database: str = SERVICE) -> str:
        password = (self.secrets / f"postgres_{role}_password").read_text()
        return f"postgresql://{role}:{password}@{self.host}:{self.port}/{database}"


@pytest.fixture(scope="module")
def installed(
    infrastructure: Infrastructure, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installed]:
    """A server of its own, since roles belong to the whole server."""
    secrets = tmp_path_factory.mktemp("deployment") / "secrets"
    write_secrets(secrets)
    server = infrastructure.new_postgres()
    parts = urlsplit(server.url())
    (secrets / "postgres_admin_password").unlink()
    (secrets / "postgres_admin_password").write_text(str(parts.password))
    made = Installed(str(parts.hostname), int(parts.port or 0), secrets, server.url())
    told = made.run("postgres/roles.sh")
    assert told.count("ready") == len(WITH_DATABASE) + 1
    migrations.upgrade(SERVICE, made.url(f"{SERVICE}_owner"))
    yield made
    server.stop()


async def rows(url: str, *statements: str) -> list[Any]:
    async with connected(url) as connection:
        for statement in statements[:-1]:
            await connection.execute(statement)
        return list(await connection.fetch(statements[-1]))


def test_the_roles_may_be_made_again(installed: Installed) -> None:
    installed.run("postgres/roles.sh")


async def test_a_service_changes_no_table_and_no_audit(installed: Installed) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await rows(installed.url(SERVICE), "ALTER TABLE plan ADD COLUMN surplus int")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await rows(installed.url(SERVICE), "DELETE FROM audit_entry")
    asked = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    assert [row[0] for row in await rows(installed.url(SERVICE), asked)] == [False]


@pytest.mark.parametrize("role", [SERVICE, f"{SERVICE}_owner", f"{SERVICE}_backup"])
async def test_a_role_enters_its_own_database_only(installed: Installed, role: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await rows(installed.url(role, "personnel"), "SELECT 1")


async def test_the_backup_role_writes_nothing(installed: Installed) -> None:
    backup = installed.url(f"{SERVICE}_backup")
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await rows(backup, _PEOPLE)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await rows(backup, "SET default_transaction_read_only = off", _PEOPLE)


async def test_a_backup_holds_what_is_fenced_and_its_restore_is_whole(
    installed: Installed, tmp_path: Path
) -> None:
    backup, service = installed.url(f"{SERVICE}_backup"), installed.url(SERVICE)
    await rows(service, _AS_SERVICE, _PEOPLE)
    assert [row[0] for row in await rows(service, _COUNT)] == [0], "the fence is open"
    before = await rows(backup, _COUNT)
    assert before[0][0] >= 50
    told = await asyncio.to_thread(installed.run, "backup/backup.sh", SERVICE, BACKUPS=str(tmp_path))
    (dump,) = await asyncio.to_thread(lambda: list(tmp_path.glob("*.dump")))
    assert dump.name in told
    assert await asyncio.to_thread((tmp_path / f"{SERVICE}.prom").is_file)

    await rows(installed.admin, f"DROP DATABASE {SERVICE} WITH (FORCE)")
    await asyncio.to_thread(installed.run, "postgres/roles.sh")
    await asyncio.to_thread(installed.run, "backup/restore.sh", SERVICE, str(dump))
    assert await rows(backup, _COUNT) == before
    assert [row[0] for row in await rows(service, _COUNT)] == [0], "the fence did not come back"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await rows(service, "DELETE FROM audit_entry")
    await asyncio.to_thread(migrations.upgrade, SERVICE, installed.url(f"{SERVICE}_owner"))
