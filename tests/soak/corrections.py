"""Clients who evaluate through the gateway and correct without end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import cycle
from typing import Any
from uuid import UUID

import httpx

from tests.faults.careers import CLIENTS, RATINGS
from tests.soak.cast import Cast

SECONDS_OF_PATIENCE = 5.0


class Corrections:
    """One evaluation per person, then correction after correction, each asked for until it is answered."""

    def __init__(self, cast: Cast, pause: float) -> None:
        self._cast = cast
        self._pause = pause
        self._stop = asyncio.Event()
        self._latest: dict[UUID, httpx.Response] = {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Beside the block."""
        self._stop.clear()
        people = self._cast.careers.people
        async with asyncio.TaskGroup() as tasks:
            for number in range(CLIENTS):
                tasks.create_task(self._work(people[number::CLIENTS]))
            try:
                yield
            finally:
                self._stop.set()

    async def _work(self, people: list[UUID]) -> None:
        headers = {"Authorization": f"Bearer {self._cast.stage.token()}"}
        url = self._cast.gateway.url
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=SECONDS_OF_PATIENCE) as client:
            for person in cycle(people):
                if self._stop.is_set():
                    return
                self._latest[person] = await self._next(client, person)
                await asyncio.sleep(self._pause)

    async def _next(self, client: httpx.AsyncClient, person: UUID) -> httpx.Response:
        careers, made = self._cast.careers, self._latest.get(person)
        number = 0 if made is None else made.json()["corrections"] + 1
        # Each differs from the one before: a correction that changes nothing is refused.
        body = {"behaviour": "as_expected", "work_result": RATINGS[number % len(RATINGS)]}
        if made is None:
            asked: dict[str, Any] = body | {"employee_id": str(person), "year": 2025}
            return await careers.insist(client, "/v1/evaluations", asked, {})
        path = f"/v1/evaluations/{made.json()['id']}/correction"
        return await careers.insist(
            client, path, body | {"reason": "read wrongly"}, {"If-Match": made.headers["ETag"]}
        )
