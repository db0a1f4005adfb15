"""Calls to a service that is away, slow, breaks off or talks nonsense; each peer is a real server."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from abdi.http.breaker import BreakerRules, BreakerState
from abdi.http.client import Patience, Upstream
from abdi.http.deadline import Deadline
from abdi.http.upstream_failure import UpstreamFailed
from abdi.http.upstream_measures import UpstreamMeasures

NOWHERE = "http://127.0.0.1:1"
Talk = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


class Peer:
    """A server that says what the test wants, and remembers what it was asked."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.asked: list[bytes] = []
        self.url = ""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.asked.append(head)
                await self.talk(head, writer)
                await writer.drain()
                if writer.is_closing():
                    return
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            writer.close()


@asynccontextmanager
async def peer(talk: Talk) -> AsyncIterator[Peer]:
    made = Peer(talk)
    server = await asyncio.start_server(made.answer, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield made
    finally:
        server.close()


def said(body: bytes, status: str = "200 OK", extra: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{extra}\r\n".encode() + body


async def well(_: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(said(b"fine"))


async def slowly(_: bytes, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(5)


async def half(_: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(said(b"x" * 100)[:-50])
    writer.close()


async def half_and_wait(_: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(said(b"x" * 100)[:-50])
    await writer.drain()
    await asyncio.sleep(5)


async def nonsense(_: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(b"\x00\x01 how do you do\r\n\r\n")
    writer.close()


async def hang_up(_: bytes, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def broken(_: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(said(b"", "503 Service Unavailable", "Retry-After: 1\r\n"))


async def failure(upstream: Upstream, deadline: Deadline | None = None) -> UpstreamFailed:
    with pytest.raises(UpstreamFailed) as caught:
        await upstream.get("/", headers={}, deadline=deadline)
    return caught.value


@pytest.mark.parametrize(
    ("talk", "reason"),
    [
        (slowly, "timeout"),
        (half_and_wait, "timeout"),
        (half, "unavailable"),
        (nonsense, "invalid_answer"),
        (hang_up, "unavailable"),
    ],
)
async def test_failure_says_what_it_was_and_comes_in_time(talk: Talk, reason: str) -> None:
    async with peer(talk) as there, Upstream("there", there.url, patience=Patience(whole=0.3)) as upstream:
        started = time.monotonic()
        assert (await failure(upstream)).reason == reason
        assert time.monotonic() - started < 1


async def test_refused_connection_is_tried_once_more_then_unavailable() -> None:
    registry = CollectorRegistry()
    async with Upstream("away", NOWHERE, measures=UpstreamMeasures(registry)) as upstream:
        assert (await failure(upstream)).reason == "unavailable"
    shown = generate_latest(registry).decode()
    assert 'upstream_retries_total{upstream="away"} 1.0' in shown
    assert 'upstream_calls_total{outcome="unavailable",upstream="away"} 1.0' in shown


async def test_get_that_was_cut_off_is_tried_once_more() -> None:
    async def first_badly(_: bytes, writer: asyncio.StreamWriter) -> None:
        await (hang_up if len(there.asked) == 1 else well)(_, writer)

    async with peer(first_badly) as there, Upstream("there", there.url) as upstream:
        assert (await upstream.get("/", headers={})).body == b"fine"
        assert len(there.asked) == 2


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_change_is_never_sent_twice(method: str) -> None:
    async with peer(hang_up) as there, Upstream("there", there.url) as upstream:
        with pytest.raises(UpstreamFailed):
            async with upstream.call(method, "/", headers={}):
                pass
        assert len(there.asked) == 1


async def test_answer_with_an_error_is_an_answer_and_not_tried_again() -> None:
    async with peer(broken) as there, Upstream("there", there.url) as upstream:
        answer = await upstream.get("/", headers={})
        assert (answer.status, answer.retry_after, len(there.asked)) == (503, 1, 1)


async def test_remaining_budget_goes_with_the_call() -> None:
    async with peer(well) as there, Upstream("there", there.url) as upstream:
        await upstream.get("/", headers={}, deadline=Deadline.after(1.0))
    (head,) = there.asked
    budget = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"x-request-budget:"))
    assert 900 < int(budget.split(b":")[1]) <= 1000


async def test_passed_deadline_asks_nobody() -> None:
    async with peer(well) as there, Upstream("there", there.url) as upstream:
        assert (await failure(upstream, Deadline.after(-1))).reason == "timeout"
        assert there.asked == []
        assert upstream.breaker_state is BreakerState.CLOSED


@pytest.mark.parametrize("is_announced", [True, False])
async def test_answer_above_the_largest_size_is_not_read(*, is_announced: bool) -> None:
    async def at_length(_: bytes, writer: asyncio.StreamWriter) -> None:
        if is_announced:
            writer.write(said(b"x" * 2_000))
        else:
            writer.write(
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" + b"x" * 2000 + b"\r\n"
            )

    patience = Patience(whole=1.0, largest_answer=1_000)
    async with peer(at_length) as there, Upstream("there", there.url, patience=patience) as upstream:
        assert (await failure(upstream)).reason == "invalid_answer"


async def test_full_pool_is_waited_for_no_longer_than_allowed() -> None:
    patience = Patience(whole=2.0, connections=1, waiting=0.1)
    async with peer(slowly) as there, Upstream("there", there.url, patience=patience) as upstream:
        first = asyncio.create_task(failure(upstream, Deadline.after(0.6)))
        await asyncio.sleep(0.05)
        started = time.monotonic()
        assert (await failure(upstream)).reason == "overloaded"
        assert time.monotonic() - started < 0.4
        assert (await first).reason == "timeout"
        assert len(there.asked) == 1


async def test_place_is_free_again_when_the_caller_goes_away() -> None:
    patience = Patience(connections=1, waiting=0.1, breaker=BreakerRules(failures=1))
    async with peer(slowly) as there, Upstream("there", there.url, patience=patience) as upstream:
        first = asyncio.create_task(upstream.get("/", headers={}))
        await asyncio.sleep(0.05)
        first.cancel()
        await asyncio.wait({first})
        there.talk = well
        assert (await upstream.get("/", headers={})).body == b"fine"
        assert upstream.breaker_state is BreakerState.CLOSED


@pytest.mark.parametrize("talk", [slowly, hang_up, broken])
async def test_breaker_opens_then_tries_then_closes(talk: Talk) -> None:
    registry = CollectorRegistry()
    rules = BreakerRules(failures=3, pause=0.2)
    patience = Patience(whole=0.1, breaker=rules)
    measures = UpstreamMeasures(registry)
    async with (
        peer(talk) as there,
        Upstream("there", there.url, patience=patience, measures=measures) as upstream,
    ):
        while upstream.breaker_state is BreakerState.CLOSED:
            await asyncio.gather(upstream.get("/", headers={}), return_exceptions=True)
        asked = len(there.asked)
        assert (await failure(upstream)).reason == "breaker_open"
        assert len(there.asked) == asked
        assert 'upstream_breaker_state{upstream="there"} 2.0' in generate_latest(registry).decode()
        there.talk = well
        async with asyncio.timeout(10):
            while upstream.breaker_state is BreakerState.OPEN:  # noqa: ASYNC110 - time alone changes it
                await asyncio.sleep(0.02)
        assert (await upstream.get("/", headers={})).status == 200
        assert 'upstream_breaker_state{upstream="there"} 0.0' in generate_latest(registry).decode()


async def test_refusals_do_not_open_the_breaker() -> None:
    async def refuse(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(said(b"", "404 Not Found"))

    patience = Patience(breaker=BreakerRules(failures=1))
    async with peer(refuse) as there, Upstream("there", there.url, patience=patience) as upstream:
        for _ in range(5):
            assert (await upstream.get("/", headers={})).status == 404
        assert upstream.breaker_state is BreakerState.CLOSED


async def test_readiness_of_a_hanging_service_is_known_soon() -> None:
    async with peer(slowly) as there, Upstream("there", there.url) as upstream:
        started = time.monotonic()
        assert await upstream.is_ready() is False
        assert time.monotonic() - started < 2
