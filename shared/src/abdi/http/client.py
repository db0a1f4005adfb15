"""Calls to other services over HTTP: one bounded pool per upstream, deadlines, failures as `Unavailable`."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from abdi.http.errors import Unavailable
from abdi.i18n import Text


class Upstream:
    """One service behind an address.

    Args:
        name: what the service is called in errors and metrics.
        base_url: its address, without a path.
        connections: how many calls may be under way at once; further ones wait within the deadline.
        timeout: seconds for a whole call, connecting included.
    """

    def __init__(self, name: str, base_url: str, *, connections: int = 50, timeout: float = 3.0) -> None:
        self.name = name
        self._base = base_url.rstrip("/")
        self._connections = connections
        self._timeout = aiohttp.ClientTimeout(total=timeout, sock_connect=0.5)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=30),
            timeout=self._timeout,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    @asynccontextmanager
    async def call(
        self,
        method: str,
        target: str,
        *,
        headers: Mapping[str, str],
        body: AsyncIterator[bytes] | bytes | None = None,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Send one request; the answer's body is read by the caller inside the block.

        Args:
            method: the HTTP method.
            target: path and query exactly as they go on the wire.
            headers: sent as they are.
            body: whole or in pieces.

        Raises:
            Unavailable: the service could not be reached, was too slow or broke off.
        """
        if self._session is None:
            raise RuntimeError("the upstream is used outside its context")
        url = URL(self._base + target, encoded=True)
        try:
            async with self._session.request(
                method, url, headers=headers, data=body, allow_redirects=False
            ) as answer:
                yield answer
        except (aiohttp.ClientError, TimeoutError) as failure:
            raise _unavailable(self.name) from failure

    async def is_ready(self) -> bool:
        """Whether the service says that it can serve (`/readyz`)."""
        try:
            async with self.call("GET", "/readyz", headers={}) as answer:
                return answer.status == 200  # noqa: PLR2004 - the one good answer
        except Unavailable:
            return False


def _unavailable(name: str) -> Unavailable:
    return Unavailable(
        Text(
            id=f"Layanan {name} sedang tidak dapat dihubungi. Coba lagi sebentar.",
            en=f"The {name} service cannot be reached at the moment. Try again shortly.",
        ),
        retry_after=2,
        upstream=name,
    )
