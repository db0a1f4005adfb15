"""Facts in a service's own stream that its database does not know: it was restored to an earlier day.

Their numbers are taken. The relay publishes nothing while there are any, and `adopt` brings them home: the
outbox has them again, and what was committed since takes the numbers behind them.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.audit.changes import record_bulk
from abdi.db.context import UnitContext
from abdi.db.uow import unit_of_work
from abdi.messaging.event import Envelope, stream_of
from abdi.messaging.nats import Broker, last_sequence, read_stream
from abdi.messaging.permissions import RECONCILE

MARGIN: Final = 1_024
"""So far the order of the stream may differ from the outbox's: more than the relay's batch."""

LOOK: Final = 8 * MARGIN
"""As many a relay looks at before it publishes; strangers come right behind what its outbox knows."""

REACHED: Final = """
    SELECT stream_sequence FROM outbox WHERE published_at IS NOT NULL ORDER BY position DESC LIMIT 1
"""
_KNOWN: Final = text("SELECT id FROM outbox WHERE id = ANY(CAST(:ids AS uuid[]))")
_ROWS: Final = """
    jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
      id uuid, aggregate_type text, aggregate_id text, sequence int, type text, subject text, agency text,
      data jsonb, headers jsonb, created_at timestamptz, stream_sequence bigint)
"""
_HOLD: Final = text(
    f"""
    INSERT INTO outbox_sequence AS s (aggregate_type, aggregate_id, last_sequence)
    SELECT DISTINCT aggregate_type, aggregate_id, 0 FROM {_ROWS} ORDER BY aggregate_type, aggregate_id
    ON CONFLICT (aggregate_type, aggregate_id) DO UPDATE SET last_sequence = s.last_sequence
    """
)
_REUSED: Final = text(
    f"""
    SELECT count(*) FROM outbox o JOIN {_ROWS} USING (aggregate_type, aggregate_id, sequence)
    WHERE o.published_at IS NOT NULL
    """
)
# Through negative numbers, since each row is held against the unique constraint as it changes.
_MOVE_ASIDE: Final = text(
    f"""
    UPDATE outbox o SET sequence = -(o.sequence + a.last - a.first + 1)
    FROM (SELECT aggregate_type, aggregate_id, min(sequence) AS first, max(sequence) AS last
          FROM {_ROWS} GROUP BY 1, 2) AS a
    WHERE o.aggregate_type = a.aggregate_type AND o.aggregate_id = a.aggregate_id
      AND o.sequence >= a.first AND o.published_at IS NULL
    RETURNING 1
    """
)
_MOVE_BEHIND: Final = text("UPDATE outbox SET sequence = -sequence WHERE sequence < 0")
_TAKE: Final = text(
    f"""
    INSERT INTO outbox (id, aggregate_type, aggregate_id, sequence, type, subject, agency, data, headers,
                        created_at, published_at, stream_sequence)
    SELECT id, aggregate_type, aggregate_id, sequence, type, subject, agency, data, headers,
           created_at, now(), stream_sequence
    FROM {_ROWS} ORDER BY stream_sequence
    """
)
_COUNT_ON: Final = text(
    f"""
    UPDATE outbox_sequence s SET last_sequence = m.last
    FROM (SELECT o.aggregate_type, o.aggregate_id, max(o.sequence) AS last
          FROM outbox o JOIN (SELECT DISTINCT aggregate_type, aggregate_id FROM {_ROWS}) AS d
            USING (aggregate_type, aggregate_id) GROUP BY 1, 2) AS m
    WHERE s.aggregate_type = m.aggregate_type AND s.aggregate_id = m.aggregate_id
      AND s.last_sequence < m.last
    """
)


class NumbersReused(ValueError):  # noqa: N818 - named by the fact
    """Two published facts of an aggregate have the same number: consumers hold one of them as dead."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """What came home: how many facts, of what, and how many of the restored database's own were moved."""

    events: int
    renumbered: int
    aggregates: dict[str, frozenset[UUID]]
    """By entity."""


