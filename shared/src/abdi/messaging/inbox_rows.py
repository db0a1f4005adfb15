"""The statements of the inbox: store, lock, next in order, mark. All are set-based and lock in one order."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import Row, text
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
    payload: dict[str, Any] | None
    """The envelope; None for what the caller holds already."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a batch: the readable new events, and how many were known already."""

    aggregates: set[Aggregate]
    event_ids: set[UUID]
    twins: int


_STORE: Final = """
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

# Locked are all of them: those made here, and those found, which the condition leaves as they are.
_HOLD: Final = """
    INSERT INTO inbox_progress AS p (consumer, source, aggregate_type, aggregate_id, last_sequence)
    {aggregates}
    ON CONFLICT (consumer, source, aggregate_type, aggregate_id)
    DO UPDATE SET last_sequence = p.last_sequence WHERE false
"""
_STORED: Final = """
    SELECT :consumer, :source, a.aggregate_type, a.aggregate_id, 0
    FROM (SELECT DISTINCT aggregate_type, aggregate_id FROM stored WHERE state = 'waiting') AS a
    ORDER BY a.aggregate_type COLLATE "C", a.aggregate_id COLLATE "C"
"""
_STORE_ONLY: Final = text(_STORE)
_STORE_AND_HOLD: Final = text(
    f"WITH stored AS ({_STORE}), held AS ({_HOLD.format(aggregates=_STORED)}) SELECT * FROM stored"
)

# Every join goes from the few keys at hand by index, whatever the planner knows: tables that just grew have
# no statistics yet, and a batch must not cost a scan of all aggregates.
_KEYS: Final = "unnest(CAST(:types AS text[]), CAST(:ids AS text[])) WITH ORDINALITY AS a(type, id, place)"
_PROGRESS: Final = """
    LATERAL (SELECT last_sequence FROM inbox_progress WHERE consumer = :consumer AND source = :source
             AND aggregate_type = a.type AND aggregate_id = a.id OFFSET 0) AS p
"""
_OPEN: Final = """
    LATERAL (SELECT * FROM inbox WHERE consumer = :consumer AND source = :source
             AND aggregate_type = a.type AND aggregate_id = a.id AND state <> 'applied' OFFSET 0) AS i
"""

_LOCK: Final = text(
    _HOLD.format(aggregates=f"SELECT :consumer, :source, a.type, a.id, 0 FROM {_KEYS} ORDER BY a.place")
)

_SUPERSEDE: Final = text(
    """
    UPDATE inbox SET state = :state, last_error = :error
    WHERE consumer = :consumer AND event_id = ANY(CAST(:event_ids AS uuid[]))
    """
)

# A run without a gap is where number minus rank is the last applied number. Numbers that were passed already
# are superseded by a base, unless another event was applied under one. That happens when a producer's
# database was restored to an earlier day; then a person must look.
_NEXT: Final = text(
    f"""
    SELECT event_id, aggregate_type, aggregate_id, sequence, stream_sequence, state, attempts, is_passed,
      CASE WHEN event_id = ANY(CAST(:at_hand AS uuid[])) THEN NULL ELSE payload END AS payload,
      is_passed AND EXISTS (
        SELECT 1 FROM inbox t WHERE t.consumer = run.consumer AND t.source = run.source
          AND t.sequence = run.sequence AND t.aggregate_type = run.aggregate_type
          AND t.aggregate_id = run.aggregate_id AND t.state = 'applied') AS is_taken
    FROM (
      SELECT i.*, p.last_sequence, i.sequence <= p.last_sequence AS is_passed, dense_rank() OVER (
        PARTITION BY i.aggregate_type, i.aggregate_id, i.sequence <= p.last_sequence
        ORDER BY i.sequence) AS rank
      FROM {_KEYS} CROSS JOIN {_PROGRESS} CROSS JOIN {_OPEN}
      WHERE i.state = 'waiting' OR i.sequence > p.last_sequence
        AND (i.state = 'discarded' OR i.state = 'retry' AND i.next_attempt_at <= :now)
    ) run
    WHERE is_passed OR sequence - rank = last_sequence
    ORDER BY is_passed DESC, aggregate_type, aggregate_id, sequence, event_id
    LIMIT :limit
    """
)

_APPLIED: Final = text(
    """
    WITH marked AS (
      UPDATE inbox SET state = 'applied', applied_at = :now, next_attempt_at = NULL
      WHERE consumer = :consumer AND event_id = ANY(CAST(:event_ids AS uuid[])) AND state <> 'discarded'
    )
    INSERT INTO inbox_progress (consumer, source, aggregate_type, aggregate_id, last_sequence)
    SELECT :consumer, :source, a.type, a.id, a.sequence
    FROM unnest(CAST(:types AS text[]), CAST(:ids AS text[]), CAST(:sequences AS int[]))
      AS a(type, id, sequence)
    ON CONFLICT (consumer, source, aggregate_type, aggregate_id)
    DO UPDATE SET last_sequence = excluded.last_sequence
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
    session: AsyncSession,
    consumer: Consumer,
    received: Sequence[Received],
    *,
    now: datetime,
    is_held: bool = False,
) -> Stored:
    """Store what is new, poison as dead; what was there already is left alone.

    With `is_held` the aggregates of what is new are locked too, as by `lock`.
    """
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
    given = {**_who(consumer), "rows": orjson.dumps(rows).decode(), "now": now}
    new = (await session.execute(_STORE_AND_HOLD if is_held else _STORE_ONLY, given)).all()
    readable = [row for row in new if row.state == "waiting"]
    return Stored(
        aggregates={(row.aggregate_type, row.aggregate_id) for row in readable},
        event_ids={row.event_id for row in readable},
        twins=len(rows) - len(new),
    )


