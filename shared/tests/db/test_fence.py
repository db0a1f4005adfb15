"""The fence: nothing without a context, never longer than a transaction, and lifted only for a block."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from abdi.clock import new_id
from abdi.db import make_engine, make_sessions
from abdi.db.fence import Fence, beyond_fence, stand_behind
from abdi.settings import ServiceSettings
from abdi.testing.archive import ARCHIVE, Letter, Page
from abdi.testing.message_fixtures import Unit
from abdi.testing.service import ServiceUnderTest

MINE = new_id()
PALEMBANG = Fence("person", frozenset({"5671"}), MINE)


@pytest.fixture
def service() -> ServiceUnderTest:
    return ARCHIVE


@pytest.fixture
async def one_connection(settings: ServiceSettings) -> AsyncIterator[AsyncEngine]:
    """A pool of one, so that everybody gets the connection of the one before."""
    engine = make_engine(settings.model_copy(update={"pool_size": 1}))
    yield engine
    await engine.dispose()


@pytest.fixture
async def requests(one_connection: AsyncEngine, unit: Unit) -> async_sessionmaker[AsyncSession]:
    """Sessions as requests have them, over letters of two agencies and an own one elsewhere."""
    async with unit() as session:
        for agency, person in (("5671", new_id()), ("6671", new_id()), ("1000", MINE)):
            letter = Letter(id=new_id(), agency=agency, employee_id=person)
            session.add(letter)
            await session.flush()
            session.add(Page(letter_id=letter.id, number=1))
    return make_sessions(one_connection)


async def seen(session: AsyncSession) -> tuple[int, int]:
    counts = [await session.scalar(select(func.count()).select_from(table)) for table in (Letter, Page)]
    return counts[0] or 0, counts[1] or 0


async def test_without_a_context_there_is_nothing(requests: async_sessionmaker[AsyncSession]) -> None:
    async with requests() as session:
        assert await seen(session) == (0, 0)


async def test_context_shows_the_agency_and_the_own_with_what_belongs_to_them(
    requests: async_sessionmaker[AsyncSession],
) -> None:
    async with requests() as session:
        stand_behind(session.sync_session, PALEMBANG)
        assert await seen(session) == (2, 2)
        stand_behind(session.sync_session, Fence("service"))
        await session.rollback()
        assert await seen(session) == (3, 3)


async def test_context_does_not_outlive_its_transaction_on_a_pooled_connection(
    requests: async_sessionmaker[AsyncSession],
) -> None:
    for end in ("commit", "rollback"):
        async with requests() as session:
            stand_behind(session.sync_session, PALEMBANG)
            assert await seen(session) == (2, 2)
            await getattr(session, end)()
        async with requests() as session:
            assert await seen(session) == (0, 0)


async def test_every_transaction_of_a_session_stands_behind_its_fence(
    requests: async_sessionmaker[AsyncSession],
) -> None:
    async with requests() as session:
        stand_behind(session.sync_session, PALEMBANG)
        assert await seen(session) == (2, 2)
        await session.commit()
        assert await seen(session) == (2, 2)


async def test_savepoints_keep_the_fence(requests: async_sessionmaker[AsyncSession]) -> None:
    async with requests() as session:
        stand_behind(session.sync_session, PALEMBANG)
        async with session.begin_nested():
            assert await seen(session) == (2, 2)
        with pytest.raises(DBAPIError):
            async with session.begin_nested():
                await session.execute(text("SELECT 1/0"))
        assert await seen(session) == (2, 2)


async def test_nothing_can_be_written_outside_the_fence(requests: async_sessionmaker[AsyncSession]) -> None:
    async with requests() as session:
        stand_behind(session.sync_session, PALEMBANG)
        session.add(Letter(id=new_id(), agency="6671", employee_id=new_id()))
        with pytest.raises(DBAPIError, match="row-level security"):
            await session.flush()


async def test_page_cannot_be_put_into_a_letter_out_of_sight(
    requests: async_sessionmaker[AsyncSession], session: AsyncSession
) -> None:
    hidden = await session.scalar(select(Letter.id).where(Letter.agency == "6671"))
    assert isinstance(hidden, UUID)
    async with requests() as request:
        stand_behind(request.sync_session, PALEMBANG)
        request.add(Page(letter_id=hidden, number=2))
        with pytest.raises(DBAPIError, match="row-level security"):
            await request.flush()


async def test_beyond_the_fence_everything_is_seen_for_as_long_as_the_block(
    requests: async_sessionmaker[AsyncSession],
) -> None:
    async with requests() as session:
        stand_behind(session.sync_session, PALEMBANG)
        async with beyond_fence(session):
            assert await seen(session) == (3, 3)
        assert await seen(session) == (2, 2)


async def test_fence_is_back_after_whatever_failed_beyond_it(
    requests: async_sessionmaker[AsyncSession],
) -> None:
    async with requests() as session:
        stand_behind(session.sync_session, PALEMBANG)
        with pytest.raises(KeyError):
            async with beyond_fence(session):
                raise KeyError
        assert await seen(session) == (2, 2)
        with pytest.raises(DBAPIError):
            async with session.begin_nested(), beyond_fence(session):
                await session.execute(text("SELECT 1/0"))
        assert await seen(session) == (2, 2)


async def test_what_waits_to_be_written_is_not_slipped_past_the_fence(
    requests: async_sessionmaker[AsyncSession],
) -> None:
    async with requests() as session:
        stand_behind(session.sync_session, PALEMBANG)
        session.add(Letter(id=new_id(), agency="6671", employee_id=new_id()))
        with pytest.raises(DBAPIError, match="row-level security"):
            async with beyond_fence(session):
                pass


async def test_unit_of_work_sees_everything_also_beyond_the_fence(
    requests: async_sessionmaker[AsyncSession], unit: Unit
) -> None:
    async with unit() as session:
        assert await seen(session) == (3, 3)
        async with beyond_fence(session):
            assert await seen(session) == (3, 3)
        assert await seen(session) == (3, 3)
