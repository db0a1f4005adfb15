"""Work that a batch of events needs once, after the last of them, instead of once per event."""

from collections.abc import Awaitable, Callable, Hashable, Mapping
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging.outbox import remember_cause

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Work = Callable[[AsyncSession, Mapping[Key, Value]], Awaitable[object]]

_PENDING: Final = "abdi.afterwards"


def afterwards(session: AsyncSession, work: Work[Key, Value], *, key: Key, value: Value, about: UUID) -> None:
    """Let `work` run once, with all keys and values of this transaction, after its last event was applied.

    A later value replaces an earlier one of the same key. What the work publishes about the aggregate `about`
    is a consequence of the last event that asked. When the work fails, the batch is taken apart: each event
    runs it alone, and only the one that fails waits.
    """
    pending: dict[Any, dict[Any, Any]] = session.info.setdefault(_PENDING, {})
    pending.setdefault(work, {})[key] = value
    remember_cause(session, about)


async def run_afterwards(session: AsyncSession) -> None:
    """Run what handlers left for the end, in the order in which it was first asked for."""
    pending: dict[Any, dict[Any, Any]] = session.info.pop(_PENDING, {})
    for work, values in pending.items():
        await work(session, values)
