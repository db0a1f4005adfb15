"""Calls to other services over HTTP: the one module that knows the client library.

Each service has a pool of its own with a bounded wait for a place (a slow one takes no places of others), a
breaker, and a budget of retries. Every failure is an `UpstreamFailed` with its reason.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Self

import aiohttp
from prometheus_client import CollectorRegistry
from yarl import URL

from abdi.http.breaker import Admission, Breaker, BreakerRules, BreakerState, RetryBudget
from abdi.http.client_spans import tracing_middlewares
from abdi.http.deadline import BUDGET_HEADER, Deadline
from abdi.http.upstream_failure import FailureReason, UpstreamFailed
from abdi.http.upstream_measures import UpstreamMeasures

CONNECT_SECONDS: Final = 0.5
READY_SECONDS: Final = 1.0
# Below the five seconds after which our servers close an idle connection, so that none is closed while a
# request is on its way.
KEPT_SECONDS: Final = 3.0
LONGEST_JITTER_SECONDS: Final = 0.05
PIECE: Final = 64 * 1024
OK: Final = 200
FAILED: Final = 500


@dataclass(frozen=True)
class Patience:
    """How much one service may cost those who call it. Times in seconds."""

    whole: float = 3.0
    """For a whole call without a deadline of its own, waiting and connecting included."""
    connections: int = 50
    """Calls under way at once."""
    waiting: float = 1.0
    """For a place, when all connections are taken."""
    largest_answer: int = 2_000_000
    """Bytes that `get` reads."""
    breaker: BreakerRules = field(default_factory=BreakerRules)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that was read whole."""

    status: int
    body: bytes
    retry_after: int | None = None


class _BrokenOffError(aiohttp.ClientConnectionError):
    """The connection ended before an answer began."""


@dataclass(frozen=True, slots=True)
class _Asked:
    method: str
    url: URL
    headers: Mapping[str, str]
    body: AsyncIterator[bytes] | bytes | None
    deadline: Deadline


