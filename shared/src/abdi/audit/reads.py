"""Audit of reads: who looked at whose data, durable before the answer leaves.

Apart from the reader's own transaction, and in groups: one task writes everything that waits in one INSERT.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, MutableMapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID

import orjson
import structlog
from fastapi import Request
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from abdi.clock import new_id
from abdi.db.engine import make_engine
from abdi.problems import Unavailable
from abdi.settings import ServiceSettings

LARGEST_GROUP: Final = 500
GATHER_SECONDS: Final = 0.002
"""For which an entry waits for those of requests that are under way beside it."""
PATIENCE_SECONDS: Final = 10.0
_KEY: Final = "abdi.audit.reads"
_INSERT: Final = text("""
    INSERT INTO read_entry
        (id, at, actor, action, agency, request_id, purpose, subjects, employee_id, capacity)
    SELECT id, at, actor, action, agency, request_id, purpose, subjects, employee_id, capacity
    FROM jsonb_to_recordset(CAST(:entries AS jsonb)) AS e(
        id uuid, at timestamptz, actor text, action text,
        agency text, request_id text, purpose text, subjects jsonb, employee_id uuid, capacity text)
    ON CONFLICT (id) DO NOTHING
""")
_log: Any = structlog.get_logger(__name__)


@dataclass(frozen=True)
class NotedRead:
    """What was read, noted where it was read."""

    action: str
    subjects: tuple[UUID, ...]
    purpose: str | None = None


@dataclass(frozen=True, kw_only=True)
class ReadEntry:
    """One row of the read audit."""

    at: datetime
    actor: str
    action: str
    subjects: Sequence[UUID]
    request_id: str
    agency: str | None = None
    purpose: str | None = None
    employee_id: UUID | None = None
    """Who read, when it was a civil servant."""
    capacity: str | None = None
    """The roles in which somebody read."""
    id: UUID = field(default_factory=new_id)


_Waiting = tuple[Sequence[ReadEntry], "asyncio.Future[None]"]


def note_read(
    place: Request | AsyncSession, action: str, subjects: Iterable[UUID], *, purpose: str | None = None
) -> None:
    """Note that the data of `subjects` was read; the route writes the notes before it answers."""
    noted = NotedRead(action, tuple(subjects), purpose)
    if noted.subjects:
        _notes(place).append(noted)


def take_reads(place: Request | AsyncSession) -> list[NotedRead]:
    """What was noted on this request or session; it is forgotten there."""
    notes = _notes(place)
    taken = list(notes)
    notes.clear()
    return taken


def noted_reads(place: Request | AsyncSession) -> list[NotedRead]:
    """What was noted on this request or session so far; it stays there."""
    return list(_notes(place))


def _notes(place: Request | AsyncSession) -> list[NotedRead]:
    kept: MutableMapping[Any, Any] = place.info if isinstance(place, AsyncSession) else place.scope
    notes: list[NotedRead] = kept.setdefault(_KEY, [])
    return notes


async def enter_reads(session: AsyncSession, entries: Sequence[ReadEntry]) -> None:
    """Write entries in the transaction of `session`: of work that gives nothing away before its commit."""
    await session.execute(_INSERT, _rows(entries))


def _rows(entries: Sequence[ReadEntry]) -> dict[str, str]:
    return {"entries": orjson.dumps(entries, default=str).decode()}


class ReadAudit:
    """The writer of read entries; one per process, on a connection of its own.

    Its own, since requests that wait for it hold connections of the common pool.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        # One statement is one transaction: BEGIN and COMMIT would be two more round trips of every reader.
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._connection: AsyncConnection | None = None
        self._waiting: deque[_Waiting] = deque()
        self._open: set[asyncio.Future[None]] = set()
        self._arrived = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.under_way = 0
        """Requests that may have something to write soon."""

    @classmethod
    def of(cls, settings: ServiceSettings) -> Self:
        """The writer for the database of `settings`."""
        return cls(make_engine(settings.model_copy(update={"pool_size": 1})))

    def start(self) -> None:
        """Begin to write, in a task of the running loop."""
        self._task = asyncio.create_task(self._run(), name="read-audit")

    async def stop(self) -> None:
        """Write what still waits, then end."""
        if self._open:
            await asyncio.wait(self._open)
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if self._connection is not None:
            await self._connection.close()
        await self._engine.dispose()

    async def write(self, entries: Sequence[ReadEntry]) -> None:
        """Return when `entries` are committed. Raises Unavailable when they could not be written.

        An entry that the database can never hold raises the database's own error, to nobody else.
        """
        if not entries:
            return
        if self._task is None or self._task.done():
            raise Unavailable
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._open.add(written)
        written.add_done_callback(self._open.discard)
        self._waiting.append((entries, written))
        self._arrived.set()
        await written

    async def _run(self) -> None:
        while True:
            await self._arrived.wait()
            if self.under_way:
                await asyncio.sleep(GATHER_SECONDS)
            group = self._next_group()
            if not group:
                self._arrived.clear()
                continue
            await self._write_group(group)

    def _next_group(self) -> list[_Waiting]:
        group: list[_Waiting] = []
        size = 0
        while self._waiting and (not group or size + len(self._waiting[0][0]) <= LARGEST_GROUP):
            group.append(self._waiting.popleft())
            size += len(group[-1][0])
        return group

    async def _write_group(self, group: list[_Waiting]) -> None:
        try:
            await self._insert([entry for entries, _ in group for entry in entries])
        except asyncio.CancelledError:
            _settle(group, Unavailable())
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, the waiting requests must not hang
            _log.error("read_audit.failed", error=type(error).__name__, requests=len(group))
            if not _is_unfit(error):
                _settle(group, Unavailable())
            elif len(group) == 1:
                _settle(group, error)
            else:  # what one request notes must not spoil the answers of the others
                middle = len(group) // 2
                await self._write_group(group[:middle])
                await self._write_group(group[middle:])
        else:
            _settle(group, None)

    async def _insert(self, entries: list[ReadEntry]) -> None:
        rows = _rows(entries)
        async with asyncio.timeout(PATIENCE_SECONDS):
            try:
                await self._insert_once(rows)
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
                await self._insert_once(rows)  # the server was restarted; ids make the repetition harmless

    async def _insert_once(self, rows: dict[str, str]) -> None:
        # Kept from group to group, unless it failed: then nobody knows its state.
        connection, self._connection = self._connection or await self._engine.connect(), None
        try:
            await connection.execute(_INSERT, rows)
        except BaseException:
            with suppress(DBAPIError):
                await connection.invalidate()
            await connection.close()
            raise
        self._connection = connection


class expected:  # noqa: N801 - used as a function, and cheaper than a generator on every request
    """While a request is under way that may read: what others read meanwhile is written together with it."""

    def __init__(self, audit: ReadAudit | None) -> None:
        self._audit = audit

    async def __aenter__(self) -> None:
        if self._audit is not None:
            self._audit.under_way += 1

    async def __aexit__(self, *_: object) -> None:
        if self._audit is not None:
            self._audit.under_way -= 1


def _settle(group: Sequence[_Waiting], failure: Exception | None) -> None:
    for _, written in group:
        if written.done():
            continue
        if failure:
            written.set_exception(failure)
        else:
            written.set_result(None)


def _is_unfit(error: Exception) -> bool:
    """Whether the entries themselves are wrong, and not the connection or the server."""
    if isinstance(error, DBAPIError):
        return not error.connection_invalidated and str(getattr(error.orig, "sqlstate", "")).startswith("22")
    return isinstance(error, orjson.JSONEncodeError)
