"""Asking the load process to measure one address."""

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

ROOT: Final = Path(__file__).resolve().parents[2]
WARM_SECONDS: Final = 0.7


@dataclass(frozen=True)
class Measured:
    """One run of load; times in milliseconds."""

    answers: int
    rate: float
    p50: float
    p99: float
    failures: int
    first_failure: str


@dataclass(frozen=True)
class Target:
    """Requests to one server, asked in turn."""

    address: str
    paths: Sequence[str]
    token: str = ""
    method: str = "GET"
    body: bytes = b""
    unwanted: str = ""
    """What no good answer holds."""

    def raw(self) -> list[bytes]:
        """As they go on the wire."""
        return [self._raw(path) for path in self.paths]

    def _raw(self, path: str) -> bytes:
        headers: Mapping[str, str] = {
            "Host": urlsplit(self.address).netloc,
            **({"Authorization": f"Bearer {self.token}"} if self.token else {}),
            **({"Content-Type": "application/json"} if self.body else {}),
            **({"Content-Length": str(len(self.body))} if self.body else {}),
        }
        lines = [f"{self.method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


def measure(target: Target, *, connections: int, seconds: float) -> Measured:
    """Closed-loop load on `target`. Raises AssertionError when an answer was no success."""
    parts = urlsplit(target.address)
    plan = {
        "host": parts.hostname,
        "port": parts.port,
        "connections": connections,
        "seconds": seconds,
        "warm": WARM_SECONDS,
        "unwanted": target.unwanted,
        "requests": [b64encode(request).decode() for request in target.raw()],
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.generator"],
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    seen = Measured(**json.loads(done.stdout))
    assert seen.failures == 0, f"{seen.failures} failures at {target.paths[0]}: {seen.first_failure}"
    assert seen.answers > 0, f"no answer from {target.paths[0]}"
    return seen
