"""The outbox: events written in the transaction of their cause, numbered per aggregate, published later."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, SessionTransaction

from abdi.clock import new_id
from abdi.db.context import UnitContext, context_of
from abdi.db.engine import UnitSession, undone_with
from abdi.faults import crash_at
from abdi.messaging.event import Event
from abdi.observability import current_traceparent

CHANNEL: Final = "abdi_outbox"
"""The NOTIFY channel of the outbox's trigger."""

MAX_DATA_BYTES: Final = 200_000
"""Below the broker's limit (256 KB): nothing is committed that can never be published."""

_PENDING: Final = "abdi.outbox.pending"
_CAUSE: Final = "abdi.outbox.cause"
_CAUSES: Final = "abdi.outbox.causes"


class EventTooLarge(ValueError):  # noqa: N818 - named by the fact
    """An event's data are more than the broker takes."""


@dataclass(frozen=True, slots=True)
class Cause:
    """The event that a handler works on while it publishes others."""

    event_id: UUID
    correlation_id: str | None
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class _Pending:
    transaction: SessionTransaction | None
    event: Event
    cause: Cause | None


# One statement: counters first, in one order for everybody so that writers cannot deadlock; the lock on the
# counter makes a second writer of the aggregate wait, so that `position` follows `sequence` too.
_FLUSH: Final = text(
    """
    WITH incoming AS (
      SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
        ordinal int, id uuid, aggregate_type text, aggregate_id text, type text, subject text, agency text,
        data jsonb, headers jsonb)
    ), counted AS (
      SELECT aggregate_type, aggregate_id, count(*)::int AS added FROM incoming GROUP BY 1, 2
    ), counter AS (
      INSERT INTO outbox_sequence AS s (aggregate_type, aggregate_id, last_sequence)
      SELECT aggregate_type, aggregate_id, added FROM counted ORDER BY aggregate_type, aggregate_id
      ON CONFLICT (aggregate_type, aggregate_id)
      DO UPDATE SET last_sequence = s.last_sequence + excluded.last_sequence
      RETURNING aggregate_type, aggregate_id, last_sequence
    )
    INSERT INTO outbox (id, aggregate_type, aggregate_id, sequence, type, subject, agency, data, headers)
    SELECT i.id, i.aggregate_type, i.aggregate_id,
           s.last_sequence - c.added
             + row_number() OVER (PARTITION BY i.aggregate_type, i.aggregate_id ORDER BY i.ordinal),
           i.type, i.subject, i.agency, i.data, i.headers
    FROM incoming i JOIN counted c USING (aggregate_type, aggregate_id)
      JOIN counter s USING (aggregate_type, aggregate_id)
    ORDER BY i.ordinal
    """
)


def publish(session: AsyncSession, event: Event) -> None:
    """Publish `event` if and only if the transaction of `session` commits.

    Order is kept per aggregate. Raises EventTooLarge when the broker could never take it.
    """
    sync = session.sync_session
    pending: list[_Pending] = sync.info.setdefault(_PENDING, [])
    transaction = sync.get_nested_transaction() or sync.get_transaction()
    cause = sync.info.get(_CAUSE) or sync.info.get(_CAUSES, {}).get(event.aggregate_id)
    pending.append(_Pending(transaction, event, cause))


def set_cause(session: AsyncSession, cause: Cause | None) -> None:
    """From here on `session` publishes consequences of `cause`."""
    session.info[_CAUSE] = cause


def remember_cause(session: AsyncSession, aggregate_id: UUID) -> None:
    """What this transaction publishes about `aggregate_id` later is a consequence of the present cause."""
    causes: dict[UUID, Cause | None] = session.info.setdefault(_CAUSES, {})
    causes[aggregate_id] = session.info.get(_CAUSE)


def flush_pending(session: Session) -> int:
    """Write what was published in this unit of work; called before its commit. Returns the number of rows."""
    if session.in_nested_transaction():
        return 0
    pending: list[_Pending] = session.info.pop(_PENDING, [])
    if not pending:
        return 0
    context = context_of(session)
    rows = [_row(number, item, context) for number, item in enumerate(pending)]
    session.execute(_FLUSH, {"rows": orjson.dumps(rows, default=str).decode()})
    crash_at("outbox.after_flush")
    return len(rows)


def _row(number: int, pending: _Pending, context: UnitContext) -> dict[str, Any]:
    event, cause = pending.event, pending.cause
    data = event.model_dump(mode="json")
    size = len(orjson.dumps(data))
    if size > MAX_DATA_BYTES:
        raise EventTooLarge(f"{event.event_type}: {size} bytes, at most {MAX_DATA_BYTES}")
    causation = cause.event_id if cause else context.causation_id
    correlation = cause.correlation_id if cause else context.correlation_id
    return {
        "ordinal": number,
        "id": new_id(),
        "aggregate_type": event.event_type.entity,
        "aggregate_id": str(event.aggregate_id),
        "type": str(event.event_type),
        "subject": event.event_type.subject(event.agency),
        "agency": event.agency,
        "data": data,
        "headers": {
            "time": context.clock.now(),
            "actor": context.actor,
            "correlationid": correlation or context.request_id,
            "causationid": causation,
            "dataclass": event.data_class,
            "traceparent": cause.traceparent if cause else current_traceparent(),
        },
    }


@sqlalchemy_event.listens_for(UnitSession, "after_soft_rollback")
def _forget(session: Session, rolled_back: SessionTransaction) -> None:
    """What a rolled back transaction or savepoint published did not happen."""
    pending: list[_Pending] | None = session.info.get(_PENDING)
    if pending is not None:
        outer = undone_with(rolled_back)
        session.info[_PENDING] = [item for item in pending if not _within(item.transaction, outer)]


def _within(transaction: SessionTransaction | None, outer: SessionTransaction) -> bool:
    while transaction is not None:
        if transaction is outer:
            return True
        transaction = transaction.parent
    return outer.parent is None
