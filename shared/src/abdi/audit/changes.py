"""Audit of changes: what the ORM wrote in a unit of work, as one entry of the same transaction.

Statements that bypass the ORM are not seen; a set-based step says what it did with `record_bulk`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import Enum
from typing import Any, Final

from sqlalchemy import event, insert, inspect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import ColumnProperty, InstanceState, Session, SessionTransaction, UOWTransaction

from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.db.engine import undone_with
from abdi.db.tables import audit_entry, kit_metadata

HIDDEN: Final = "***"
_KEY: Final = "abdi.audit.changes"
_ENTER: Final = insert(audit_entry)


@dataclass
class _Collected:
    changes: list[tuple[SessionTransaction | None, dict[str, Any]]] = field(default_factory=list)
    bulk: list[dict[str, Any]] = field(default_factory=list)
    folded: Counter[str] = field(default_factory=Counter)


def watch_changes(sessions: type[Session]) -> None:
    """Collect what every session of this class changes."""
    event.listen(sessions, "after_flush", _collect)
    event.listen(sessions, "after_soft_rollback", _forget)


def record_bulk(session: AsyncSession | Session, action: str, manifest: Mapping[str, Any]) -> None:
    """Say what a set-based step did: counts, checksum, rule set.

    The unit's entry then holds its manifests and the number of changed rows, not row by row.
    """
    collected = _of(session)
    collected.bulk.append({"action": action, "manifest": _plain(dict(manifest))})


def fold_changes(session: AsyncSession | Session) -> None:
    """Keep only the numbers of what the unit has changed so far; for a step that says so by `record_bulk`.

    Outside a savepoint only. A unit of a hundred thousand rows need not remember each.
    """
    collected = _of(session)
    collected.folded.update(_counted(collected))
    collected.changes.clear()


def flush_changes(session: Session) -> None:
    """Write the unit's audit entry, if anything changed; called before the commit.

    Raises LookupError when the session belongs to no unit of work.
    """
    session.flush()
    collected: _Collected | None = session.info.pop(_KEY, None)
    if collected is None or not (collected.changes or collected.bulk or collected.folded):
        return
    context = context_of(session)
    session.execute(
        _ENTER,
        {
            "id": new_id(),
            "at": context.clock.now(),
            "actor": context.actor,
            "action": context.action,
            "agency": context.agency,
            "request_id": context.request_id,
            "reason": context.reason,
            "changes": _content(collected),
        },
    )


def _content(collected: _Collected) -> dict[str, Any]:
    if not (collected.bulk or collected.folded):
        return {"changes": [change for _, change in collected.changes]}
    counted = collected.folded + _counted(collected)
    return {"bulk": collected.bulk, "counts": dict(sorted(counted.items()))}


def _counted(collected: _Collected) -> Counter[str]:
    return Counter(f"{change['entity']}.{change['change']}" for _, change in collected.changes)


def _of(session: AsyncSession | Session) -> _Collected:
    collected: _Collected = session.info.setdefault(_KEY, _Collected())
    return collected


# After the flush: keys and defaults are set, and the history of attributes is still there.
def _collect(session: Session, _flush: UOWTransaction) -> None:
    transaction = session.get_nested_transaction() or session.get_transaction()
    found = [
        described
        for objects, change in (
            (session.new, "insert"),
            (session.dirty, "update"),
            (session.deleted, "delete"),
        )
        for row in objects
        if (described := _describe(inspect(row), change)) is not None
    ]
    if found:
        _of(session).changes.extend((transaction, described) for described in found)


def _forget(session: Session, rolled_back: SessionTransaction) -> None:
    collected: _Collected | None = session.info.get(_KEY)
    if collected is None:
        return
    outer = undone_with(rolled_back)
    if outer.parent is None:
        session.info.pop(_KEY)
        return
    collected.changes = [(owner, change) for owner, change in collected.changes if not _within(owner, outer)]


def _within(transaction: SessionTransaction | None, outer: SessionTransaction) -> bool:
    while transaction is not None:
        if transaction is outer:
            return True
        transaction = transaction.parent
    return False


def _describe(state: InstanceState[Any], change: str) -> dict[str, Any] | None:
    table = state.mapper.local_table.description
    if table in kit_metadata.tables:
        return None
    fields = {
        attribute.key: difference
        for attribute in state.mapper.column_attrs
        if attribute.columns[0] is not state.mapper.version_id_col
        and (difference := _difference(state, attribute, change))
    }
    if change == "update" and not fields:
        return None
    identity = state.mapper.primary_key_from_instance(state.obj())
    return {
        "entity": table,
        "id": "/".join(str(part) for part in identity),
        "change": change,
        "fields": fields,
    }


def _difference(
    state: InstanceState[Any], attribute: ColumnProperty[Any], change: str
) -> dict[str, Any] | None:
    is_hidden = bool(attribute.columns[0].info.get("sensitive"))

    def shown(value: Any) -> Any:
        return HIDDEN if is_hidden and value is not None else _plain(value)

    if change == "update":
        history = state.attrs[attribute.key].history
        if not history.has_changes():
            return None
        old, new = next(iter(history.deleted or ()), None), next(iter(history.added or ()), None)
        return {"old": shown(old), "new": shown(new)}
    value = state.dict.get(attribute.key)
    if value is None:
        return None
    return {"new" if change == "insert" else "old": shown(value)}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return HIDDEN if isinstance(value, bytes) else str(value)
