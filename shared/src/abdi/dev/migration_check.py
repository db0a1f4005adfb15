"""Do the migrations make what the models say? Asked of every service on a throw-away PostgreSQL."""

import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from abdi.dev import bootstrap
from abdi.dev.guardian import Guardian
from abdi.dev.postgres import PostgresServer
from abdi.dev.processes import DevError, last_lines, spawn
from abdi.dev.suite import WITH_DATABASE

PASSWORD = "throw-away"  # noqa: S105 - the server lives for seconds and listens on this machine only
PROGRAM = """
import sys
from abdi.db import migrations
from alembic.util import CommandError
service, url = sys.argv[1:]
migrations.upgrade(service, url)
try:
    migrations.check(service, url)
except CommandError as difference:
    sys.exit(str(difference))
"""


def check_migrations(say: Callable[[str], None]) -> bool:
    """Migrate empty databases and compare them with the models. Returns whether all are equal."""
    folder = Path(tempfile.mkdtemp(prefix="abdi-check-"))
    folder.chmod(0o711)
    guardian = Guardian()
    server = PostgresServer(
        folder / "postgres", password=PASSWORD, durable=False, environment=guardian.environment
    )
    try:
        server.start()
        guardian.watch(server.pid, "postgres")
        for service in WITH_DATABASE:
            asyncio.run(
                bootstrap.ensure_database(
                    server.url(), service, owner_password=PASSWORD, runtime_password=PASSWORD
                )
            )
        running = {
            service: _start(service, server, folder=folder, guardian=guardian) for service in WITH_DATABASE
        }
        verdicts = [
            _verdict(service, process, folder=folder, say=say) for service, process in running.items()
        ]
        return all(verdicts)
    finally:
        server.destroy()
        guardian.close()
        shutil.rmtree(folder, ignore_errors=True)


def _start(
    service: str, server: PostgresServer, *, folder: Path, guardian: Guardian
) -> subprocess.Popen[bytes]:
    url = server.url(service, user=f"{service}_owner", password=PASSWORD)
    environment = {**guardian.environment, "LC_ALL": "C.UTF-8"}
    return spawn(
        [sys.executable, "-c", PROGRAM, service, url], environment=environment, log=folder / f"{service}.log"
    )


def _verdict(
    service: str, process: subprocess.Popen[bytes], *, folder: Path, say: Callable[[str], None]
) -> bool:
    if process.wait() == 0:
        say(f"  {service}: equal")
        return True
    say(f"  {service}: different\n{last_lines(folder / f'{service}.log', 12)}")
    return False


def run_check(say: Callable[[str], None]) -> int:
    """The command. Returns the exit code."""
    try:
        return 0 if check_migrations(say) else 1
    except DevError as error:
        say(str(error))
        return 1
