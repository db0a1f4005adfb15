"""The relay: brings committed outbox rows to the stream, one active relay per database.

It never remembers a position: a transaction that took a lower number may commit later. What is unpublished is
read again and again until it is marked; the event's id makes the broker drop a twin, the inbox makes it
harmless.

It publishes nothing over a stream that knows facts which the database does not: that database was restored to
an earlier day and would give their numbers again. `abdi events adopt` ends that.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import asyncpg
import orjson
import structlog
from opentelemetry.trace import SpanKind

from abdi.faults import crash_at
from abdi.messaging.adoption import LOOK, REACHED, ids_from
from abdi.messaging.event import source_of, stream_of
from abdi.messaging.nats import Broker, Outgoing, Published
from abdi.messaging.outbox import CHANNEL
from abdi.messaging.pauses import Backoff, StopSignal
from abdi.observability.spans import is_tracing, tell_span

log = structlog.get_logger(__name__)

LOCK_KEY: Final = 0x61626469
"""Advisory locks belong to a database, so one number serves all."""

BATCH: Final = 512
WAVE: Final = 256
"""Messages under way at once."""
POLL_SECONDS: Final = 0.5
STANDBY_SECONDS: Final = 1.0
REFUSAL_SECONDS: Final = 5.0
MEASURE_SECONDS: Final = 5.0
COMMAND_SECONDS = 10.0
SILENT_SECONDS = 20.0
"""After so long without a statement the database ends the session: a relay that vanished holds no lock."""

_READ: Final = """
    SELECT position, id, aggregate_type, aggregate_id, sequence, type, subject, agency, data, headers
    FROM outbox WHERE published_at IS NULL ORDER BY position LIMIT $1
"""
_MARK: Final = """
    UPDATE outbox o SET published_at = now(), stream_sequence = a.stream_sequence, last_error = NULL
    FROM unnest($1::bigint[], $2::bigint[]) AS a(position, stream_sequence) WHERE o.position = a.position
"""
_FAILED: Final = """
    UPDATE outbox o SET attempts = o.attempts + 1, last_error = a.error
    FROM unnest($1::bigint[], $2::text[]) AS a(position, error) WHERE o.position = a.position
"""
_UNKNOWN: Final = """
    SELECT count(*) FROM unnest($1::uuid[]) AS s(id)
    WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.id = s.id)
"""
_MEASURE: Final = """
    SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float
    FROM outbox WHERE published_at IS NULL
