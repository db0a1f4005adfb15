"""A client that keeps asking and keeps a history; what it was not told it does not know."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

import httpx

from tests.faults.stage import PATIENCE_SECONDS, Member, Stage

ACCOUNTS: Final = 12
WORKERS: Final = 4
TIMEOUT_SECONDS: Final = 10.0
PAUSE_SECONDS: Final = 0.008
DOUBT_SECONDS: Final = 0.2


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


class Load:
    """Four clients writing entries to a few accounts."""

    def __init__(self, stage: Stage, producer: Member) -> None:
        self.history = History()
        self._stage = stage
        self._stop = asyncio.Event()
        self._client = httpx.AsyncClient(
            base_url=producer.process.url,
            headers={"Authorization": f"Bearer {stage.token()}"},
            timeout=TIMEOUT_SECONDS,
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
        try:
            answer = await self._client.post(
                "/v1/entries", json=history.asked[key], headers={"Idempotency-Key": key}
            )
        except httpx.HTTPError:
            answer = None
        if answer is None or answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            history.unknown.add(key)
            history.doubts += 1
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
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(self.history.ok) < enough:  # noqa: ASYNC110 - the clients tell nobody
                await asyncio.sleep(0.01)
        return asyncio.get_running_loop().time() - begin

    async def close(self) -> None:
        await self._client.aclose()

    async def _work(self, prefix: str) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            key = f"{prefix}-{number}"
            account = self._stage.random.choice(self._accounts)
            self.history.asked[key] = {"account": str(account), "reference": key}
            answer = await self.ask(key)
            is_known = answer is not None and answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
            await asyncio.sleep(PAUSE_SECONDS if is_known else DOUBT_SECONDS)
