"""Quarantine: a file that nobody has looked at is given to nobody."""

import asyncio
import struct
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.clock import FixedClock
from abdi.files.tending import FileTender
from abdi.testing.principals import ServiceClient
from abdi.testing.problems import assert_problem

Sessions = async_sessionmaker[AsyncSession]


def lying(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


class Daemon:
    """As much of clamd as INSTREAM needs: reads the pieces to the empty one and says what it is told to."""

    def __init__(self) -> None:
        self.says = b"stream: OK\0"
        self.seen = b""
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        self.seen = b""
        while size := struct.unpack("!L", await reader.readexactly(4))[0]:
            self.seen += await reader.readexactly(size)
        writer.write(self.says)
        writer.close()


@pytest.fixture
async def daemon() -> AsyncIterator[Daemon]:
    made = Daemon()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()


@pytest.fixture
def settings_overrides(daemon: Daemon, folder: Path) -> dict[str, Any]:
    scanner = f"clamd://127.0.0.1:{daemon.port}"
    return {"files_url": folder.as_uri(), "files_scanner": scanner, "run_files": False, "run_mail": False}


async def test_file_is_given_out_once_the_scanner_has_seen_all_of_it(
    palembang: ServiceClient,
    letter: dict[str, Any],
    daemon: Daemon,
    *,
    tender: FileTender,
    documents: dict[str, bytes],
) -> None:
    path = f"/v1/letters/{letter['id']}/file"
    assert letter["state"] == "pending"
    told = assert_problem(await palembang.get(path), 409, "file-not-clean")
    assert told["current_state"] == "pending"
    assert await tender.do_due() == 1
    assert daemon.seen == documents["application/pdf"]
    assert (await palembang.get(path)).content == daemon.seen
    assert await tender.do_due() == 0


async def test_file_with_a_finding_is_given_to_nobody_removed_and_told_of(
    palembang: ServiceClient,
    owner: ServiceClient,
    letter: dict[str, Any],
    *,
    daemon: Daemon,
    tender: FileTender,
    folder: Path,
) -> None:
    daemon.says = b"stream: Eicar-Test-Signature FOUND\0"
    await tender.do_due()
    told = assert_problem(await palembang.get(f"/v1/letters/{letter['id']}/file"), 409, "file-not-clean")
    assert told["current_state"] == "rejected"
    assert await tender.do_due() == 1
    assert lying(folder) == []
    (notice,) = (await owner.get("/v1/notices")).json()["data"]
    assert notice["kind"] == "file.rejected"


@pytest.mark.usefixtures("letter")
@pytest.mark.parametrize("says", [b"INSTREAM size limit exceeded. ERROR\0", b""])
async def test_scanner_that_cannot_say_leaves_the_file_in_quarantine_and_is_asked_again(
    sessions: Sessions,
    letter: dict[str, Any],
    daemon: Daemon,
    *,
    tender: FileTender,
    clock: FixedClock,
    says: bytes,
) -> None:
    daemon.says = says
    for pause in (5, 30):
        assert await tender.do_due() == 1
        assert await tender.do_due() == 0
        clock.advance(timedelta(seconds=pause))
    daemon.says = b"stream: OK\0"
    assert await tender.do_due() == 1
    async with sessions() as session:
        assert (await session.execute(text("SELECT state FROM stored_file"))).scalar() == "clean"


async def test_file_erased_in_quarantine_stays_erased(
    palembang: ServiceClient, letter: dict[str, Any], sessions: Sessions, *, tender: FileTender
) -> None:
    due = await tender._claim()  # noqa: SLF001 - the erasure comes while the scanner looks
    assert (await palembang.delete(f"/v1/letters/{letter['id']}")).status_code == 204
    await tender._scan(due[0])  # noqa: SLF001
    async with sessions() as session:
        assert (await session.execute(text("SELECT state FROM stored_file"))).scalar() == "erased"
