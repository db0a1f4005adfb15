"""Engine and sessions from settings."""

from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session

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
        hide_parameters=True,  # error texts reach the log; values are personal data
        connect_args={
            "timeout": 5,
            "server_settings": {
                "application_name": settings.name,
                "statement_timeout": str(settings.statement_timeout_ms),
                "timezone": "UTC",
            },
        },
    )


class UnitSession(Session):
    """Our own kind of session, so that the hooks of the unit of work touch no other."""


def make_sessions(engine: AsyncEngine | None) -> async_sessionmaker[AsyncSession]:
    """Sessions whose objects stay readable after the commit; without an engine they can only be empty."""
    return async_sessionmaker(engine, sync_session_class=UnitSession, expire_on_commit=False)