async def lock(session: AsyncSession, consumer: Consumer, aggregates: Collection[Aggregate]) -> None:
    """Hold these aggregates until the end of the transaction, known or new."""
    if aggregates:
        await session.execute(_LOCK, {**_who(consumer), **_arrays(aggregates)})


async def next_in_order(
    session: AsyncSession,
    consumer: Consumer,
    aggregates: Collection[Aggregate],
    *,
    now: datetime,
    limit: int = 1_000,
    at_hand: Collection[UUID] = (),
) -> list[InboxRow]:
    """Every event of these (locked) aggregates whose predecessors are all applied or in this list.

    What was passed already is dropped. Rows of `at_hand` come without their payload.
    """
    if not aggregates:
        return []
    parameters = {
        **_who(consumer),
        **_arrays(aggregates),
        "now": now,
        "limit": limit,
        "at_hand": list(at_hand),
    }
    found = (await session.execute(_NEXT, parameters)).all()
    while passed := [row for row in found if row.is_passed]:
        await _drop(session, consumer, passed)
        found = (await session.execute(_NEXT, parameters)).all()
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
        for row in found
    ]


async def _drop(session: AsyncSession, consumer: Consumer, passed: Sequence[Row[Any]]) -> None:
    for is_taken, state, error in (
        (True, "dead", "another event was applied under this sequence"),
        (False, "discarded", "superseded"),
    ):
        event_ids = [row.event_id for row in passed if row.is_taken is is_taken]
        if event_ids:
            outcome = {"state": state, "error": error, "event_ids": event_ids}
            await session.execute(_SUPERSEDE, {"consumer": consumer.name, **outcome})


async def mark_applied(
    session: AsyncSession, consumer: Consumer, rows: Sequence[InboxRow], *, now: datetime
) -> None:
    """These rows took effect; their aggregates stand at their last one."""
    if not rows:
        return
    last: dict[Aggregate, int] = {}
    for row in rows:
        last[row.aggregate] = max(row.sequence, last.get(row.aggregate, 0))
    arrays = {**_arrays(last), "sequences": [last[aggregate] for aggregate in sorted(last)]}
    event_ids = [row.event_id for row in rows]
    await session.execute(_APPLIED, {**_who(consumer), **arrays, "event_ids": event_ids, "now": now})


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
