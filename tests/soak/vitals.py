"""What must not grow in a process: memory, database sessions, tasks, sockets."""

from dataclasses import dataclass
from typing import Final

import httpx
import psutil

from tests.faults.stage import PATIENCE_SECONDS, Process
from tests.soak.cast import Cast

MEGABYTE: Final = 1024 * 1024
GROWTH: Final = 0.10
"""Of memory in the second half: pools and caches fill in the first, what leaks goes on growing."""

LEAST_SECONDS: Final = 60.0
"""Of a half in which memory is judged: in less, what one blow makes a process load looks like a leak."""

SLACK: Final = {"sessions": 10, "tasks": 3, "sockets": 10}
"""A pool may fill at any time, as may the connections kept for the clients and to the other services."""


@dataclass(frozen=True)
class Vitals:
    """One process at one moment; memory in megabytes."""

    memory: float
    sessions: int
    tasks: int
    sockets: int
    """Those of the sessions aside."""


@dataclass(frozen=True)
class Course:
    """One process at the start (warm), in the middle and at the end of a soak, quiet each time."""

    name: str
    seconds: float
    """How long its second half was."""
    start: Vitals
    middle: Vitals
    end: Vitals

    @property
    def growth(self) -> float:
        """Of memory in the second half, in parts of what it was in the middle."""
        return self.end.memory / self.middle.memory - 1

    def complaints(self) -> list[str]:
        """What grew."""
        found = []
        if self.seconds >= LEAST_SECONDS and self.growth >= GROWTH:
            found.append(f"{self.name}: memory grew by {self.growth:.0%} in the second half")
        for what, slack in SLACK.items():
            before = max(getattr(self.start, what), getattr(self.middle, what))
            if (now := getattr(self.end, what)) > before + slack:
                found.append(f"{self.name}: {what} grew from {before} to {now}")
        return found


async def take_vitals(cast: Cast) -> dict[str, Vitals]:
    """Of every process that is never killed."""
    servers = {cast.stage.postgres.port, cast.lines.database.port}
    return {name: await _vitals(process, servers) for name, process in cast.lasting.items()}


async def _vitals(process: Process, servers: set[int]) -> Vitals:
    seen = psutil.Process(process.pid)
    links = [link for link in seen.net_connections("inet") if link.status != psutil.CONN_LISTEN]
    sessions = sum(1 for link in links if link.raddr and link.raddr.port in servers)
    return Vitals(
        memory=seen.memory_info().rss / MEGABYTE,
        sessions=sessions,
        tasks=await _tasks(process),
        sockets=len(links) - sessions,
    )


async def _tasks(process: Process) -> int:
    async with httpx.AsyncClient(base_url=process.url, timeout=PATIENCE_SECONDS) as client:
        page = (await client.get("/metrics")).raise_for_status().text
    (line,) = (line for line in page.splitlines() if line.startswith("asyncio_tasks "))
    return int(float(line.split()[1]))
