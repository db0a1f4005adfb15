"""The import of employees over HTTP: ten times the people, not much more than ten times the time."""

import base64
import csv
import json
import secrets
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psutil

from abdi.clock import SystemClock
from abdi.db import migrations
from abdi.tokens import Principal
from abdi_demo.sizes import sizes_for_scale
from abdi_demo.writing import write_demo
from tests.bench.figures import Figure, at_most
from tests.bench.stage import Stage
from tests.bench.stand import Stand

PATIENCE_SECONDS: Final = 3600.0
LOOK_SECONDS: Final = 0.25
ENDS: Final = frozenset({"finished", "refused", "cancelled", "failed"})
MEGABYTE: Final = 1_048_576
FACTOR: Final = 12.0
KEYS: Final = ("NIK_KEY", "NIK_INDEX_KEY", "EXCHANGE_KEY")


@dataclass(frozen=True)
class Imported:
    """How long one file took, and the most memory that the service had meanwhile, in MB."""

    seconds: float
    peak: float


def imports(stage: Stage) -> list[Figure]:
    """A tenth of the people, then all of them, each into a registry of its own."""
    few, many = (_import(stage.stand, number) for number in (stage.people // 10, stage.people))
    name = f"import of {stage.people:,} employees"
    growth = Figure(f"{name} against a tenth of them", "s", many.seconds, few.seconds, goal=at_most(FACTOR))
    return [growth, Figure(f"{name}, peak memory of the service", "MB", many.peak, goal=at_most(400))]


def _import(stand: Stand, people: int) -> Imported:
    database = stand.fresh_database("personnel", partial(migrations.upgrade, "personnel"))
    environment = {**stand.environment(database), **{name: _key() for name in KEYS}}
    service = Principal(subject="service:bench", kind="service", roles=frozenset({"service"}))
    token = stand.issuer.issue(service)
    with tempfile.TemporaryDirectory(prefix="abdi-bench-demo-") as folder:
        place = Path(folder)
        write_demo(place, sizes_for_scale(people), seed=1, today=SystemClock().today())
        with stand.served("personnel.app:create_app", environment) as address:
            client = _Client(address, token)
            with (place / "agencies.csv").open() as file:
                for row in csv.DictReader(file):
                    client.send("/v1/agencies", json.dumps(row).encode(), "application/json")
            return _timed(client, (place / "employees.csv").read_bytes(), people)


def _timed(client: "_Client", content: bytes, people: int) -> Imported:
    process = _listener(client.address)
    _forget_peak(process)
    begin = time.perf_counter()
    job = client.send("/v1/imports/employees", content, "text/csv")
    while job["state"] not in ENDS:
        assert time.perf_counter() - begin < PATIENCE_SECONDS, job
        time.sleep(LOOK_SECONDS)
        job = client.get(f"/v1/imports/employees/{job['id']}")
    assert (job["state"], job["imported"]) == ("finished", people), job
    return Imported(time.perf_counter() - begin, _peak(process))


class _Client:
    """The service's own account."""

    def __init__(self, address: str, token: str) -> None:
        self.address = address
        self._headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> dict[str, Any]:
        return self._asked(Request(self.address + path, headers=self._headers))  # noqa: S310 - our own service

    def send(self, path: str, body: bytes, kind: str) -> dict[str, Any]:
        headers = {**self._headers, "Content-Type": kind}
        return self._asked(Request(self.address + path, data=body, headers=headers))  # noqa: S310 - the same

    def _asked(self, request: Request) -> dict[str, Any]:
        try:
            with urlopen(request, timeout=60) as answer:  # noqa: S310 - our own service
                found: dict[str, Any] = json.loads(answer.read())
        except HTTPError as error:
            raise AssertionError(f"{request.full_url}: {error.code} {error.read()[:500]!r}") from error
        return found


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _listener(address: str) -> psutil.Process:
    port = int(address.rpartition(":")[2])
    for connection in psutil.net_connections("tcp4"):
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
            return psutil.Process(connection.pid)
    raise AssertionError(f"nobody listens at {address}")


def _forget_peak(process: psutil.Process) -> None:
    Path(f"/proc/{process.pid}/clear_refs").write_text("5")


def _peak(process: psutil.Process) -> float:
    status = Path(f"/proc/{process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024 / MEGABYTE
