"""Who looks at a file before anybody else gets it."""

import asyncio
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final, Protocol

from abdi.files.settings import FileSettings, scanner_address
from abdi.problems import Unavailable

PATIENCE_SECONDS: Final = 60.0
_COMMAND: Final = b"zINSTREAM\0"
_LONGEST_ANSWER: Final = 4_096


@dataclass(frozen=True)
class Verdict:
    """What a scanner says; `found` names what it found, empty when that is nothing."""

    found: str = ""

    @property
    def is_clean(self) -> bool:
        """Whether the file may be given out."""
        return not self.found


class Scanner(Protocol):
    """Looks at files."""

    async def scan(self, pieces: AsyncIterator[bytes]) -> Verdict:
        """What is in the file. Raises Unavailable when it cannot look now."""
        ...


class Clamd:
    """ClamAV's daemon over TCP: the command INSTREAM of clamd(8)."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port

    async def scan(self, pieces: AsyncIterator[bytes]) -> Verdict:
        """See `Scanner`."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return _read(await self._ask(pieces))
        except OSError as error:  # a timeout is one
            raise Unavailable from error

    async def _ask(self, pieces: AsyncIterator[bytes]) -> str:
        reader, writer = await asyncio.open_connection(self._host, self._port)
        try:
            writer.write(_COMMAND)
            async for piece in pieces:
                writer.write(struct.pack("!L", len(piece)) + piece)
                await writer.drain()
            writer.write(struct.pack("!L", 0))
            await writer.drain()
            return (await reader.read(_LONGEST_ANSWER)).rstrip(b"\0\r\n").decode(errors="replace")
        finally:
            writer.close()


def _read(answer: str) -> Verdict:
    """The verdict in `stream: OK` or `stream: Name FOUND`. Raises Unavailable for anything else."""
    told = answer.removeprefix("stream: ")
    if told == "OK":
        return Verdict()
    if told.endswith(" FOUND"):
        return Verdict(told.removesuffix(" FOUND"))
    raise Unavailable  # an error of its own, such as a file above its limit


def make_scanner(settings: FileSettings) -> Scanner | None:
    """The scanner that the settings name; None when every file is taken for clean."""
    return Clamd(*scanner_address(settings.files_scanner)) if settings.files_scanner else None
