"""Backups as an operator makes them: `pg_dump` of one database, and the database put back from it."""

import asyncio
import os
import subprocess
import sysconfig
from pathlib import Path

from abdi.dev.postgres_programs import wheel_programs
from abdi.testing.databases import connected
from tests.faults.stage import ROOT, Member, Stage


async def back_up(member: Member, file: Path) -> None:
    """The database as it is at this moment; whoever writes goes on."""
    await _postgres("pg_dump", "--format=custom", f"--file={file}", member.database.admin_url)


async def put_back(stage: Stage, member: Member, file: Path) -> None:
    """The database as it was when `file` was made, whoever is connected."""
    name, owner = member.database.name, f"{member.database.service}_owner"
    async with connected(stage.postgres.url()) as admin:
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await admin.execute(f"CREATE DATABASE {name} OWNER {owner}")
    await _postgres("pg_restore", "--exit-on-error", f"--dbname={member.database.admin_url}", str(file))


class Operator:
    """The `abdi events` command of a member, with the environment of its process."""

    def __init__(self, member: Member, folder: Path) -> None:
        self._member = member
        self._folder = folder
        package = folder / member.name
        package.mkdir()
        (package / "__init__.py").touch()
        home, _, factory = member.process.factory.partition(":")
        (package / "app.py").write_text(f"from {home} import {factory} as create_app\n")

    async def events(self, command: str, *arguments: str) -> tuple[int, str]:
        """Exit code and what was said."""
        program = Path(sysconfig.get_path("scripts")) / "abdi"
        line = [str(program), "events", command, self._member.name, *arguments]
        environment = self._member.process.environment | {
            "PATH": os.defpath,
            "PYTHONPATH": f"{self._folder}:{ROOT}",
            "HOME": str(self._folder),
            "USER": "operator",
        }
        done = await asyncio.to_thread(
            subprocess.run, line, env=environment, check=False, capture_output=True, text=True
        )
        return done.returncode, done.stdout + done.stderr


async def _postgres(program: str, *arguments: str) -> None:
    line = [str(wheel_programs() / program), *arguments]
    done = await asyncio.to_thread(subprocess.run, line, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
