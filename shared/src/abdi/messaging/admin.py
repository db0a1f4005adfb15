"""What an operator may do about events: repair, replay, refill, snapshot. Every change is audited."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.audit.changes import record_bulk
from abdi.db.context import UnitContext
from abdi.db.uow import unit_of_work
from abdi.messaging import SnapshotBuilder
from abdi.messaging.inbox import Inbox
from abdi.messaging.nats import Broker, BrokerUnavailable, Delivery, StreamLimits, read_stream
from abdi.messaging.nats import ensure_streams as ensure
from abdi.messaging.outbox import publish
from abdi.messaging.permissions import REPLAY
from abdi.observability.spans import replaying

Sessions = async_sessionmaker[AsyncSession]

CONNECT_SECONDS = 10.0
SNAPSHOTS_AT_ONCE = 200
REPLAY_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class DeadEvent:
    """A dead event as an operator may see it: no payload, which is somebody's data."""

    consumer: str
    event_id: UUID
    type: str | None
    aggregate_type: str | None
    aggregate_id: str | None
    sequence: int | None
    attempts: int
    last_error: str | None
    received_at: datetime
    followers: int
    """Events of the same aggregate that wait behind it."""


class NothingDead(LookupError):  # noqa: N818 - named by the fact
    """No dead event fits."""


class ReplayUnderWay(Exception):  # noqa: N818 - named by the fact
    """Somebody else replays for this service; two would take the stream from each other."""


_LIST = text(
    """
    SELECT d.consumer, d.event_id, d.type, d.aggregate_type, d.aggregate_id, d.sequence, d.attempts,
           d.last_error, d.received_at, (
             SELECT count(*) FROM inbox w WHERE w.consumer = d.consumer AND w.source = d.source
               AND w.aggregate_type = d.aggregate_type AND w.aggregate_id = d.aggregate_id
               AND w.state = 'waiting') AS followers
    FROM inbox d WHERE d.state = 'dead' AND (CAST(:type AS text) IS NULL OR d.type = :type)
    ORDER BY d.received_at, d.event_id LIMIT :limit
    """
)
_RETRY = text(
    """
    UPDATE inbox SET state = 'retry', attempts = 0, next_attempt_at = :now
    WHERE state = 'dead' AND (CAST(:event_id AS uuid) IS NULL OR event_id = :event_id)
      AND (CAST(:type AS text) IS NULL OR type = :type) AND sequence IS NOT NULL AND NOT payload ? 'base64'
    RETURNING event_id
    """
)
_DISCARD = text(
    """
    UPDATE inbox SET state = 'discarded', next_attempt_at = NULL
    WHERE state IN ('dead', 'retry') AND event_id = :event_id RETURNING consumer, type
    """
)
_REFILL = text(
    "UPDATE outbox SET published_at = NULL, stream_sequence = NULL WHERE created_at >= :since RETURNING 1"
)
_ONLY_REPLAY = text("SELECT pg_try_advisory_xact_lock(hashtextextended('abdi.replay', 0))")
_HOLD_COUNTERS = text(
    """
    SELECT 1 FROM outbox_sequence WHERE aggregate_id = ANY(CAST(:ids AS text[]))
    ORDER BY aggregate_type, aggregate_id FOR UPDATE
    """
)


async def list_dead(sessions: Sessions, *, kind: str | None = None, limit: int = 100) -> list[DeadEvent]:
    """Dead events (of one event type), oldest first."""
    async with sessions() as session:
        rows = await session.execute(_LIST, {"type": kind, "limit": limit})
        return [DeadEvent(**row) for row in rows.mappings()]


async def retry_dead(
    sessions: Sessions, context: UnitContext, *, event_id: UUID | None = None, kind: str | None = None
) -> int:
    """Let one dead event, or all of a type, be tried again from the first attempt; the sweeper does it.

    Poison cannot be tried again: it was never read. Raises NothingDead when none fits.
    """
    if event_id is None and kind is None:
        raise ValueError("name an event or a type")
    async with unit_of_work(sessions, context) as session:
        parameters = {"event_id": event_id, "type": kind, "now": context.clock.now()}
        found = [row.event_id for row in await session.execute(_RETRY, parameters)]
        if not found:
            raise NothingDead("no dead event fits, or it cannot be read at all")
        record_bulk(session, "events.retry", {"events": [str(one) for one in found], "type": kind})
    return len(found)


