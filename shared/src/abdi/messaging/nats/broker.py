"""One connection to NATS that never gives up, and publishing with acknowledgement."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import structlog
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from abdi.messaging.measures import Measures
from abdi.messaging.nats.failures import BrokerUnavailable
from abdi.messaging.nats.publishing import Outgoing, Published, Publisher

log = structlog.get_logger(__name__)

OLDEST_SERVER = (2, 14)
_RETRY_SECONDS = 1.0
_RECONNECT_WAIT_SECONDS = 0.25
_PENDING_BYTES = 256 * 1024
_LOOK_SECONDS = 0.02
_ANSWER_SECONDS = 2
_STOP_LOOKS = 20
_STOP_LOOK_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class BrokerHealth:
    """What readiness shows: a service goes on without NATS, degraded."""

    is_connected: bool
    is_closed: bool
    server_version: str | None
    last_error: str | None


class Broker:
    """The process's connection; `start` returns at once, it is made and kept in the background."""

    def __init__(self, url: str, *, name: str, measures: Measures | None = None) -> None:
        self._url = url
        self._name = name
        self._user = unquote(urlsplit(url).username or name)
        self.measures = measures or Measures()
        self._client: Client | None = None
        self._jetstream: JetStreamContext | None = None
        self._publisher: Publisher | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._closed = asyncio.Event()
        self._is_stopping = False
        self._server_version: str | None = None
        self._last_error: str | None = None

    async def start(self) -> None:
        """Begin to connect, for as long as it takes."""
        self._is_stopping = False
        self._keeper = asyncio.create_task(self._keep(), name="nats")

    async def stop(self) -> None:
        """Close without drain: drain waits 30 s for a subscription that still holds messages."""
        self._is_stopping = True
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            await self._end(keeper)
        await self._close()

    async def connected(self, timeout: float | None = None) -> bool:  # noqa: ASYNC109 - asked as a question
        """Wait until there is a connection; False when there is none in time."""
        # nats-py tells late that a connection is gone, so its state is asked and not its callbacks.
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                while not self.is_connected:  # noqa: ASYNC110 - there is no event to trust
                    await asyncio.sleep(_LOOK_SECONDS)
        return self.is_connected

    @property
    def is_connected(self) -> bool:
        """Whether publishing makes sense now."""
        return self._client is not None and self._client.is_connected and self._jetstream is not None

    @property
    def health(self) -> BrokerHealth:
        """The state as readiness reports it."""
        is_closed = self._client is None or self._client.is_closed
        return BrokerHealth(self.is_connected, is_closed, self._server_version, self._last_error)

    @property
    def jetstream(self) -> JetStreamContext:
        """For the modules of this package. Raises BrokerUnavailable without a connection."""
        if not self.is_connected or self._jetstream is None:
            raise BrokerUnavailable(self._last_error or "not connected")
        return self._jetstream

    @property
    def client(self) -> Client:
        """The same for what JetStream's own part of nats-py does not do. Raises BrokerUnavailable."""
        if not self.is_connected or self._client is None:
            raise BrokerUnavailable(self._last_error or "not connected")
        return self._client

    def owns(self, jetstream: JetStreamContext) -> bool:
        """Whether this belongs to the present client (it outlives reconnects, not a closed client)."""
        return self._jetstream is jetstream

    async def publish_batch(
        self, messages: Sequence[Outgoing], *, wait_seconds: float = 5.0
    ) -> list[Published | Exception]:
        """Publish all, then wait for all acknowledgements; one answer per message, in order.

        An exception means unknown, not failed: the message may be in the stream; publish it again, same id.
        """
        publisher = self._publisher
        if publisher is None or not self.is_connected:
            return [BrokerUnavailable(self._last_error or "not connected")] * len(messages)
        return await publisher.publish(messages, wait_seconds=wait_seconds)

    async def _keep(self) -> None:
        # nats-py reconnects by itself, but closes for good on errors such as a refused login.
        while not self._is_stopping:
            self._closed.clear()
            try:
                await self._connect()
                if not self._is_stopping:
                    await self._closed.wait()
            except Exception as error:  # noqa: BLE001 - only stop ends this loop
                self._note(error)
            await self._close()
            if not self._is_stopping:
                await asyncio.sleep(_RETRY_SECONDS)

    async def _end(self, keeper: asyncio.Task[None]) -> None:
        # nats-py's connect may swallow a cancellation, to go on to connect or to retry for ever.
        keeper.cancel()
        for _ in range(_STOP_LOOKS):
            done, _late = await asyncio.wait([keeper], timeout=_STOP_LOOK_SECONDS)
            if done:
                return
            if self._client is not None:  # else it is closing, which is not to be cut off
                keeper.cancel()

    async def _connect(self) -> None:
        client = self._client = Client()
        await client.connect(
            self._url,
            name=self._name,
            inbox_prefix=f"_INBOX_{self._user}",
            max_reconnect_attempts=-1,
            reconnect_time_wait=_RECONNECT_WAIT_SECONDS,  # type: ignore[arg-type]  # slept as it is; seconds
            ping_interval=5,
            max_outstanding_pings=2,
            pending_size=_PENDING_BYTES,
            drain_timeout=3,
            error_cb=self._on_error,
            disconnected_cb=self._on_disconnected,
            reconnected_cb=self._on_reconnected,
            closed_cb=self._on_closed,
        )
        if self._client is not client:
            # Stopped meanwhile, and nobody else knows of this connection.
            await _shut(client)
            return
        version = client.connected_server_version
        self._server_version = f"{version.major}.{version.minor}.{version.patch}"
        if (version.major, version.minor) < OLDEST_SERVER:
            raise BrokerUnavailable(f"nats-server {self._server_version} is too old, at least 2.14 is needed")
        self._publisher = await Publisher.over(client)
        self._jetstream = client.jetstream(timeout=_ANSWER_SECONDS)
        await self._on_reconnected()

    async def _close(self) -> None:
        client, self._client, self._jetstream, self._publisher = self._client, None, None, None
        if client is not None:
            await _shut(client)

    def _note(self, error: Exception) -> None:
        text = f"{type(error).__name__}: {error}"[:200]
        if "permissions violation" in str(error).lower():
            # The refused call itself only times out; this is the only sign of it.
            self.measures.count("nats_permission_denied_total")
        # While the server is away the same error comes several times a second.
        (log.debug if text == self._last_error else log.warning)("broker_error", error=text)
        self._last_error = text

    async def _on_error(self, error: Exception) -> None:
        self._note(error)

    async def _on_disconnected(self) -> None:
        self.measures.set("nats_connected", 0)
        log.warning("broker_disconnected")

    async def _on_reconnected(self) -> None:
        self.measures.set("nats_connected", 1)
        log.info("broker_connected", server=self._server_version)

    async def _on_closed(self) -> None:
        self._closed.set()
        log.warning("broker_closed")


async def _shut(client: Client) -> None:
    if not client.is_closed:
        with suppress(NatsError, OSError, TimeoutError):
            await asyncio.wait_for(client.close(), 3)
