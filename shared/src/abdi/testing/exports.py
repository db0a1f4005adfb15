"""Asking a service under test for files and following them to their end."""

from collections.abc import Mapping
from typing import Any

import httpx

from abdi.testing.toy_world import until


class ExportsClient:
    """What one caller (`by`, signed in) does with exports of one kind."""

    def __init__(self, by: httpx.AsyncClient, kind: str) -> None:
        self.by = by
        self.address = f"/v1/exports/{kind}"

    async def ask(self, **asked: Any) -> httpx.Response:
        """The answer to asking; `headers` are headers, the rest is the body over a small one."""
        headers = asked.pop("headers", {})
        body = {"format": "csv", "purpose": "Laporan triwulan", "filters": {}, **asked}
        return await self.by.post(self.address, json=body, headers=headers)

    async def ended(self, address: str) -> dict[str, Any]:
        """The export at `address`, once it has ended."""
        told: dict[str, Any] = {}

        async def has_ended() -> bool:
            told.update((await self.by.get(address)).json())
            return told["finished_at"] is not None

        await until(has_ended)
        return told

    async def make(self, **asked: Any) -> dict[str, Any]:
        """Ask and wait for the end."""
        answer = await self.ask(**asked)
        assert answer.status_code == 202, answer.text
        return await self.ended(answer.headers["location"])

    async def file(self, told: Mapping[str, Any]) -> bytes:
        """The file of an export that has finished."""
        answer = await self.by.get(told["file"]["href"])
        assert answer.status_code == 200, answer.text
        return answer.content
