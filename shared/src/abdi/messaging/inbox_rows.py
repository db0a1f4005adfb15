"""The statements of the inbox: store, lock, next in order, mark. All are set-based and lock in one order."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging.received import Received

Aggregate = tuple[str, str]
"""Entity and id."""


@dataclass(frozen=True, slots=True)
class Consumer:
    """Whose rows: the name in the inbox and the one source that it listens to."""

    name: str
    source: str


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A stored event whose turn has come."""

    event_id: UUID
    aggregate: Aggregate
    sequence: int
    stream_sequence: int
    state: str
    attempts: int
    payload: dict[str, Any]
    """The envelope."""


_STORE: Final = text(
    """
    INSERT INTO inbox (consumer, source, event_id, stream, stream_sequence, type, aggregate_type,
                       aggregate_id, sequence, payload, state, last_error, received_at)
    SELECT :consumer, :source, r.event_id, r.stream, r.stream_sequence, r.type, r.aggregate_type,
           r.aggregate_id, r.sequence, r.payload,
           CASE WHEN r.problem IS NULL THEN 'waiting' ELSE 'dead' END, r.problem, :now
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
      event_id uuid, stream text, stream_sequence bigint, type text, aggregate_type text, aggregate_id text,
      sequence int, payload jsonb, problem text)
    ORDER BY r.event_id
    ON CONFLICT DO NOTHING
    RETURNING event_id, aggregate_type, aggregate_id, state
    """
)

_ENTER: Final = text(
    """
    INSERT INTO inbox_progress (consumer, source, aggregate_type, aggregate_id, last_sequence)
    SELECT :consumer, :source, a.type, a.id, 0
    FROM unnest(CAST(:types AS text[]), CAST(:ids AS text[])) AS a(type, id)
    ORDER BY a.type, a.id
    ON CONFLICT DO NOTHING
    """
)

_LOCK: Final = text(
    """
    SELECT 1 FROM inbox_progress p
    JOIN unnest(CAST(:types AS text[]), CAST(:ids AS text[])) AS a(type, id)
      ON p.aggregate_type = a.type AND p.aggregate_id = a.id
    WHERE p.consumer = :consumer AND p.source = :source
    ORDER BY p.aggregate_type, p.aggregate_id
    FOR UPDATE OF p
    """
)

# A number that was passed already: superseded by a base, unless another event was applied under it. That
# happens when a producer's database was restored to an earlier day; then a person must look.
_SUPERSEDE: Final = text(
    """
    UPDATE inbox i
    SET state = CASE WHEN twin.is_applied THEN 'dead' ELSE 'discarded' END,
        last_error = CASE WHEN twin.is_applied THEN 'another event was applied under this sequence'
                          ELSE 'superseded' END
    FROM inbox_progress p
    JOIN unnest(CAST(:types AS text[]), CAST(:ids AS text[])) AS a(type, id)
      ON p.aggregate_type = a.type AND p.aggregate_id = a.id
    JOIN inbox o ON o.consumer = p.consumer AND o.source = p.source AND o.aggregate_type = p.aggregate_type
      AND o.aggregate_id = p.aggregate_id AND o.state = 'waiting' AND o.sequence <= p.last_sequence
    CROSS JOIN LATERAL (
      SELECT EXISTS (SELECT 1 FROM inbox t WHERE t.consumer = o.consumer AND t.source = o.source
        AND t.aggregate_type = o.aggregate_type AND t.aggregate_id = o.aggregate_id
        AND t.sequence = o.sequence AND t.state = 'applied') AS is_applied
    ) AS twin
    WHERE p.consumer = :consumer AND p.source = :source
      AND i.consumer = o.consumer AND i.event_id = o.event_id
    """
)

# A run without a gap is where number minus rank is the last applied number.
_NEXT: Final = text(
    """
    SELECT event_id, aggregate_type, aggregate_id, sequence, stream_sequence, state, attempts, payload
    FROM (
      SELECT i.*, p.last_sequence, dense_rank() OVER (
        PARTITION BY i.aggregate_type, i.aggregate_id ORDER BY i.sequence) AS place
      FROM inbox i
      JOIN inbox_progress p USING (consumer, source, aggregate_type, aggregate_id)
      JOIN unnest(CAST(:types AS text[]), CAST(:ids AS text[])) AS a(type, id)
        ON i.aggregate_type = a.type AND i.aggregate_id = a.id
      WHERE i.consumer = :consumer AND i.source = :source AND i.sequence > p.last_sequence
        AND (i.state IN ('waiting', 'discarded') OR i.state = 'retry' AND i.next_attempt_at <= :now)
    ) run
    WHERE sequence - place = last_sequence
    ORDER BY aggregate_type, aggregate_id, sequence, event_id
    LIMIT :limit
    """
)

