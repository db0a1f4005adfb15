"""The unit of work outside requests."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session

from abdi.clock import SystemClock, new_id
from abdi.db import asyncpg_url, make_sessions
from abdi.db.context import UnitMissing
from abdi.db.tables import kit_metadata
from abdi.db.uow import UnitContext, context_of, unit_of_work
from abdi.messaging import Event, publish
from abdi.testing.infrastructure import Infrastructure

CONTEXT = UnitContext(actor="import", request_id="request-0001", action="parcels.import")


class ParcelSent(Event, name="parcels.parcel.sent", key="parcel_id"):
    parcel_id: str


@pytest.fixture
async def engine(infrastructure: Infrastructure) -> AsyncIterator[AsyncEngine]:
    database = infrastructure.databases.create("units", lambda _: None)
    engine = create_async_engine(asyncpg_url(database.owner_url))
    async with engine.begin() as connection:
        await connection.run_sync(kit_metadata.create_all)
    yield engine
    await engine.dispose()
    infrastructure.databases.drop(database)


@pytest.fixture
def sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    return make_sessions(engine)


async def published(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return [
            row.actor
            for row in await connection.execute(text("SELECT headers->>'actor' AS actor FROM outbox"))
        ]


def sent() -> ParcelSent:
    return ParcelSent(agency="5671", parcel_id=str(new_id()))


async def test_unit_that_ends_well_commits_its_events(
    engine: AsyncEngine, sessions: async_sessionmaker[AsyncSession]
) -> None:
    async with unit_of_work(sessions, CONTEXT) as session:
        publish(session, sent())

    assert await published(engine) == ["import"]


async def test_unit_that_fails_leaves_nothing(
    engine: AsyncEngine, sessions: async_sessionmaker[AsyncSession]
) -> None:
    async def fail() -> None:
        async with unit_of_work(sessions, CONTEXT) as session:
            publish(session, sent())
            await session.execute(text("SELECT 1"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    assert await published(engine) == []


async def test_savepoint_that_fails_takes_its_own_events_only(
    engine: AsyncEngine, sessions: async_sessionmaker[AsyncSession]
) -> None:
    async def fail(session: AsyncSession) -> None:
        async with session.begin_nested():
            publish(session, sent())
            raise ZeroDivisionError

    async with unit_of_work(sessions, CONTEXT) as session:
        publish(session, sent())
        with pytest.raises(ZeroDivisionError):
            await fail(session)
        async with session.begin_nested():
            publish(session, sent())

    assert len(await published(engine)) == 2


async def test_session_knows_its_context() -> None:
    async with unit_of_work(make_sessions(None), CONTEXT) as session:
        assert context_of(session) is CONTEXT
        assert context_of(session.sync_session) is CONTEXT
        assert isinstance(CONTEXT.clock, SystemClock)


def test_session_of_no_unit_is_refused() -> None:
    with Session() as session, pytest.raises(UnitMissing):
        context_of(session)
