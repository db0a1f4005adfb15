"""The reconciler: compares sets of ids, so that `no event is lost` is a number and not a hope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.clock import Clock
from abdi.messaging.event import stream_of
from abdi.messaging.nats import Broker, read_stream
from abdi.messaging.pauses import StopSignal
from abdi.messaging.permissions import RECONCILE
from abdi.messaging.relay import Relay
from abdi.messaging.subscription import Subscription

log = structlog.get_logger(__name__)

EVERY_SECONDS = 300.0
SETTLED = timedelta(seconds=60)
"""Younger events may still be under way."""
SKEW = timedelta(minutes=5)
"""How far the clocks of broker and database may differ."""

_OUTBOX = text("SELECT id FROM outbox WHERE created_at >= :since AND created_at < :until")
_COMMITTED = text("SELECT id FROM outbox WHERE id = ANY(CAST(:ids AS uuid[]))")
_INBOX = text(
    "SELECT event_id FROM inbox WHERE consumer = :consumer AND event_id = ANY(CAST(:ids AS uuid[]))"
)
_INBOX_PLACES = text(
    "SELECT stream_sequence FROM inbox WHERE consumer = :consumer AND stream = :stream"
    " AND stream_sequence = ANY(CAST(:places AS bigint[]))"
)


@dataclass(frozen=True, slots=True)
class Window:
    """A closed stretch of time."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """How many events there were to find, and which were not found."""

    expected: int
    missing: frozenset[UUID]


class Reconciler:
    """Compares one service's outbox with its stream, and the streams that it listens to with its inbox."""

    def __init__(
        self, service: str, *, broker: Broker, sessions: async_sessionmaker[AsyncSession], clock: Clock
    ) -> None:
        self._service = service
        self._broker = broker
        self._sessions = sessions
        self._clock = clock
        self._stop = StopSignal()

    def stop(self) -> None:
        """Ask `run` to end."""
        self._stop.set()

    async def run(self, relay: Relay, subscriptions: Sequence[Subscription]) -> None:
        """Every few minutes, in the process whose relay leads."""
        since = self._clock.now() - SETTLED
        while not self._stop.is_set:
            await self._stop.wait(EVERY_SECONDS)
            if not relay.is_active:
                continue
            window = Window(since, self._clock.now() - SETTLED)
            try:
                await self._compare(window, subscriptions)
            except Exception as error:  # noqa: BLE001 - tried again with the same beginning
                log.warning("reconcile_postponed", error=type(error).__name__)
                continue
            since = window.until

    async def outbox(self, window: Window) -> Found:
        """Committed events of this service that are not in its stream."""
        async with self._sessions() as session:
            rows = await session.execute(_OUTBOX, {"since": window.since, "until": window.until})
            committed = {row.id for row in rows}
        in_stream = await self._stream(stream_of(self._service), (), window.since - SKEW)
        return Found(len(committed), frozenset(committed - {event_id for event_id, _, _ in in_stream}))

    async def stream(self, window: Window) -> Found:
        """Facts in this service's stream that its database, restored to an earlier day, does not know."""
        messages = await self._stream(stream_of(self._service), (), window.since)
        ids = {event_id for event_id, _, at in messages if at < window.until}
        async with self._sessions() as session:
            known = {row.id for row in await session.execute(_COMMITTED, {"ids": list(ids)})}
        return Found(len(ids), frozenset(ids - known))

    async def inbox(self, subscription: Subscription, window: Window) -> Found:
        """Events in a producer's stream that never reached this service's inbox."""
        consumption = subscription.consumption(self._service)
        messages = await self._stream(consumption.stream, consumption.filter_subjects, window.since)
        wanted = {event_id: place for event_id, place, at in messages if at < window.until}
        consumer = subscription.consumer(self._service)
        async with self._sessions() as session:
            rows = await session.execute(_INBOX, {"consumer": consumer, "ids": list(wanted)})
            missing = wanted.keys() - {row.event_id for row in rows}
            # Poison whose id could not be read is stored under its place in the stream.
            places = {wanted[event_id] for event_id in missing}
            which = {"consumer": consumer, "stream": consumption.stream, "places": list(places)}
            stored = {row.stream_sequence for row in await session.execute(_INBOX_PLACES, which)}
        return Found(len(wanted), frozenset(e for e in missing if wanted[e] not in stored))

    async def _compare(self, window: Window, subscriptions: Sequence[Subscription]) -> None:
        found = {"outbox": await self.outbox(window), "stream": await self.stream(window)}
        for subscription in subscriptions:
            found[subscription.consumer(self._service)] = await self.inbox(subscription, window)
        for place, result in found.items():
            self._broker.measures.set("events_missing", len(result.missing), place=place)
            if result.missing:
                log.error("events_missing", place=place, number=len(result.missing), of=result.expected)

    async def _stream(
        self, stream: str, subjects: Sequence[str], since: datetime
    ) -> list[tuple[UUID, int, datetime]]:
        name = f"{self._service}-{RECONCILE}"
        reading = read_stream(
            self._broker, stream, name, filter_subjects=subjects, start=since, headers_only=True
        )
        return [
            (UUID(message.id), message.stream_sequence, message.at)
            async for message in reading
            if message.id is not None and message.at is not None
        ]
