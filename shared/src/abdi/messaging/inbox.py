"""The inbox: the waiting room where deliveries become effects, once and in order per aggregate.

A delivery is stored first and acknowledged then, whatever becomes of it. States: waiting (for its turn),
applied, retry (failed, to be tried again), dead (a person must look), discarded (never to be applied).
A dead or retrying event holds its own aggregate and no other.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from opentelemetry.trace import SpanKind
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.clock import Clock, new_id
from abdi.db.context import UnitContext
from abdi.db.uow import unit_of_work
from abdi.faults import crash_at
from abdi.messaging import inbox_rows, inbox_sweep
from abdi.messaging.afterwards import run_afterwards
from abdi.messaging.event import Envelope
from abdi.messaging.inbox_rows import Aggregate, Consumer, InboxRow, Stored
from abdi.messaging.infrastructure import is_infrastructure
from abdi.messaging.measures import Measures
from abdi.messaging.nats import Delivery
from abdi.messaging.outbox import Cause, set_cause
from abdi.messaging.received import Received, receive
from abdi.messaging.subscription import NeverAcceptable, Subscription
from abdi.observability import current_traceparent
from abdi.observability.spans import is_tracing, span

log = structlog.get_logger(__name__)

_GAUGES = {"waiting": "events_waiting", "retry": "events_retrying", "dead": "dead_letters_open"}


@dataclass(frozen=True, kw_only=True, slots=True)
class RetryPolicy:
    """How often and how soon a failed event is tried again, and when a snapshot may become a base.

    A unit of work longer than `longest_unit_seconds` is given up: the line to the database may swallow what
    is asked.
    """

    max_attempts: int = 8
    first_delay_seconds: float = 1.0
    longest_delay_seconds: float = 600.0
    snapshot_grace_seconds: float = 30.0
    longest_unit_seconds: float = 30.0

    def delay(self, attempts: int) -> timedelta:
        """Before the next attempt after `attempts` failures: doubled each time, plus up to a fifth."""
        seconds: float = self.first_delay_seconds * 2.0 ** (attempts - 1)
        jitter = 1 + 0.2 * random.random()  # noqa: S311 - spreads load, guards nothing
        return timedelta(seconds=min(seconds, self.longest_delay_seconds) * jitter)


class Inbox:
    """One subscription's inbox in one service's database."""

    def __init__(
        self,
        service: str,
        subscription: Subscription,
        *,
        sessions: async_sessionmaker[AsyncSession],
        clock: Clock,
        policy: RetryPolicy | None = None,
        measures: Measures | None = None,
    ) -> None:
        self.consumer = Consumer(subscription.consumer(service), subscription.source)
        self.policy = policy or RetryPolicy()
        self.measures = measures or Measures()
        self.service = service
        self.consumption = subscription.consumption(service)
        self._subscription = subscription
        self._sessions = sessions
        self._clock = clock
        self._latest: datetime | None = None
        self.is_settled = False
        """Whether nothing waits or is tried again, as far as this process knows."""

    async def handle(self, deliveries: Sequence[Delivery]) -> None:
        """Store all and apply what is next; when this returns, all may be acknowledged.

        Raises the database's error when nothing could be stored.
        """
        received = [receive(delivery, self._subscription) for delivery in deliveries]
        try:
            await self._handle_together(received)
        except Exception as error:  # any handler may fail in any way
            # A batch that only took too long is well in smaller units.
            if is_infrastructure(error) and not isinstance(error, TimeoutError):
                raise
            log.info("batch_falls_apart", consumer=self.consumer.name, error=type(error).__name__)
            await self._handle_apart(received)

    async def drain(self, aggregate: Aggregate) -> int:
        """Apply what is next of one aggregate, each event in a transaction of its own; returns how many."""
        count = 0
        while await self._apply_next(aggregate):
            count += 1
        return count

    async def sweep(self) -> int:
        """Try what is due, go on where a crash left off, give bases; returns how many events were applied."""
        now = self._clock.now()
        self.is_settled = True  # unless something comes while we look
        async with self._unit() as session:
            grace = timedelta(seconds=self.policy.snapshot_grace_seconds)
            await inbox_sweep.jump_to_snapshots(session, self.consumer, received_before=now - grace)
            aggregates = await inbox_sweep.ready_aggregates(session, self.consumer, now)
            found = await inbox_sweep.count_open(session, self.consumer)
        for state, number in found.numbers.items():
            self.measures.set(_GAUGES[state], number, consumer=self.consumer.name)
        if found.numbers["waiting"] or found.numbers["retry"]:
            self.is_settled = False
        age = (now - found.oldest).total_seconds() if found.oldest else 0.0
        self.measures.set("consumer_oldest_unacked_seconds", age, consumer=self.consumer.name)
        count, failures = 0, []
        for aggregate in aggregates:
            try:
                count += await self.drain(aggregate)
            except Exception as error:
                if is_infrastructure(error):
                    raise
                failures.append(error)  # what became of this one could not be written; others have their turn
        if failures:
            raise failures[0]
        return count

    async def _handle_together(self, received: Sequence[Received]) -> None:
        now = self._clock.now()
        async with self._unit() as session:
            stored = await inbox_rows.store(session, self.consumer, received, now=now, is_held=True)
            at_hand = _at_hand(received, stored)
            rows = await inbox_rows.next_in_order(
                session, self.consumer, stored.aggregates, now=now, at_hand=at_hand
            )
            for row in _first_of_twins(_in_stream_order(rows)):
                await self._apply(session, row, at_hand.get(row.event_id))
            await run_afterwards(session)
            await inbox_rows.mark_applied(session, self.consumer, _first_of_twins(rows), now=now)
            crash_at("consumer.before_commit")
        crash_at("consumer.after_commit")
        self._count_applied(len(rows))
        waiting = len(stored.event_ids - {row.event_id for row in rows})
        if waiting:
            self.is_settled = False
        self._count_stored(stored, waiting=waiting)

    async def _handle_apart(self, received: Sequence[Received]) -> None:
        async with self._unit() as session:
            stored = await inbox_rows.store(session, self.consumer, received, now=self._clock.now())
        crash_at("consumer.after_store")
        self.is_settled = False
        self._count_stored(stored)
        try:
            for aggregate in sorted(stored.aggregates):
                await self.drain(aggregate)
        except Exception as error:
            if not is_infrastructure(error):
                raise
            # All is stored; the sweeper goes on when the database is back.
            log.warning("drain_interrupted", consumer=self.consumer.name, error=type(error).__name__)

    async def _apply_next(self, aggregate: Aggregate) -> bool:
        row: InboxRow | None = None
        now = self._clock.now()
        try:
            async with self._unit() as session:
                await inbox_rows.lock(session, self.consumer, {aggregate})
                found = await inbox_rows.next_in_order(session, self.consumer, {aggregate}, now=now, limit=1)
                row = found[0] if found else None
                if row is None:
                    return False
                await self._apply(session, row)
                await run_afterwards(session)
                await inbox_rows.mark_applied(session, self.consumer, [row], now=now)
                crash_at("consumer.before_commit")
        except Exception as error:  # any handler may fail in any way
            if row is None or is_infrastructure(error):
                raise
            await self._record_failure(row, error, now)
            return False
        crash_at("consumer.after_commit")
        self._count_applied(1)
        return True

    async def _apply(self, session: AsyncSession, row: InboxRow, envelope: Envelope | None = None) -> None:
        if row.state == "discarded":
            return
        envelope = envelope or Envelope.model_validate(row.payload)
        handler = self._subscription.handler_for(envelope.event_type())
        if handler is None:
            return
        correlation = envelope.correlationid or str(envelope.id)
        kind = str(envelope.event_type())
        with span(f"process {kind}", SpanKind.CONSUMER, parent=envelope.traceparent, **_described(envelope)):
            trace = current_traceparent() if is_tracing() else envelope.traceparent
            set_cause(session, Cause(envelope.id, correlation, trace))
            try:
                await handler(session, envelope)
            finally:
                set_cause(session, None)
        self._latest = envelope.time

    def _count_stored(self, stored: Stored, *, waiting: int = 0) -> None:
        name = self.consumer.name
        self.measures.count("dedup_hits_total", stored.twins, consumer=name)
        self.measures.count("sequence_gap_waits_total", waiting, consumer=name)

    def _count_applied(self, number: int) -> None:
        name = self.consumer.name
        self.measures.count("events_applied_total", number, consumer=name)
        if number and self._latest is not None:
            seconds = (self._clock.now() - self._latest).total_seconds()
            self.measures.set("event_end_to_end_seconds", seconds, consumer=name)

    async def _record_failure(self, row: InboxRow, error: Exception, now: datetime) -> None:
        attempts = row.attempts + 1
        is_dead = isinstance(error, NeverAcceptable) or attempts >= self.policy.max_attempts
        next_attempt_at = None if is_dead else now + self.policy.delay(attempts)
        async with self._unit() as session:
            await inbox_rows.mark_failed(
                session,
                self.consumer,
                row,
                error=f"{type(error).__name__}: {error}"[:2_000],
                next_attempt_at=next_attempt_at,
            )
        outcome = "dead" if is_dead else "retry"
        self.measures.count("events_failed_total", consumer=self.consumer.name, outcome=outcome)
        log.warning(
            "event_failed",
            consumer=self.consumer.name,
            event_id=str(row.event_id),
            attempts=attempts,
            outcome=outcome,
            error=type(error).__name__,
        )

    @asynccontextmanager
    async def _unit(self) -> AsyncIterator[AsyncSession]:
        context = UnitContext(
            actor=f"service:{self.service}",
            request_id=str(new_id()),
            action=f"consume:{self.consumer.name}",
            clock=self._clock,
        )
        async with (
            asyncio.timeout(self.policy.longest_unit_seconds),
            unit_of_work(self._sessions, context) as session,
        ):
            yield session


def _at_hand(received: Sequence[Received], stored: Stored) -> dict[UUID, Envelope]:
    """What was stored just now and needs no reading; of two under one id the table knows which it took."""
    times = Counter(item.event_id for item in received)
    return {
        item.event_id: item.envelope
        for item in received
        if item.envelope is not None and item.event_id in stored.event_ids and times[item.event_id] == 1
    }


def _described(envelope: Envelope) -> dict[str, str]:
    return {"messaging__system": "nats", "messaging__message__id": str(envelope.id)}


def _in_stream_order(rows: Sequence[InboxRow]) -> list[InboxRow]:
    """As the producer published across aggregates, but never against the numbers within one."""
    reached: dict[Aggregate, int] = {}
    keyed: list[tuple[int, Aggregate, int, InboxRow]] = []
    for row in rows:
        reached[row.aggregate] = max(row.stream_sequence, reached.get(row.aggregate, 0))
        keyed.append((reached[row.aggregate], row.aggregate, row.sequence, row))
    return [row for *_, row in sorted(keyed, key=lambda item: item[:3])]


def _first_of_twins(rows: Sequence[InboxRow]) -> list[InboxRow]:
    """Two events under one number: the first counts, the other stays and is found by the next lock."""
    first: dict[tuple[Aggregate, int], InboxRow] = {}
    for row in rows:
        first.setdefault((row.aggregate, row.sequence), row)
    return list(first.values())
