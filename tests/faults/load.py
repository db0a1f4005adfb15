"""A client that keeps asking and keeps a history; what it was not told it does not know."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

import httpx

from tests.faults.evidence import REMARK
from tests.faults.stage import PATIENCE_SECONDS, Member, Stage

ACCOUNTS: Final = 12
WORKERS: Final = 4
TIMEOUT_SECONDS: Final = 10.0
PAUSE_SECONDS: Final = 0.008
DOUBT_SECONDS: Final = 0.2
KEPT: Final = httpx.Limits(keepalive_expiry=2.0)
"""A connection is given up before the server does, so that no request meets its end."""


@dataclass
class History:
    """What was asked under which key, and what became of it as far as the client knows."""

    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    ok: dict[str, Any] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    replayed: set[str] = field(default_factory=set)
    doubts: int = 0
    """How often an answer did not come; a key may be doubted and answered later."""
    doubted_at: list[float] = field(default_factory=list)
    """When, by the clock of the event loop."""
    answers: Counter[int] = field(default_factory=Counter)
    """The statuses that came; 0: none."""


class Load:
    """Four clients writing entries to a few accounts."""

    def __init__(self, stage: Stage, producer: Member) -> None:
        self.history = History()
        self.pause = PAUSE_SECONDS
        """Of each client between two requests."""
        token = stage.token()
        self.token: Callable[[], str] = lambda: token
        """Asked for each request."""
        self._stage = stage
        self._stop = asyncio.Event()
        self._client = httpx.AsyncClient(
            base_url=producer.process.url,
            timeout=TIMEOUT_SECONDS,
            limits=KEPT,
        )
        self._accounts = [UUID(int=stage.random.getrandbits(128), version=4) for _ in range(ACCOUNTS)]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[History]:
        """Load while the block runs."""
        self._stop.clear()
        async with asyncio.TaskGroup() as tasks:
            for worker in range(WORKERS):
                tasks.create_task(self._work(f"{self._stage.seed}-{len(self.history.asked)}-{worker}"))
            try:
                yield self.history
            finally:
                self._stop.set()

    async def ask(self, key: str) -> httpx.Response | None:
        """Send the request of `key` (again); None when no answer came."""
        history = self.history
        answer = await self.send(key)
        history.answers[answer.status_code if answer is not None else 0] += 1
        if answer is None or answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            history.unknown.add(key)
            history.doubts += 1
            history.doubted_at.append(asyncio.get_running_loop().time())
            return answer
        history.unknown.discard(key)
        if answer.status_code == HTTPStatus.CREATED:
            before = history.ok.setdefault(key, answer.json())
            assert before == answer.json(), f"{key} was answered in two ways"
            if answer.headers.get("Idempotency-Replayed"):
                history.replayed.add(key)
        elif answer.status_code == HTTPStatus.CONFLICT:
            history.unknown.add(key)  # its twin is still under way
        else:
            history.failed.add(key)
        return answer

    async def send(self, key: str) -> httpx.Response | None:
        """The request of `key`, once."""
        headers = {"Idempotency-Key": key, "Authorization": f"Bearer {self.token()}"}
        try:
            return await self._client.post("/v1/entries", json=self.history.asked[key], headers=headers)
        except httpx.HTTPError:
            return None

    async def settle(self) -> None:
        """Ask for everything unknown again, under its key, until all is known."""
        until = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while keys := sorted(self.history.unknown):
            answers = await asyncio.gather(*(self.ask(key) for key in keys[:WORKERS]))
            late = asyncio.get_running_loop().time() > until
            assert not late, Counter(answer.text[:200] if answer else "no answer" for answer in answers)
            if any(key in self.history.unknown for key in keys[:WORKERS]):
                await asyncio.sleep(0.05)

    async def more(self, number: int) -> float:
        """Wait until so many more requests are answered well; returns the seconds that it took."""
        begin, enough = asyncio.get_running_loop().time(), len(self.history.ok) + number
        while len(self.history.ok) < enough:
            await asyncio.sleep(0.01)
            took = asyncio.get_running_loop().time() - begin
            assert took < PATIENCE_SECONDS, f"answers so far: {self.history.answers}"
        return asyncio.get_running_loop().time() - begin

    async def close(self) -> None:
        await self._client.aclose()

    async def _work(self, prefix: str) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            key = f"{prefix}-{number}"
            account = self._stage.random.choice(self._accounts)
            self.history.asked[key] = {"account": str(account), "reference": key, "remark": REMARK}
            answer = await self.ask(key)
            is_known = answer is not None and answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
            await asyncio.sleep(self.pause if is_known else DOUBT_SECONDS)