"""

Row = Any  # asyncpg has no types


class Relay:
    """Publishes one database's outbox; start it in every process of the service, one of them works."""

    def __init__(self, service: str, *, database_url: str, broker: Broker) -> None:
        self._service = service
        self._dsn = database_url.replace("postgresql+asyncpg://", "postgresql://", 1)
        self._broker = broker
        self._measures = broker.measures
        self._work = asyncio.Event()
        self._stop = StopSignal()
        self._measured_at = 0.0
        self.is_active = False
        self.may_publish = False
        """Whether it leads and found nothing in the stream that the database does not know."""
        self.strangers = 0
        """Facts in the stream that the database does not know; nothing is published while there are any."""

    def wake(self) -> None:
        """There is something to publish; only a hint."""
        self._work.set()

    def stop(self) -> None:
        """Ask `run` to end after the batch at hand."""
        self._stop.set()
        self._work.set()

    async def run(self) -> None:
        """Until `stop`, through every failure of database and broker."""
        backoff = Backoff()
        while not self._stop.is_set:
            try:
                async with self._connection() as connection:
                    await self._lead(connection, backoff)
            except Exception as error:  # noqa: BLE001 - nothing may end this loop
                log.warning("relay_restarts", error=f"{type(error).__name__}: {error}"[:200])
                await self._stop.wait(backoff.next())
            finally:
                self.is_active = self.may_publish = False

    async def publish_batch(self, connection: Row) -> int:
        """Read, publish and mark one batch; returns how many rows are done.

        Raises PublishFailed at the first wave that is not acknowledged in full; what was, is marked.
        """
        rows = await connection.fetch(_READ, BATCH)
        crash_at("relay.after_read")
        done = 0
        marking: asyncio.Task[int] | None = None
        try:
            for wave in waves(rows):
                since = time.time_ns() if is_tracing() else 0
                sent = [self._outgoing(row) for row in wave]
                answers = await self._broker.publish_batch(sent)
                _trace(sent, answers, since)
                crash_at("relay.after_ack")
                # Marked while the next wave is under way: the broker need not wait for our disk.
                done += await marking if marking else 0
                marking = asyncio.create_task(self._mark(connection, wave, answers))
                failures = [answer for answer in answers if isinstance(answer, Exception)]
                if failures:
                    raise PublishFailed(f"{len(failures)} of {len(wave)}, the first: {failures[0]}")
        finally:
            done += await marking if marking else 0
        return done

    async def _lead(self, connection: Row, backoff: Backoff) -> None:
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK_KEY):
            await self._stop.wait(STANDBY_SECONDS)
            if self._stop.is_set:
                return
        self.is_active = True
        log.info("relay_leads", service=self._service)
        await connection.add_listener(CHANNEL, lambda *_: self._work.set())
        while not self._stop.is_set:
            self._work.clear()
            await self._measure(connection)
            if not self._broker.is_connected:
                await self._stop.wait(POLL_SECONDS)
                continue
            if not self.may_publish and not await self._look_ahead(connection):
                await self._stop.wait(REFUSAL_SECONDS)
                continue
            try:
                count = await self.publish_batch(connection)
            except PublishFailed as failure:
                log.warning("publish_failed", error=str(failure))
                await self._stop.wait(backoff.next())
                continue
            backoff.reset()
            if count < BATCH:
                await self._wait(POLL_SECONDS)

    async def _look_ahead(self, connection: Row) -> bool:
        reached = await connection.fetchval(REACHED)
        ids = await ids_from(self._broker, self._service, reached, most=LOOK)
        self.strangers = await connection.fetchval(_UNKNOWN, ids) if ids else 0
        self._measures.set("stream_strangers", self.strangers)
        if self.strangers:
            log.error("stream_is_ahead", service=self._service, strangers=self.strangers)
        self.may_publish = not self.strangers
        return self.may_publish

    async def _mark(
        self, connection: Row, wave: Sequence[Row], answers: Sequence[Published | Exception]
    ) -> int:
        both = list(zip(wave, answers, strict=True))
        good = [(row["position"], a.stream_sequence) for row, a in both if isinstance(a, Published)]
        bad = [
            (row["position"], f"{type(a).__name__}: {a}"[:500]) for row, a in both if isinstance(a, Exception)
        ]
        if good:
            await connection.execute(_MARK, [p for p, _ in good], [s for _, s in good])
        if bad:
            await connection.execute(_FAILED, [p for p, _ in bad], [e for _, e in bad])
        twins = sum(1 for a in answers if isinstance(a, Published) and a.is_duplicate)
        self._measures.count("relay_publish_total", len(good) - twins, result="new")
        self._measures.count("relay_publish_total", twins, result="duplicate")
        self._measures.count("relay_publish_total", len(bad), result="unknown")
        return len(good)

    def _outgoing(self, row: Row) -> Outgoing:
        headers = {name: said for name, said in orjson.loads(row["headers"]).items() if said is not None}
        # Not through `Envelope`: the data were an event when they were committed, and go out as they stand.
        body = orjson.dumps(
            {
                "specversion": "1.0",
                "datacontenttype": "application/json",
                "id": str(row["id"]),
                "source": source_of(self._service),
                "type": row["type"],
                "subject": row["aggregate_id"],
                "sequence": row["sequence"],
                "agency": row["agency"],
                **headers,
                "data": orjson.Fragment(row["data"]),
            }
        )
        return Outgoing(
            id=str(row["id"]),
            stream=stream_of(self._service),
            subject=row["subject"],
            body=body,
            traceparent=headers.get("traceparent"),
        )

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Row]:
        # Its own connection, not the pool's: the session holds the lock and listens.
        connection = await asyncpg.connect(
            self._dsn,
            timeout=5,
            command_timeout=COMMAND_SECONDS,
            server_settings={
                "application_name": f"{self._service} relay",
                "statement_timeout": f"{COMMAND_SECONDS:.0f}s",
                "idle_session_timeout": f"{SILENT_SECONDS:.0f}s",
                # A mark that a crash of the server forgets sends a twin, which broker and inbox know.
                "synchronous_commit": "off",
            },
        )
        try:
            yield connection
        finally:
            with suppress(Exception):
                await connection.close(timeout=2)

    async def _measure(self, connection: Row) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._measured_at >= MEASURE_SECONDS:
            self._measured_at = now
            number, age = await connection.fetchrow(_MEASURE)
            self._measures.set("outbox_unpublished", number)
            self._measures.set("outbox_oldest_unpublished_seconds", age)

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._work.wait(), seconds)


def _trace(sent: Sequence[Outgoing], answers: Sequence[Published | Exception], since_ns: int) -> None:
    if is_tracing():
        for message, answer in zip(sent, answers, strict=True):
            outcome = "published" if isinstance(answer, Published) else type(answer).__name__
            tell_span(
                f"publish {message.subject.rpartition('.')[0]}",
                SpanKind.PRODUCER,
                parent=message.traceparent,
                since_ns=since_ns,
                messaging__system="nats",
                messaging__message__id=message.id,
                messaging__outcome=outcome,
            )


class PublishFailed(Exception):  # noqa: N818 - named by the fact
    """Some acknowledgement did not come; the rows stay unpublished and go again under their ids."""


def waves(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows in groups, at most `WAVE` in each, that may be under way together: an aggregate once in each."""
    result: list[list[Row]] = []
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        aggregate = (row["aggregate_type"], row["aggregate_id"])
        number = seen.get(aggregate, 0)
        while number < len(result) and len(result[number]) == WAVE:
            number += 1
        seen[aggregate] = number + 1
        if number == len(result):
            result.append([])
        result[number].append(row)
    return result
