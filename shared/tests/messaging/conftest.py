"""What every test of messaging starts from."""

from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.clock import FixedClock, new_id
from abdi.testing.toy_world import World


@pytest.fixture
def world(sessions: async_sessionmaker[AsyncSession], clock: FixedClock) -> World:
    return World(sessions, clock)


@pytest.fixture
def thing() -> UUID:
    return new_id()
