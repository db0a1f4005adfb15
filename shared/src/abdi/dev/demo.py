"""The demo, loaded once: generated while the servers start, imported by the services' own commands."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from abdi.clock import SystemClock
from abdi.db.fence import SERVICE_FOR_GOOD
from abdi.dev import bootstrap
from abdi.dev.guardian import Guardian
from abdi.dev.processes import DevError, abdi_command, last_lines, spawn
from abdi.dev.state import StateFolder
from abdi.dev.suite import WITH_DATABASE, Surroundings, service_environment

STAMP = "demo"
LOADED = "loaded"
SETTLE_SECONDS = 120.0
PATIENCE_SECONDS = 15.0
SETTLE_POLL_SECONDS = 0.2
SENT_SQL = "SELECT count(*) FROM outbox WHERE aggregate_type = $1"
DONE_SQL = """
    SELECT count(*) FROM inbox
    WHERE consumer = $1 AND aggregate_type = $2 AND state IN ('applied', 'dead', 'discarded')
"""
PEOPLE_SQL = "SELECT nip, id FROM employee WHERE nip = ANY($1::text[])"


@dataclass(frozen=True)
class Flow:
    """Facts on their way from one service to another; `purpose` ends the name of a durable of its own."""

    producer: str
    aggregate: str
    consumer: str
    purpose: str = ""

    @property
    def inbox(self) -> str:
        """The consumer's name in its inbox."""
        return f"{self.consumer}{self.purpose}.{self.producer}"


def _authority() -> list[Flow]:
    """What a sign-in waits for: who may what, and who stands where, in every service."""
    others = [service for service in WITH_DATABASE if service != "personnel"]
    return [
        Flow("personnel", aggregate, o, "-directory") for o in others for aggregate in ("role", "employee")
    ]


class Demo:
    """The demo's way into the suite; interrupted anywhere, the next start goes on."""

    def __init__(
        self, state: StateFolder, around: Surroundings, guardian: Guardian, *, say: Callable[[str], None]
    ) -> None:
        self._folder = state.demo
        self._draft = state.path / "demo.new"
        self._logs = state.logs
        self._around = around
        self._guardian = guardian
        self._say = say
        self._generator: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start the generator in the background when there is nothing yet."""
        if self._folder.exists():
            return
        self._say("Generating the demo's people")
        shutil.rmtree(self._draft, ignore_errors=True)
        today = SystemClock().today().isoformat()  # nobody may hold a rank from a day that has not come
        command = [sys.executable, "-m", "abdi_demo", "--out", str(self._draft), "--today", today]
        self._generator = self._spawn(command, log=self._log("generate"), environment={})

    def finish(self) -> None:
        """Import everything, in the order in which the services can know it. Needs running services."""
        stamps = asyncio.run(bootstrap.read_stamps(self._around.admin_url, "personnel"))
        if self._generator is not None:
            self._wait(self._generator, "generate")
            self._draft.replace(self._folder)
        if stamps.get(STAMP) != LOADED:
            self._load()
        elif self._generator is not None:
            asyncio.run(self._name_people())

    def _load(self) -> None:
        self._import("personnel")
        # Neither asks the other: what an evaluation calls for and what answers it may come in any order.
        later = ("performance", "training")
        self._settle(*(Flow("personnel", "employee", one) for one in later), seconds=SETTLE_SECONDS)
        self._import(*later)
        asyncio.run(self._name_people())
        asyncio.run(bootstrap.write_stamp(self._around.admin_url, "personnel", **{STAMP: LOADED}))
        # All is committed and on its way; whoever opens the last projection early sees it fill.
        flows = [Flow("personnel", "employee", "promotion")]
        flows += [Flow("performance", "evaluation", one) for one in ("promotion", "training")]
        self._settle(*flows, *_authority(), seconds=PATIENCE_SECONDS)

    def _import(self, *services: str) -> None:
        """Let the services import the demo, side by side."""
        begin = time.monotonic()
        running = {}
        for service in services:
            command = [str(abdi_command()), service, "import", str(self._folder)]
            environment = service_environment(service, self._around)
            running[service] = self._spawn(command, log=self._log(service), environment=environment)
        for service, process in running.items():
            self._wait(process, service)
            self._say(f"  {service} has imported the demo in {time.monotonic() - begin:.1f} s")

    def _settle(self, *flows: "Flow", seconds: float) -> None:
        """Wait up to `seconds` until the facts of each flow have arrived."""
        begin = time.monotonic()
        consumers = ", ".join(sorted({flow.consumer for flow in flows}))
        while asyncio.run(self._is_under_way(flows)):
            if time.monotonic() - begin > seconds:
                self._say(f"  {consumers} still takes in the demo's events, in the background")
                return
            time.sleep(SETTLE_POLL_SECONDS)
        self._say(f"  {consumers} has caught up in {time.monotonic() - begin:.1f} s")

    async def _is_under_way(self, flows: Sequence["Flow"]) -> bool:
        for flow in flows:
            sent = await self._count(flow.producer, SENT_SQL, flow.aggregate)
            if await self._count(flow.consumer, DONE_SQL, flow.inbox, flow.aggregate) < sent:
                return True
        return False

    async def _count(self, service: str, query: str, *values: str) -> int:
        connection = await asyncpg.connect(self._around.runtime_url(service))
        try:
            return int(await connection.fetchval(query, *values))
        finally:
            await connection.close()

    async def _name_people(self) -> None:
        """Give the demo's sign-ins the ids that their employees got: a token names the employee by id."""
        file = self._folder / "people.json"
        people = json.loads(file.read_text(encoding="utf-8"))
        connection = await asyncpg.connect(self._around.runtime_url("personnel"))
        try:
            await connection.execute(SERVICE_FOR_GOOD)
            rows = await connection.fetch(PEOPLE_SQL, [p["nip"] for p in people if p.get("nip")])
        finally:
            await connection.close()
        ids = {row["nip"]: str(row["id"]) for row in rows}
        named = [{**p, "employee_id": ids.get(p.get("nip"), p.get("employee_id"))} for p in people]
        file.write_text(json.dumps(named, indent=1, ensure_ascii=False), encoding="utf-8")

    def _spawn(
        self, command: Sequence[str | Path], *, log: Path, environment: Mapping[str, str]
    ) -> subprocess.Popen[bytes]:
        whole = {**os.environ, **environment, **self._guardian.environment}
        process = spawn(command, environment=whole, log=log)
        self._guardian.watch(process.pid, "service")
        return process

    def _wait(self, process: subprocess.Popen[bytes], step: str) -> None:
        if process.wait() != 0:
            log = self._log(step)
            raise DevError(f"Loading the demo failed ({step}); the end of {log}:\n{last_lines(log, 15)}")

    def _log(self, step: str) -> Path:
        return self._logs / f"demo-{step}.log"
