import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from fastapi import Request
from sqlalchemy import event, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from abdi.audit import ReadAudit, ReadEntry, note_read, take_reads
from abdi.audit.reads import expected
from abdi.clock import FixedClock, new_id
from abdi.db import make_engine
from abdi.db.tables import read_entry
from abdi.http.failures import problem_of
from abdi.problems import Malformed, Unavailable
from abdi.settings import ServiceSettings
from abdi.testing.databases import TestDatabase, connected

Sessions = async_sessionmaker[AsyncSession]


@pytest.fixture
def audit_engine(settings: ServiceSettings) -> AsyncEngine:
    return make_engine(settings.model_copy(update={"pool_size": 1}))


@pytest.fixture
async def audit(audit_engine: AsyncEngine) -> AsyncIterator[ReadAudit]:
    audit = ReadAudit(audit_engine)
    audit.start()
    yield audit
    await audit.stop()


@pytest.fixture
def statements(audit_engine: AsyncEngine) -> list[str]:
    seen: list[str] = []

    @event.listens_for(audit_engine.sync_engine, "before_cursor_execute")
    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    return seen


@pytest.fixture
def entry(clock: FixedClock) -> ReadEntry:
    return ReadEntry(
        at=clock.now(),
        actor="officer-1",
        action="note.read",
        subjects=(new_id(),),
        request_id="r-1",
        agency="5671",
        purpose="review",
    )


def entries(clock: FixedClock, count: int) -> list[ReadEntry]:
    return [
        ReadEntry(
            at=clock.now(), actor="a", action="note.read", subjects=(new_id(),), request_id=f"r-{number}"
        )
        for number in range(count)
    ]


async def count_of(sessions: Sessions) -> int:
    async with sessions() as session:
        return len((await session.execute(select(read_entry.c.id))).all())


async def test_entry_is_committed_when_write_returns(
    audit: ReadAudit, sessions: Sessions, entry: ReadEntry
) -> None:
    await audit.write([entry])
    async with sessions() as session:
        stored = (await session.execute(select(read_entry))).one()
    assert (stored.id, stored.at, stored.actor, stored.action) == (
        entry.id,
        entry.at,
        "officer-1",
        "note.read",
    )
    assert (stored.agency, stored.request_id, stored.purpose) == ("5671", "r-1", "review")
    assert stored.subjects == [str(entry.subjects[0])]


async def test_fifty_requests_at_once_are_written_in_few_groups(
    audit: ReadAudit, sessions: Sessions, clock: FixedClock, statements: list[str]
) -> None:
    await asyncio.gather(*(audit.write([entry]) for entry in entries(clock, 50)))
    inserts = [statement for statement in statements if "INSERT INTO read_entry" in statement]
    assert await count_of(sessions) == 50
    assert len(inserts) <= 2


async def test_reads_of_requests_side_by_side_are_written_together(
    audit: ReadAudit, clock: FixedClock, statements: list[str]
) -> None:
    async with expected(audit):
        first = asyncio.create_task(audit.write(entries(clock, 1)))
        for _ in range(5):
            await asyncio.sleep(0)
        await asyncio.gather(first, audit.write(entries(clock, 1)))
    assert sum("INSERT INTO read_entry" in statement for statement in statements) == 1
    assert audit.under_way == 0


async def test_group_holds_at_most_five_hundred(
    audit: ReadAudit, sessions: Sessions, clock: FixedClock, statements: list[str]
) -> None:
    await asyncio.gather(*(audit.write(entries(clock, 100)) for _ in range(12)))
    inserts = [statement for statement in statements if "INSERT INTO read_entry" in statement]
    assert await count_of(sessions) == 1_200
    assert len(inserts) == 3


async def test_waiting_requests_fail_when_the_audit_cannot_be_written(
    audit: ReadAudit, service_database: TestDatabase, clock: FixedClock, sessions: Sessions
) -> None:
    async with connected(service_database.admin_url) as admin:
        await admin.execute("REVOKE INSERT ON read_entry FROM toy")
        outcomes = await asyncio.gather(
            *(audit.write([entry]) for entry in entries(clock, 5)), return_exceptions=True
        )
        assert [type(outcome) for outcome in outcomes] == [Unavailable] * 5
        await admin.execute("GRANT INSERT ON read_entry TO toy")
    await audit.write(entries(clock, 1))
    assert await count_of(sessions) == 1


async def test_entry_that_cannot_be_stored_fails_alone(
    audit: ReadAudit, sessions: Sessions, clock: FixedClock
) -> None:
    written = entries(clock, 40)
    written[17] = replace(written[17], purpose="a\x00b")
    outcomes = await asyncio.gather(*(audit.write([entry]) for entry in written), return_exceptions=True)
    refused = outcomes.pop(17)
    assert isinstance(refused, DBAPIError)
    assert isinstance(problem_of(refused), Malformed)
    assert outcomes == [None] * 39
    assert await count_of(sessions) == 39


async def test_cut_connection_is_replaced(
    audit: ReadAudit, service_database: TestDatabase, clock: FixedClock, sessions: Sessions
) -> None:
    await audit.write(entries(clock, 1))
    async with connected(service_database.admin_url) as admin:
        await admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = 'toy'",
            service_database.name,
        )
    await audit.write(entries(clock, 1))
    assert await count_of(sessions) == 2


async def test_reader_that_went_away_harms_nobody(
    audit: ReadAudit, sessions: Sessions, clock: FixedClock
) -> None:
    gone = asyncio.create_task(audit.write(entries(clock, 1)))
    await asyncio.sleep(0)
    gone.cancel()
    await audit.write(entries(clock, 1))
    assert await count_of(sessions) == 2


async def test_writer_that_does_not_run_refuses(audit_engine: AsyncEngine, entry: ReadEntry) -> None:
    audit = ReadAudit(audit_engine)
    with pytest.raises(Unavailable):
        await audit.write([entry])
    audit.start()
    await audit.stop()
    with pytest.raises(Unavailable):
        await audit.write([entry])


async def test_what_still_waits_is_written_before_the_end(
    audit_engine: AsyncEngine, sessions: Sessions, clock: FixedClock
) -> None:
    audit = ReadAudit(audit_engine)
    audit.start()
    writing = [asyncio.create_task(audit.write([entry])) for entry in entries(clock, 20)]
    await asyncio.sleep(0)
    await audit.stop()
    await asyncio.gather(*writing)
    assert await count_of(sessions) == 20


async def test_reads_are_noted_on_request_or_session_and_taken_once(session: AsyncSession) -> None:
    request = Request({"type": "http"})
    subject = new_id()
    for place in (request, session):
        note_read(place, "note.read", [subject], purpose="review")
        note_read(place, "note.list", [])
        (noted,) = take_reads(place)
        assert (noted.action, noted.subjects, noted.purpose) == ("note.read", (subject,), "review")
        assert take_reads(place) == []
