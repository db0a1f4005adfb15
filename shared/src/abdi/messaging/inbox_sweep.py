"""What the sweeper looks for: due retries, aggregates left behind, consumers without a base."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging.inbox_rows import Aggregate, Consumer

_AT_ONCE: Final = 200

# By index from the open rows, whatever the planner knows of a table that just grew.
_PROGRESS: Final = """
    LATERAL (SELECT last_sequence FROM inbox_progress WHERE consumer = i.consumer AND source = i.source
             AND aggregate_type = i.aggregate_type AND aggregate_id = i.aggregate_id OFFSET 0) AS p
"""

_READY: Final = text(
    f"""
    SELECT DISTINCT i.aggregate_type, i.aggregate_id
    FROM inbox i
    LEFT JOIN {_PROGRESS} ON TRUE
    WHERE i.consumer = :consumer AND i.source = :source AND i.state <> 'applied'
      AND i.sequence = coalesce(p.last_sequence, 0) + 1
      AND (i.state IN ('waiting', 'discarded') OR i.state = 'retry' AND i.next_attempt_at <= :now)
    LIMIT :limit
    """
)

# Only where nothing was ever applied and nothing failed: a base replaces history, never a failure.
_WITHOUT_BASE: Final = text(
    f"""
    SELECT DISTINCT ON (i.aggregate_type, i.aggregate_id) i.aggregate_type, i.aggregate_id, i.sequence
    FROM inbox i
    LEFT JOIN {_PROGRESS} ON TRUE
    WHERE i.consumer = :consumer AND i.source = :source AND i.state = 'waiting'
      AND i.type LIKE '%.snapshot.v%' AND i.received_at <= :received_before
      AND coalesce(p.last_sequence, 0) = 0 AND i.sequence > 1
      AND NOT EXISTS (
        SELECT 1 FROM inbox e WHERE e.consumer = i.consumer AND e.source = i.source
          AND e.aggregate_type = i.aggregate_type AND e.aggregate_id = i.aggregate_id
          AND (e.state IN ('retry', 'dead') OR e.state = 'waiting' AND e.sequence = 1))
    ORDER BY i.aggregate_type, i.aggregate_id, i.sequence DESC
    LIMIT :limit
    """
)

_JUMP: Final = text(
    """
    INSERT INTO inbox_progress AS p (consumer, source, aggregate_type, aggregate_id, last_sequence)
    VALUES (:consumer, :source, :type, :id, :sequence)
    ON CONFLICT (consumer, source, aggregate_type, aggregate_id)
    DO UPDATE SET last_sequence = excluded.last_sequence WHERE p.last_sequence = 0
    """
)

_COUNT: Final = text(
    """
    SELECT state, count(*) AS number, min(received_at) AS oldest FROM inbox
    WHERE consumer = :consumer AND state IN ('waiting', 'retry', 'dead') GROUP BY state
    """
)


@dataclass(frozen=True, slots=True)
class Open:
    """What is not applied: how many rows wait, are retried and are dead."""

    numbers: Mapping[str, int]
    oldest: datetime | None
    """When the oldest event came that is neither applied nor given up."""


async def ready_aggregates(session: AsyncSession, consumer: Consumer, now: datetime) -> list[Aggregate]:
    """Aggregates whose next event is there and may be tried."""
    parameters = {"consumer": consumer.name, "source": consumer.source, "now": now, "limit": _AT_ONCE}
    return [(row.aggregate_type, row.aggregate_id) for row in await session.execute(_READY, parameters)]


async def jump_to_snapshots(session: AsyncSession, consumer: Consumer, *, received_before: datetime) -> int:
    """Let aggregates without a base begin at their newest snapshot; what came before it is superseded."""
    who = {"consumer": consumer.name, "source": consumer.source}
    parameters = {**who, "received_before": received_before, "limit": _AT_ONCE}
    found = (await session.execute(_WITHOUT_BASE, parameters)).all()
    for row in found:
        base = {"type": row.aggregate_type, "id": row.aggregate_id, "sequence": row.sequence - 1}
        await session.execute(_JUMP, {**who, **base})
    return len(found)


async def count_open(session: AsyncSession, consumer: Consumer) -> Open:
    """What is open now."""
    numbers = {"waiting": 0, "retry": 0, "dead": 0}
    ages: list[datetime] = []
    for row in await session.execute(_COUNT, {"consumer": consumer.name}):
        numbers[row.state] = row.number
        if row.state != "dead":
            ages.append(row.oldest)
    return Open(numbers, min(ages, default=None))
