"""Databases brought up to date in parallel, and left alone when their migrations did not change."""

import asyncio
import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from abdi.dev import bootstrap
from abdi.dev.processes import DevError, abdi_command, last_lines, pause, spawn
from abdi.dev.stamps import fingerprint
from abdi.dev.state import CHECKOUT
from abdi.dev.suite import Surroundings

STAMP = "migrations"


def migration_fingerprint(service: str) -> str:
    """Of everything that decides what a migration does: the service's own files and the kit's."""
    return fingerprint(
        [CHECKOUT / "services" / service / "migrations", CHECKOUT / "shared" / "src" / "abdi" / "db"]
    )


async def _stale(services: Sequence[str], around: Surroundings) -> list[str]:
    """Make databases and roles; the services whose database lacks the newest migrations."""
    for service in services:
        await bootstrap.ensure_database(
            around.admin_url,
            service,
            owner_password=around.secrets.owner_password(service),
            runtime_password=around.secrets.runtime_password(service),
            backup_password=around.secrets.backup_password(service),
        )
    stamps = [await bootstrap.read_stamps(around.admin_url, service) for service in services]
    pairs = zip(services, stamps, strict=True)
    return [service for service, stamp in pairs if stamp.get(STAMP) != migration_fingerprint(service)]


def prepare_databases(
    services: Sequence[str],
    around: Surroundings,
    *,
    logs: Path,
    mark: Mapping[str, str],
    say: Callable[[str], None],
) -> None:
    """Make the databases and migrate those that need it, each in a process of its own."""
    stale = asyncio.run(_stale(services, around))
    if not stale:
        return
    say(f"Migrating {', '.join(stale)}")
    running = {service: _start_migration(service, around, logs=logs, mark=mark) for service in stale}
    while any(process.poll() is None for process in running.values()):
        pause()
    for service, process in running.items():
        if process.returncode != 0:
            log = logs / f"{service}-migrate.log"
            raise DevError(f"The migration of {service} failed; the end of {log}:\n{last_lines(log, 15)}")
        asyncio.run(
            bootstrap.write_stamp(around.admin_url, service, **{STAMP: migration_fingerprint(service)})
        )


def _start_migration(
    service: str, around: Surroundings, *, logs: Path, mark: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    return spawn(
        [abdi_command(), "migrate", service],
        environment={
            **os.environ,
            **mark,
            "MIGRATION_DATABASE_URL": around.owner_url(service),
            "LC_ALL": "C.UTF-8",
        },
        log=logs / f"{service}-migrate.log",
    )