class Upstream:
    """One service behind an address; a context that holds its connections.

    Args:
        name: what the service is called in errors and metrics.
        base_url: its address, without a path.
        patience: limits; the usual ones when not given.
        measures: where its metrics are kept.
    """

    def __init__(
        self,
        name: str,
        base_url: str,
        *,
        patience: Patience | None = None,
        measures: UpstreamMeasures | None = None,
    ) -> None:
        self.name = name
        self.patience = patience or Patience()
        self._base = base_url.rstrip("/")
        self._breaker = Breaker(self.patience.breaker)
        self._budget = RetryBudget()
        self._places = asyncio.Semaphore(self.patience.connections)
        self._under_way = 0
        self._measures = (measures or UpstreamMeasures(CollectorRegistry())).of(name)
        self._measures.watch(lambda: self._under_way, lambda: self._breaker.state)
        self._open: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._open = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, ttl_dns_cache=30, keepalive_timeout=KEPT_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=("Accept-Encoding", "User-Agent"),
            middlewares=(*tracing_middlewares(), _tell_broken_off),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open is not None:
            await self._open.close()
            self._open = None

    @property
    def breaker_state(self) -> BreakerState:
        """What the next call would meet."""
        return self._breaker.state

    @asynccontextmanager
    async def call(
        self,
        method: str,
        target: str,
        *,
        headers: Mapping[str, str],
        body: AsyncIterator[bytes] | bytes | None = None,
        deadline: Deadline | None = None,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Send one request; the answer's body is read by the caller inside the block.

        Args:
            method: the HTTP method; only GET is tried again, when no answer began.
            target: path and query exactly as they go on the wire.
            headers: sent as they are, with the budget added.
            body: whole or in pieces.
            deadline: until when the body must be read; the service's patience from now if not given.

        Raises:
            UpstreamFailed: the service could not be reached, was too slow or broke off.
        """
        async with self._exchange(self._asked(method, target, headers, body=body, until=deadline)) as (
            answer,
            admission,
        ):
            admission.succeeded()  # from here on the pace is that of whoever reads
            yield answer

    async def get(
        self, target: str, *, headers: Mapping[str, str], deadline: Deadline | None = None
    ) -> Answer:
        """The whole answer to a GET. Raises UpstreamFailed, also for one above the largest size."""
        asked = self._asked("GET", target, headers, until=deadline)
        async with self._exchange(asked) as (answer, admission):
            body = await self._whole(answer)
            admission.succeeded()
            return Answer(answer.status, body, _retry_after(answer))

    async def is_ready(self) -> bool:
        """Whether the service says that it can serve (`/readyz`), past pool and breaker."""
        timeout = aiohttp.ClientTimeout(total=READY_SECONDS, sock_connect=CONNECT_SECONDS)
        try:
            async with self._session.get(f"{self._base}/readyz", timeout=timeout) as answer:
                return answer.status == OK
        except (aiohttp.ClientError, TimeoutError):
            return False

    @property
    def _session(self) -> aiohttp.ClientSession:
        if self._open is None:
            raise RuntimeError("the upstream is used outside its context")
        return self._open

    def _asked(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        *,
        body: AsyncIterator[bytes] | bytes | None = None,
        until: Deadline | None,
    ) -> _Asked:
        url = URL(self._base + target, encoded=True)
        return _Asked(method, url, headers, body, until or Deadline.after(self.patience.whole))

    @asynccontextmanager
    async def _exchange(self, asked: _Asked) -> AsyncIterator[tuple[aiohttp.ClientResponse, Admission]]:
        if self._breaker.state is BreakerState.OPEN:
            raise self._failure("breaker_open")
        await self._take_place(asked.deadline)
        self._under_way += 1
        started = time.monotonic()
        try:
            answer, admission = await self._answer(asked)
            try:
                yield answer, admission
            except (aiohttp.ClientError, TimeoutError) as failure:
                admission.failed()
                raise self._failure(_reason(failure)) from failure
            finally:
                admission.abandoned()
                answer.release()
            self._measures.count("answered" if answer.status < FAILED else "failed")
        finally:
            self._measures.seconds.observe(time.monotonic() - started)
            self._under_way -= 1
            self._places.release()

    async def _take_place(self, deadline: Deadline) -> None:
        if not self._places.locked():
            await self._places.acquire()
            return
        try:
            async with asyncio.timeout(min(self.patience.waiting, deadline.remaining())):
                await self._places.acquire()
        except TimeoutError:
            raise self._failure("overloaded") from None

    async def _answer(self, asked: _Asked) -> tuple[aiohttp.ClientResponse, Admission]:
        self._budget.earn()
        try:
            try:
                return await self._attempt(asked)
            except (aiohttp.ClientConnectorError, _BrokenOffError):
                if asked.method != "GET" or not self._budget.spend():
                    raise
            self._measures.retries.inc()
            await asyncio.sleep(random.uniform(0, LONGEST_JITTER_SECONDS))  # noqa: S311 - no secret
            return await self._attempt(asked)
        except (aiohttp.ClientError, TimeoutError) as failure:
            raise self._failure(_reason(failure)) from failure

    async def _attempt(self, asked: _Asked) -> tuple[aiohttp.ClientResponse, Admission]:
        left = asked.deadline.remaining()
        if left <= 0:
            raise self._failure("timeout")
        admission = self._breaker.admit()
        if admission is None:
            raise self._failure("breaker_open")
        try:
            answer = await self._session.request(
                asked.method,
                asked.url,
                headers={**asked.headers, BUDGET_HEADER: str(int(left * 1000))},
                data=asked.body,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=left, sock_connect=CONNECT_SECONDS),
            )
        except (aiohttp.ClientError, TimeoutError):
            admission.failed()
            raise
        except BaseException:
            admission.abandoned()
            raise
        if answer.status >= FAILED:
            admission.failed(retry_after=_retry_after(answer) or 0)
        return answer, admission

    async def _whole(self, answer: aiohttp.ClientResponse) -> bytes:
        limit = self.patience.largest_answer
        if answer.content_length is not None and answer.content_length <= limit:
            return await answer.read()
        body = bytearray()
        async for piece in answer.content.iter_chunked(PIECE):
            body += piece
            if len(body) > limit:
                raise self._failure("invalid_answer")
        return bytes(body)

    def _failure(self, reason: FailureReason) -> UpstreamFailed:
        self._measures.count(reason)
        return UpstreamFailed(self.name, reason)


async def _tell_broken_off(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Take these failures out of the library's own hands, which would repeat PUT and DELETE as well."""
    try:
        return await handler(request)
    except (aiohttp.ClientConnectorError, aiohttp.ServerTimeoutError):
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as failure:
        raise _BrokenOffError from failure


def _reason(failure: Exception) -> FailureReason:
    if isinstance(failure, TimeoutError):
        return "timeout"
    return "invalid_answer" if isinstance(failure, aiohttp.ClientResponseError) else "unavailable"


def _retry_after(answer: aiohttp.ClientResponse) -> int | None:
    said = answer.headers.get("Retry-After", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 6 else None  # noqa: PLR2004 - a day
