"""Files in the hands of a process that dies, and of one that works by itself."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.files import PDF
from abdi.testing.principals import employee
from abdi.testing.processes import ServiceProcess
from abdi.testing.toy_desk import address_of
from abdi.testing.toy_world import until
from abdi.tokens import DevKeys, TokenIssuer

Sessions = async_sessionmaker[AsyncSession]
PATIENCE = 60.0


@pytest.mark.faults
async def test_process_that_dies_leaves_no_row_without_a_file_and_the_next_goes_on(
    service_process: Callable[..., ServiceProcess],
    token_keys: DevKeys,
    sessions: Sessions,
    *,
    folder: Path,
    documents: dict[str, bytes],
) -> None:
    me = uuid4()
    process = service_process(run_files=True, run_mail=True)
    process.start(crash_at="files.after_put", patience=PATIENCE)
    token = TokenIssuer(token_keys).issue(employee(me, "5671"))
    headers = {"Authorization": f"Bearer {token}", "Content-Type": PDF}
    key = {"Idempotency-Key": "k1"}
    path = f"/v1/letters/{me}/file"
    async with httpx.AsyncClient(base_url=process.url, headers=headers, timeout=PATIENCE) as client:
        with pytest.raises(httpx.TransportError):
            await client.post(path, content=documents[PDF], headers=key)
        await asyncio.to_thread(process.wait_for_crash, patience=PATIENCE)
        assert (len(lying(folder)), await rows(sessions)) == (1, 0)
        await asyncio.to_thread(process.start, patience=PATIENCE)
        made = (await client.post(path, content=documents[PDF], headers=key)).json()
        assert (len(lying(folder)), await rows(sessions)) == (2, 1)
        assert (await client.get(f"/v1/letters/{made['id']}/file")).content == documents[PDF]
        await client.delete(f"/v1/letters/{made['id']}")
        await until(lambda: len(lying(folder)) == 1, seconds=PATIENCE)
        await client.post("/v1/codes", params={"person": str(me)})
        await until(lambda: has_mail(client, address_of(me)), seconds=PATIENCE)
    await asyncio.to_thread(process.stop)


def lying(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def has_mail(client: httpx.AsyncClient, address: str) -> bool:
    return bool((await client.get("/v1/dev/mailbox", params={"address": address})).json()["data"])


async def rows(sessions: Sessions) -> Any:
    async with sessions() as session:
        return (await session.execute(text("SELECT count(*) FROM stored_file"))).scalar()
