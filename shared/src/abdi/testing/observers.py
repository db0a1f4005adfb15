"""Looking at what a test caused: published events, statements."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Engine, event, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.db.tables import outbox
from abdi.messaging.event import EventType


@dataclass(frozen=True)
class PublishedEvent:
    """A row of the outbox. `name` is `<service>.<entity>.<fact>`."""

    id: UUID
    name: str
    version: int
    aggregate_id: UUID
    sequence: int
    agency: str
    data: dict[str, Any]
    headers: dict[str, Any]


class Events:
    """What the service under test published, whether or not a relay has taken it to the broker."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def published(self, name: str | None = None) -> list[PublishedEvent]:
        """All events so far (of this name), in the order of their commits."""
        async with self._sessions() as session:
            rows = await session.execute(select(outbox).order_by(outbox.c.position))
            found = [_published(row) for row in rows.mappings()]
        return [one for one in found if name in {None, one.name}]

    async def only(self, name: str) -> PublishedEvent:
        """The one event of this name; fails when there are none or several."""
        found = await self.published(name)
        assert len(found) == 1, (
            f"{len(found)} times {name}, published: {[e.name for e in await self.published()]}"
        )
        return found[0]


def _published(row: Any) -> PublishedEvent:
    kind = EventType.parse(row["type"])
    return PublishedEvent(
        id=row["id"],
        name=f"{kind.service}.{kind.name}",
        version=kind.version,
        aggregate_id=UUID(row["aggregate_id"]),
        sequence=row["sequence"],
        agency=row["agency"],
        data=row["data"],
        headers=row["headers"],
    )


_COUNTING: Final[ContextVar["Statements | None"]] = ContextVar("counting", default=None)


@dataclass
class Statements:
    """The SQL that was sent."""

    sent: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.sent)


@contextmanager
def count_queries() -> Iterator[Statements]:
    """Every statement on any engine: `with count_queries() as statements: ...; len(statements)`.

    Of what the block brings about: a worker that looks for jobs beside it is another's business.
    """
    statements = Statements()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if _COUNTING.get() is statements:
            statements.sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    counting = _COUNTING.set(statements)
    try:
        yield statements
    finally:
        _COUNTING.reset(counting)
        event.remove(Engine, "before_cursor_execute", note)


async def eventually(look: Callable[[], Awaitable[bool]], *, patience: float = 60.0) -> None:
    """Return once `look` says yes; fail when it does not in `patience` seconds."""
    async with asyncio.timeout(patience):
        while not await look():  # noqa: ASYNC110 - what others do gives no event
            await asyncio.sleep(0.02)