async def ids_from(
    broker: Broker, service: str, reached: int | None, *, most: int | None = None
) -> list[UUID]:
    """Ids in the service's own stream from about the place that its outbox reached on; none without a stream.

    Args:
        broker: with the rights of the service.
        service: whose stream.
        reached: the place in the stream of the outbox's newest published row.
        most: no more than so many, for who only asks whether there is a stranger.

    Raises BrokerUnavailable.
    """
    stream = stream_of(service)
    last = await last_sequence(broker, stream)
    if last is None or last == (reached or 0):
        return []
    start = max(1, (reached or 0) - MARGIN)
    found: list[UUID] = []
    reading = read_stream(broker, stream, f"{service}-{RECONCILE}", start=start, headers_only=True)
    async with aclosing(reading):
        async for message in reading:
            if (id_ := _id(message.id)) is not None:
                found.append(id_)
            if most is not None and len(found) >= most:
                break
    return found


async def adopt(
    sessions: async_sessionmaker[AsyncSession], context: UnitContext, *, broker: Broker, service: str
) -> Adopted:
    """Let the outbox hold again what its stream holds, as published; own facts since take later numbers.

    What the facts told is not done again: the database stays as it was restored, and a snapshot of what they
    were about tells it to everybody. Raises NumbersReused, BrokerUnavailable.
    """
    async with sessions() as session:
        reached = await session.scalar(text(REACHED))
        ids = await ids_from(broker, service, reached)
        strangers = set(ids) - {row.id for row in await session.execute(_KNOWN, {"ids": ids})}
    rows = await _read(broker, service, strangers) if strangers else []
    moved = 0
    if rows:
        async with unit_of_work(sessions, context) as session:
            moved = await _take(session, rows)
            counts = Counter(row["aggregate_type"] for row in rows)
            record_bulk(session, "events.adopt", {"events": dict(counts), "renumbered": moved})
    kinds = {row["aggregate_type"] for row in rows}
    found = {
        kind: frozenset(UUID(row["aggregate_id"]) for row in rows if row["aggregate_type"] == kind)
        for kind in sorted(kinds)
    }
    return Adopted(len(rows), moved, found)


async def _take(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> int:
    given = {"rows": orjson.dumps(rows).decode()}
    await session.execute(_HOLD, given)
    if reused := await session.scalar(_REUSED, given):
        raise NumbersReused(f"{reused} numbers were published twice; look at the consumers' dead events")
    moved = len((await session.execute(_MOVE_ASIDE, given)).all())
    await session.execute(_MOVE_BEHIND)
    await session.execute(_TAKE, given)
    await session.execute(_COUNT_ON, given)
    return moved


async def _read(broker: Broker, service: str, wanted: set[UUID]) -> list[dict[str, Any]]:
    rows: dict[UUID, dict[str, Any]] = {}
    async for message in read_stream(broker, stream_of(service), f"{service}-{RECONCILE}"):
        if (found := _id(message.id)) in wanted and found not in rows:
            rows[found] = _row(Envelope.model_validate_json(message.body), message.stream_sequence)
    return list(rows.values())


def _row(envelope: Envelope, stream_sequence: int) -> dict[str, Any]:
    kind = envelope.event_type()
    extensions = {"time", "actor", "correlationid", "causationid", "dataclass", "traceparent"}
    return {
        "id": envelope.id,
        "aggregate_type": kind.entity,
        "aggregate_id": str(envelope.subject),
        "sequence": envelope.sequence,
        "type": envelope.type,
        "subject": kind.subject(envelope.agency),
        "agency": envelope.agency,
        "data": envelope.data,
        "headers": envelope.model_dump(mode="json", include=extensions),
        "created_at": envelope.time,
        "stream_sequence": stream_sequence,
    }


def _id(given: str | None) -> UUID | None:
    try:
        return UUID(given or "")
    except ValueError:
        return None
