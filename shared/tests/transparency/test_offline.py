"""Whoever checks needs neither the web framework nor a database."""

import subprocess
import sys

CHECK = """
import sys
from abdi.transparency import canonical, commitments, heads, keys, manifest, merkle, notes
heavy = {"fastapi", "starlette", "sqlalchemy", "asyncpg", "nats", "aiohttp", "uvicorn"} & sys.modules.keys()
sys.exit(", ".join(sorted(heavy)) or 0)
"""


def test_verification_starts_without_servers_parts() -> None:
    run = subprocess.run([sys.executable, "-c", CHECK], capture_output=True, text=True, check=False)  # noqa: S603
    assert run.returncode == 0, run.stderr
