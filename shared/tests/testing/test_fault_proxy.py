"""The proxy breaks the line as it is told, for the connections it is told, and never by itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from abdi.messaging.nats import Broker
from abdi.testing.fault_proxy import Direction, FaultProxy, fault_proxy
from abdi.testing.infrastructure import Infrastructure
from abdi.testing.servers import NatsServer

SOON = 0.15


class Echo:
    """A server that answers what it hears, and keeps it."""

    def __init__(self) -> None:
        self.heard = bytearray()
        self.ends = 0
        self.open = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        try:
            while piece := await reader.read(65_536):
                self.heard += piece
                writer.write(piece)
                await writer.drain()
            self.ends += 1
        except ConnectionError:
            self.ends += 1
        finally:
            self.open -= 1
            writer.close()


class Line:
    """A client's connection through the proxy."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self.writer = writer

    def say(self, words: bytes) -> None:
        self.writer.write(words)

    async def hears(self, words: bytes, *, patience: float = 5.0) -> bool:
        try:
            async with asyncio.timeout(patience):
                return await self._reader.readexactly(len(words)) == words
        except TimeoutError:
            return False

    async def answers(self, words: bytes, *, patience: float = 5.0) -> bool:
        self.say(words)
        return await self.hears(words, patience=patience)

    async def ends(self, *, patience: float = 5.0) -> bool:
        try:
            async with asyncio.timeout(patience):
                return await self._reader.read() == b""
        except TimeoutError:
            return False


@pytest.fixture
async def echo() -> AsyncIterator[tuple[Echo, FaultProxy]]:
    told = Echo()
    server = await asyncio.start_server(told.serve, "127.0.0.1", 0)
    async with fault_proxy(f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}") as proxy:
        yield told, proxy
    server.close()


@asynccontextmanager
async def line(proxy: FaultProxy) -> AsyncIterator[Line]:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    try:
        yield Line(reader, writer)
    finally:
        writer.close()


async def test_everything_passes_both_ways_and_ends_are_told(echo: tuple[Echo, FaultProxy]) -> None:
    server, proxy = echo
    much = bytes(range(256)) * 20_000
    async with line(proxy) as client:
        assert await client.answers(b"one")
        assert await client.answers(much)
        client.writer.write_eof()
        assert await client.ends()
    assert (bytes(server.heard), server.ends, proxy.accepted) == (b"one" + much, 1, 1)


async def test_pause_holds_and_heal_brings_all_of_it(echo: tuple[Echo, FaultProxy]) -> None:
    server, proxy = echo
    async with line(proxy) as before:
        assert await before.answers(b"one")
        proxy.pause()
        async with line(proxy) as during:
            assert not await before.answers(b"two", patience=SOON)
            assert not await during.answers(b"three", patience=SOON)
            assert server.heard == b"one"
            proxy.heal()
            assert await before.hears(b"two")
            assert await during.hears(b"three")


async def test_pause_of_one_direction_lets_the_other_pass(echo: tuple[Echo, FaultProxy]) -> None:
    server, proxy = echo
    async with line(proxy) as client:
        proxy.pause(Direction.DOWN)
        assert not await client.answers(b"one", patience=SOON)
        assert server.heard == b"one"
        proxy.heal()
        assert await client.hears(b"one")


async def test_delay_counts_once_per_direction_and_keeps_the_order(echo: tuple[Echo, FaultProxy]) -> None:
    _, proxy = echo
    loop = asyncio.get_running_loop()
    async with line(proxy) as client:
        for direction, expected in ((Direction.UP, 0.2), (Direction.BOTH, 0.4)):
            proxy.heal()
            proxy.delay(0.2, direction)
            begin = loop.time()
            for word in (b"one", b"two", b"three"):
                client.say(word)
                await asyncio.sleep(0.01)
            assert await client.hears(b"onetwothree")
            assert expected <= loop.time() - begin < 2 * expected + 1


async def test_cut_ends_present_and_new_connections_until_it_heals(echo: tuple[Echo, FaultProxy]) -> None:
    server, proxy = echo
    async with line(proxy) as client:
        assert await client.answers(b"one")
        proxy.cut()
        assert await client.ends()
        async with line(proxy) as refused:
            with pytest.raises(ConnectionError):
                await refused.answers(b"two")
    proxy.heal()
    async with line(proxy) as again:
        assert await again.answers(b"three")
    assert server.heard == b"onethree"


async def test_reset_breaks_off_the_present_and_lets_new_ones_pass(echo: tuple[Echo, FaultProxy]) -> None:
    server, proxy = echo
    async with line(proxy) as client:
        assert await client.answers(b"one")
        proxy.reset()
        with pytest.raises(ConnectionResetError):
            await client.answers(b"two")
        async with line(proxy) as again:
            assert await again.answers(b"three")
    assert server.heard == b"onethree"


async def test_half_open_tells_nobody_not_even_of_the_end(echo: tuple[Echo, FaultProxy]) -> None:
    server, proxy = echo
    async with line(proxy) as client:
        assert await client.answers(b"one")
        proxy.half_open()
        assert not await client.answers(b"two", patience=SOON)
        async with line(proxy) as again:
            assert await again.answers(b"three")
    await asyncio.sleep(SOON)
    assert (bytes(server.heard), server.open, proxy.open_links) == (b"onethree", 1, 1)
    proxy.heal()
    await asyncio.sleep(SOON)
    assert (bytes(server.heard), server.open) == (b"onethree", 1)


async def test_half_open_downwards_still_brings_what_goes_up(echo: tuple[Echo, FaultProxy]) -> None:
    server, proxy = echo
    async with line(proxy) as client:
        assert await client.answers(b"one")
        proxy.half_open(Direction.DOWN)
        assert not await client.answers(b"two", patience=SOON)
    assert server.heard == b"onetwo"


async def test_server_that_is_away_is_a_broken_connection() -> None:
    with_nobody = await asyncio.start_server(Echo().serve, "127.0.0.1", 0)
    port = with_nobody.sockets[0].getsockname()[1]
    with_nobody.close()
    async with fault_proxy(f"tcp://127.0.0.1:{port}") as proxy, line(proxy) as client:
        with pytest.raises(ConnectionError):
            await client.answers(b"one")


async def test_postgres_and_nats_are_reached_through_it(
    infrastructure: Infrastructure, nats_server: NatsServer
) -> None:
    async with fault_proxy(infrastructure.postgres_url) as proxy:
        connection = await asyncpg.connect(proxy.url(infrastructure.postgres_url))
        assert await connection.fetchval("SELECT 1") == 1
        proxy.reset()
        with pytest.raises((ConnectionError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError)):
            await connection.fetchval("SELECT 1")
        connection.terminate()
    async with fault_proxy(nats_server.url()) as proxy:
        broker = Broker(proxy.url(nats_server.url()), name="test")
        await broker.start()
        assert await broker.connected(10)
        proxy.cut()
        async with asyncio.timeout(5):
            while broker.is_connected:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)
        proxy.heal()
        assert await broker.connected(10)
        await broker.stop()
