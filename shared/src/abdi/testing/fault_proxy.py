"""A TCP proxy that a test puts between two parties, to break the line between them while both are well."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Flag, auto
from typing import Final
from urllib.parse import urlsplit

PIECE_BYTES: Final = 64 * 1024
PIECES_UNDER_WAY: Final = 4_096
_RESET: Final = struct.pack("ii", 1, 0)  # SO_LINGER of zero seconds: closing sends RST


class Direction(Flag):
    """Which way bytes go: up to the server, down to the client."""

    UP = auto()
    DOWN = auto()
    BOTH = UP | DOWN


@dataclass
class _Way:
    """What holds of one direction on all connections."""

    seconds: float = 0.0
    is_open: asyncio.Event = field(default_factory=asyncio.Event)


class FaultProxy:
    """A port on 127.0.0.1 whose connections lead to the server behind `target`, an address of any scheme.

    Nothing is read of what passes, so it serves PostgreSQL, NATS and HTTP alike. `pause`, `delay` and `cut`
    hold for present and new connections until `heal`; `reset` and `half_open` hit the present ones for good.
    It lives in the event loop that started it.
    """

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        assert parts.port, "the target's address names no port"
        self._target = (parts.hostname or "127.0.0.1", parts.port)
        self._server: asyncio.Server | None = None
        self._links: set[_Link] = set()
        self._ways = {Direction.UP: _Way(), Direction.DOWN: _Way()}
        self._is_cut = False
        self.port = 0
        self.accepted = 0
        """Connections that came so far, also those that a cut ended at once."""

    async def start(self) -> None:
        """Listen on a free port; nothing is broken yet."""
        self.heal()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """End every connection and listen no more."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self.reset()
        await asyncio.gather(*(link.ended.wait() for link in self._links))

    def url(self, target: str) -> str:
        """The address `target` with this proxy in the place of the server."""
        parts = urlsplit(target)
        assert parts.port == self._target[1], "another server's address"
        credentials, _, _ = parts.netloc.rpartition("@")
        place = f"127.0.0.1:{self.port}"
        return parts._replace(netloc=f"{credentials}@{place}" if credentials else place).geturl()

    @property
    def open_links(self) -> int:
        """Connections that are there, half-open ones included."""
        return len(self._links)

    def pause(self, direction: Direction = Direction.BOTH) -> None:
        """Hold all bytes; nothing is lost, all of it arrives after `heal`."""
        for way in self._of(direction):
            way.is_open.clear()

    def delay(self, seconds: float, direction: Direction = Direction.BOTH) -> None:
        """Let every piece arrive `seconds` later, in its order; zero ends it."""
        for way in self._of(direction):
            way.seconds = seconds

    def cut(self) -> None:
        """End every connection, and each new one at once."""
        self._is_cut = True
        for link in self._links:
            link.close()

    def reset(self) -> None:
        """Break every present connection off with RST; new ones pass."""
        for link in self._links:
            link.reset()

    def half_open(self, direction: Direction = Direction.BOTH) -> None:
        """Swallow what passes on the present connections, their ends too: nobody is told. New ones pass."""
        for link in self._links:
            link.swallowed |= direction

    def heal(self) -> None:
        """No pause, no delay, no cut. What was swallowed or reset stays so."""
        self._is_cut = False
        for way in self._ways.values():
            way.seconds = 0.0
            way.is_open.set()

    def _of(self, direction: Direction) -> list[_Way]:
        return [way for one, way in self._ways.items() if one in direction]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        if self._is_cut:
            _abort(writer)
            return
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._target)
        except OSError:
            _abort(writer)
            return
        link = _Link(writer, far_writer)
        self._links.add(link)
        try:
            await asyncio.gather(
                link.carry(reader, far_writer, direction=Direction.UP, way=self._ways[Direction.UP]),
                link.carry(far_reader, writer, direction=Direction.DOWN, way=self._ways[Direction.DOWN]),
            )
        finally:
            link.close()
            link.ended.set()
            self._links.discard(link)


class _Link:
    """One connection from end to end."""

    def __init__(self, near: asyncio.StreamWriter, far: asyncio.StreamWriter) -> None:
        self._ends = (near, far)
        self._over = asyncio.Event()
        self.swallowed = Direction(0)
        self.ended = asyncio.Event()

    def close(self) -> None:
        """End it in order, whatever was under way."""
        for end in self._ends:
            end.close()
        self._over.set()

    def reset(self) -> None:
        """Break it off, towards both."""
        for end in self._ends:
            _abort(end)
        self._over.set()

    async def carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, direction: Direction, way: _Way
    ) -> None:
        """Bring one direction's bytes over until its end or that of the link."""
        pieces: asyncio.Queue[tuple[float, bytes | None]] = asyncio.Queue(PIECES_UNDER_WAY)
        tasks = [
            asyncio.create_task(self._take(reader, way, pieces)),
            asyncio.create_task(self._give(writer, way, pieces, direction=direction)),
        ]
        over = asyncio.create_task(self._over.wait())
        await asyncio.wait([tasks[1], over], return_when=asyncio.FIRST_COMPLETED)
        for task in (*tasks, over):
            task.cancel()
        await asyncio.gather(*tasks, over, return_exceptions=True)

    async def _take(
        self, reader: asyncio.StreamReader, way: _Way, pieces: asyncio.Queue[tuple[float, bytes | None]]
    ) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                piece: bytes | None = await reader.read(PIECE_BYTES)
            except ConnectionError:
                piece = None
            await pieces.put((loop.time() + way.seconds, piece))
            if not piece:
                return

    async def _give(
        self,
        writer: asyncio.StreamWriter,
        way: _Way,
        pieces: asyncio.Queue[tuple[float, bytes | None]],
        *,
        direction: Direction,
    ) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due, piece = await pieces.get()
            await asyncio.sleep(max(0.0, due - loop.time()))
            await way.is_open.wait()
            if direction in self.swallowed:
                if not piece:
                    await self._over.wait()  # the other end is never told
                continue
            if piece is None:
                self.reset()
                return
            with suppress(ConnectionError):
                if not piece:
                    writer.write_eof()
                    return
                writer.write(piece)
                await writer.drain()


@asynccontextmanager
async def fault_proxy(target: str) -> AsyncIterator[FaultProxy]:
    """A proxy before `target`, which passes everything until told otherwise."""
    proxy = FaultProxy(target)
    await proxy.start()
    try:
        yield proxy
    finally:
        await proxy.stop()


def _abort(writer: asyncio.StreamWriter) -> None:
    end = writer.get_extra_info("socket")
    if end is not None:
        with suppress(OSError):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()
