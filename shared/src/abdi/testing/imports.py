"""Sending files to a service under test and following them to their end."""

import csv
import io
from collections.abc import Mapping
from typing import Any

import httpx

from abdi.bulk.records import MEDIA_TYPES
from abdi.testing.toy_world import until


class ImportsClient:
    """What one caller (`by`, signed in) does with files of one kind."""

    def __init__(self, by: httpx.AsyncClient, kind: str) -> None:
        self.by = by
        self.address = f"/v1/imports/{kind}"

    async def send(self, content: bytes | str, *, form: str = "csv", **options: Any) -> httpx.Response:
        """The answer to sending the file; `headers` are headers, other options the query."""
        headers = {"Content-Type": MEDIA_TYPES[form], **options.pop("headers", {})}
        body = content.encode() if isinstance(content, str) else content
        return await self.by.post(self.address, content=body, params=options, headers=headers)

    async def ended(self, address: str) -> dict[str, Any]:
        """The import at `address`, once it has ended."""
        told: dict[str, Any] = {}

        async def has_ended() -> bool:
            told.update((await self.by.get(address)).json())
            return told["finished_at"] is not None

        await until(has_ended)
        return told

    async def take(self, content: bytes | str, **options: Any) -> dict[str, Any]:
        """Send the file and wait for its end."""
        answer = await self.send(content, **options)
        assert answer.status_code == 202, answer.text
        return await self.ended(answer.headers["location"])

    async def errors_file(self, told: Mapping[str, Any], form: str = "csv") -> bytes:
        """The errors file of an import that has ended."""
        answer = await self.by.get(f"{self.address}/{told['id']}/errors", params={"format": form})
        assert answer.status_code == 200, answer.text
        return answer.content

    async def errors(self, told: Mapping[str, Any]) -> dict[int, tuple[str, str]]:
        """Column and code of what is wrong, by the number of the row."""
        rows = csv.DictReader(io.StringIO((await self.errors_file(told)).decode("utf-8-sig")))
        # A kind may have a column of that name itself.
        code = "error_code" if "error_code" in (rows.fieldnames or ()) else "code"
        return {int(row["row"]): (row["column"], row[code]) for row in rows if row[code]}
