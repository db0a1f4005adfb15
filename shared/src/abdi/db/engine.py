"""Engine and sessions from settings."""

from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

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
        connect_args={
            "timeout": 5,
            "server_settings": {
                "application_name": settings.name,
                "statement_timeout": str(settings.statement_timeout_ms),
                "timezone": "UTC",
            },
        },
    )


def make_sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Sessions whose objects stay readable after the commit."""
    return async_sessionmaker(engine, expire_on_commit=False)