_APPLIED: Final = text(
    """
    UPDATE inbox SET state = 'applied', applied_at = :now, next_attempt_at = NULL
    WHERE consumer = :consumer AND event_id = ANY(CAST(:event_ids AS uuid[])) AND state <> 'discarded'
    """
)

_ADVANCE: Final = text(
    """
    UPDATE inbox_progress p SET last_sequence = a.sequence
    FROM unnest(CAST(:types AS text[]), CAST(:ids AS text[]), CAST(:sequences AS int[]))
      AS a(type, id, sequence)
    WHERE p.consumer = :consumer AND p.source = :source
      AND p.aggregate_type = a.type AND p.aggregate_id = a.id
    """
)

_FAILED: Final = text(
    """
    UPDATE inbox
    SET state = :state, attempts = attempts + 1, next_attempt_at = :next_attempt_at, last_error = :error
    WHERE consumer = :consumer AND event_id = :event_id AND state IN ('waiting', 'retry')
    """
)


async def store(
    session: AsyncSession, consumer: Consumer, received: Sequence[Received], now: datetime
) -> set[Aggregate]:
    """Store what is new, poison as dead; returns the aggregates of the readable new rows."""
    rows = [
        {
            "event_id": item.event_id,
            "stream": item.stream,
            "stream_sequence": item.stream_sequence,
            "type": item.type,
            "aggregate_type": item.aggregate_type,
            "aggregate_id": item.aggregate_id,
            "sequence": item.sequence,
            "payload": item.payload,
            "problem": item.problem,
        }
        for item in received
    ]
    result = await session.execute(
        _STORE, {**_who(consumer), "rows": orjson.dumps(rows).decode(), "now": now}
    )
    return {(row.aggregate_type, row.aggregate_id) for row in result if row.state == "waiting"}


async def lock(session: AsyncSession, consumer: Consumer, aggregates: Collection[Aggregate]) -> None:
    """Hold these aggregates until the end of the transaction, known or new; drop what was passed already."""
    if aggregates:
        parameters = {**_who(consumer), **_arrays(aggregates)}
        await session.execute(_ENTER, parameters)
        await session.execute(_LOCK, parameters)
        await session.execute(_SUPERSEDE, parameters)


async def next_in_order(
    session: AsyncSession,
    consumer: Consumer,
    aggregates: Collection[Aggregate],
    *,
    now: datetime,
    limit: int = 1_000,
) -> list[InboxRow]:
    """Every event of these (locked) aggregates whose predecessors are all applied or in this list."""
    if not aggregates:
        return []
    parameters = {**_who(consumer), **_arrays(aggregates), "now": now, "limit": limit}
    return [
        InboxRow(
            event_id=row.event_id,
            aggregate=(row.aggregate_type, row.aggregate_id),
            sequence=row.sequence,
            stream_sequence=row.stream_sequence or 0,
            state=row.state,
            attempts=row.attempts,
            payload=row.payload,
        )
        for row in await session.execute(_NEXT, parameters)
    ]


async def mark_applied(
    session: AsyncSession, consumer: Consumer, rows: Sequence[InboxRow], now: datetime
) -> None:
    """These rows took effect; their aggregates stand at their last one."""
    if not rows:
        return
    last: dict[Aggregate, int] = {}
    for row in rows:
        last[row.aggregate] = max(row.sequence, last.get(row.aggregate, 0))
    event_ids = [row.event_id for row in rows]
    await session.execute(_APPLIED, {"consumer": consumer.name, "event_ids": event_ids, "now": now})
    arrays = {**_arrays(last), "sequences": [last[aggregate] for aggregate in sorted(last)]}
    await session.execute(_ADVANCE, {**_who(consumer), **arrays})


async def mark_failed(
    session: AsyncSession,
    consumer: Consumer,
    row: InboxRow,
    *,
    error: str,
    next_attempt_at: datetime | None,
) -> None:
    """This row did not take effect: a retry at `next_attempt_at`, or dead without one."""
    state = "dead" if next_attempt_at is None else "retry"
    await session.execute(
        _FAILED,
        {
            "consumer": consumer.name,
            "event_id": row.event_id,
            "state": state,
            "error": error,
            "next_attempt_at": next_attempt_at,
        },
    )


def _who(consumer: Consumer) -> dict[str, Any]:
    return {"consumer": consumer.name, "source": consumer.source}


def _arrays(aggregates: Collection[Aggregate]) -> dict[str, Any]:
    ordered = sorted(aggregates)
    return {"types": [kind for kind, _ in ordered], "ids": [key for _, key in ordered]}