async def discard_dead(sessions: Sessions, context: UnitContext, event_id: UUID) -> None:
    """Give a dead event up for good; its followers go on. `context.reason` says why.

    Raises NothingDead when there is none, ValueError without a reason.
    """
    if not context.reason:
        raise ValueError("discarding needs a reason")
    async with unit_of_work(sessions, context) as session:
        found = (await session.execute(_DISCARD, {"event_id": event_id})).first()
        if found is None:
            raise NothingDead(str(event_id))
        record_bulk(session, "events.discard", {"event": str(event_id), "type": found.type})


@asynccontextmanager
async def only_replay(sessions: Sessions) -> AsyncIterator[None]:
    """Keep other replays of the same service out. Raises ReplayUnderWay when there is one."""
    async with sessions() as session:
        if not await session.scalar(_ONLY_REPLAY):
            raise ReplayUnderWay("another replay for this service is under way; try again when it has ended")
        yield


async def replay(inbox: Inbox, broker: Broker, start: int | datetime = 1) -> int:
    """Bring what the stream holds from a sequence or time to the inbox again; what it has is left alone.

    Returns the number of events read.
    """
    consumption = inbox.consumption
    name = f"{inbox.service}-{REPLAY}"
    pending: list[Delivery] = []
    number = 0
    subjects = consumption.filter_subjects
    async for delivery in read_stream(
        broker, consumption.stream, name, filter_subjects=subjects, start=start
    ):
        pending.append(delivery)
        number += 1
        if len(pending) == REPLAY_AT_ONCE:
            with replaying():
                await inbox.handle(pending)
            pending = []
    if pending:
        with replaying():
            await inbox.handle(pending)
    return number


async def rebuild(
    inbox: Inbox,
    broker: Broker,
    context: UnitContext,
    *,
    sessions: Sessions,
    reset: Callable[[AsyncSession], Awaitable[None]],
) -> int:
    """Forget all that a consumer applied and replay it; `reset` empties the service's projection with it."""
    who = {"consumer": inbox.consumer.name}
    async with unit_of_work(sessions, context) as session:
        await session.execute(text("DELETE FROM inbox WHERE consumer = :consumer"), who)
        await session.execute(text("DELETE FROM inbox_progress WHERE consumer = :consumer"), who)
        await reset(session)
        record_bulk(session, "events.rebuild", who)
    return await replay(inbox, broker)


async def refill(sessions: Sessions, context: UnitContext, since: datetime) -> int:
    """Have the relay publish everything committed since then again, under the same ids."""
    async with unit_of_work(sessions, context) as session:
        number = len((await session.execute(_REFILL, {"since": since})).all())
        record_bulk(session, "events.refill", {"since": since.isoformat(), "events": number})
    return number


async def publish_snapshots(
    sessions: Sessions,
    context: UnitContext,
    builder: SnapshotBuilder,
    *,
    ids: Sequence[UUID] | None = None,
) -> int:
    """Publish the whole state of these aggregates, or of all.

    An aggregate's counter is held while its state is read: otherwise a change could slip in between and an
    older state would get the higher number.
    """
    if ids is None:
        async with unit_of_work(sessions, context) as session:
            ids = [event.aggregate_id async for event in builder(session, None)]
    number = 0
    ordered = sorted(ids)
    for start in range(0, len(ordered), SNAPSHOTS_AT_ONCE):
        chunk = ordered[start : start + SNAPSHOTS_AT_ONCE]
        async with unit_of_work(sessions, context) as session:
            await session.execute(_HOLD_COUNTERS, {"ids": [str(one) for one in chunk]})
            async for event in builder(session, chunk):
                publish(session, event)
                number += 1
            record_bulk(session, "events.snapshot", {"aggregates": len(chunk)})
    return number


async def init_streams(
    admin_url: str, services: Sequence[str], limits: StreamLimits | None = None
) -> Mapping[str, Any]:
    """Make or check every service's stream with the administrator's rights. Raises BrokerUnavailable."""
    broker = Broker(admin_url, name="admin")
    await broker.start()
    try:
        if not await broker.connected(CONNECT_SECONDS):
            raise BrokerUnavailable(broker.health.last_error or "no connection")
        return await ensure(broker, services, limits)
    finally:
        await broker.stop()
