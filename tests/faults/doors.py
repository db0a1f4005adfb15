"""Clients who know several processes of a service and try another one before they give up."""

import asyncio
from http import HTTPStatus
from itertools import cycle
from typing import Any, Final

import httpx

from tests.faults.load import KEPT, TIMEOUT_SECONDS, WORKERS, Load
from tests.faults.stage import Member, Process, Stage

ATTEMPTS: Final = 4


class Retrying(Load):
    """A load over all these processes; every attempt of a request has the same key."""

    def __init__(self, stage: Stage, producer: Member, *others: Process) -> None:
        super().__init__(stage, producer)
        headers = {"Authorization": f"Bearer {stage.token()}"}
        urls = [producer.process.url, *(process.url for process in others)]
        options: dict[str, Any] = {"headers": headers, "timeout": TIMEOUT_SECONDS, "limits": KEPT}
        self._doors = [httpx.AsyncClient(base_url=url, **options) for url in urls]
        self._turn = cycle(range(len(urls)))
        self.retries = 0

    def pace(self, rate: float) -> None:
        """About so many requests per second, all clients together."""
        self.pause = WORKERS / rate

    async def send(self, key: str) -> httpx.Response | None:
        """Up to four times, at each door in turn."""
        answer, first = None, next(self._turn)
        for attempt in range(ATTEMPTS):
            self.retries += attempt > 0
            await asyncio.sleep(0.05 * attempt)
            self._client = self._doors[(first + attempt) % len(self._doors)]
            answer = await super().send(key)
            if answer is not None and answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
                break
        return answer

    async def close(self) -> None:
        for door in self._doors:
            await door.aclose()
