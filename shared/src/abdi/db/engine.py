"""Engine and sessions from settings."""

from typing import Any

import orjson
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.pool import QueuePool

from abdi.settings import ServiceSettings


def asyncpg_url(url: str) -> URL:
    """The same database through asyncpg, whatever driver (or none) the URL names."""
    return make_url(url).set(drivername="postgresql+asyncpg")


def make_engine(settings: ServiceSettings) -> AsyncEngine:
    """An engine that connects on first use and notices servers that went away."""
    return create_async_engine(
        asyncpg_url(settings.database_url),
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_pre_ping=False,
        json_serializer=_as_json,
        json_deserializer=orjson.loads,
        hide_parameters=True,  # error texts reach the log; values are personal data
        connect_args={
            "timeout": 5,
            "server_settings": {
                "application_name": settings.name,
                "statement_timeout": str(settings.statement_timeout_ms),
                # What a process holds that vanished without a word must be free again.
                "idle_in_transaction_session_timeout": str(settings.idle_transaction_timeout_ms),
                "timezone": "UTC",
            },
        },
    )


def _as_json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()


def pool_in_use(engine: AsyncEngine) -> int:
    """How many connections of the engine's pool are out."""
    pool = engine.pool
    return pool.checkedout() if isinstance(pool, QueuePool) else 0


class UnitSession(Session):
    """Our own kind of session, so that the hooks of the unit of work touch no other."""


def undone_with(rolled_back: SessionTransaction) -> SessionTransaction:
    """The savepoint or transaction that ended with `rolled_back`.

    A flush that fails rolls its savepoint back and tells only of the step inside it that it was itself.
    """
    while not rolled_back.nested and rolled_back.parent is not None:
        rolled_back = rolled_back.parent
    return rolled_back


def make_sessions(engine: AsyncEngine | None) -> async_sessionmaker[AsyncSession]:
    """Sessions whose objects stay readable after the commit; without an engine they can only be empty."""
    return async_sessionmaker(engine, sync_session_class=UnitSession, expire_on_commit=False)
