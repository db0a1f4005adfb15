"""The load, in a process of its own: a closed loop of raw HTTP/1.1 requests over kept connections.

Reads a plan as JSON from standard input and writes what it saw as JSON. Plain sockets and httptools, since a
client library would be slower than what it measures.
"""

import asyncio
import json
import sys
import time
from base64 import b64decode
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httptools
import uvloop

from tests.bench.rounds import percentile

GOOD = range(200, 300)


@dataclass(frozen=True)
class Plan:
    """What is asked in turn, and when it counts; `unwanted` is what no good answer holds."""

    requests: list[bytes]
    since: float
    until: float
    unwanted: bytes


@dataclass
class Seen:
    """What came back within the measured time."""

    seconds: list[float] = field(default_factory=list)
    failures: int = 0
    first_failure: str = ""


class Connection(asyncio.Protocol):
    """One kept connection: the next request goes when the answer is whole."""

    def __init__(self, plan: "Plan", start: int, seen: Seen) -> None:
        self._plan = plan
        self._place = start
        self._seen = seen
        self._sent = 0.0
        self._body = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        now = time.perf_counter()
        if self._sent >= self._plan.since:
            is_good = self._parser.get_status_code() in GOOD
            if is_good and not (self._plan.unwanted and self._plan.unwanted in self._body):
                self._seen.seconds.append(now - self._sent)
            else:
                self._fail(f"{self._parser.get_status_code()} {self._body[-400:]!r}")
        if now < self._plan.until:
            # Not from within the parser, which is replaced.
            asyncio.get_running_loop().call_soon(self._send)
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if time.perf_counter() < self._plan.until:
            self._fail(f"connection lost: {exc}")
        if not self.done.done():
            self.done.set_result(None)

    def _send(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._body = b""
        request = self._plan.requests[self._place % len(self._plan.requests)]
        self._place += 1
        self._sent = time.perf_counter()
        self._transport.write(request)

    def _fail(self, said: str) -> None:
        self._seen.failures += 1
        self._seen.first_failure = self._seen.first_failure or said


async def run(asked: dict[str, Any]) -> dict[str, Any]:
    """Carry out what was asked."""
    seen = Seen()
    since = time.perf_counter() + asked["warm"]
    requests = [b64decode(request) for request in asked["requests"]]
    plan = Plan(requests, since, since + asked["seconds"], asked["unwanted"].encode())
    loop = asyncio.get_running_loop()
    stride = max(1, len(requests) // asked["connections"])
    made = []
    for number in range(asked["connections"]):
        connection = Connection(plan, number * stride, seen)
        await loop.create_connection(partial(_same, connection), asked["host"], asked["port"])
        made.append(connection)
    await asyncio.gather(*(connection.done for connection in made))
    taken = seen.seconds or [0.0]
    return {
        "answers": len(seen.seconds),
        "rate": len(seen.seconds) / asked["seconds"],
        "p50": percentile(taken, 0.5) * 1000,
        "p99": percentile(taken, 0.99) * 1000,
        "failures": seen.failures,
        "first_failure": seen.first_failure,
    }


def _same(connection: Connection) -> Connection:
    return connection


if __name__ == "__main__":
    sys.stdout.write(json.dumps(uvloop.run(run(json.load(sys.stdin)))))
