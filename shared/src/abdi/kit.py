"""What one running service holds, reachable as `app.state.kit`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, cast

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from abdi.audit.reads import ReadAudit
from abdi.auth.verifier import TokenVerifier
from abdi.clock import Clock
from abdi.observability import Metrics
from abdi.settings import AppSettings, ServiceSettings


class Messaging(Protocol):
    """The relay and the consumers of this process, as `abdi.messaging.runtime` runs them."""

    def wake(self) -> None:
        """Say that the outbox has something new."""

    async def stop(self) -> None:
        """Finish what is in hand and end."""

    def health(self) -> Mapping[str, object]:
        """What readiness reports about events."""
        ...


class Working(Protocol):
    """The worker of this process, as `abdi.jobs` runs it."""

    def wake(self) -> None:
        """Say that there is a job."""


@dataclass
class Kit:
    """The parts of a service that live as long as its process."""

    settings: AppSettings
    clock: Clock
    engine: AsyncEngine | None
    """None for a service without a database."""
    sessions: async_sessionmaker[AsyncSession]
    reading_sessions: async_sessionmaker[AsyncSession]
    """Sessions whose transactions are read-only."""
    verifier: TokenVerifier
    metrics: Metrics
    read_audit: ReadAudit | None
    """None for a service without a database, which reads nobody's data itself."""
    messaging: Messaging | None = None
    jobs: Working | None = None
    waits_for: set[str] = field(default_factory=set)
    """Parts of the start that are not done yet; ready when empty."""
    needs: dict[str, Callable[[], Awaitable[bool]]] = field(default_factory=dict)
    """What readiness asks besides the own database: a name and whether it is ready."""
    watches: dict[str, Callable[[], Awaitable[str]]] = field(default_factory=dict)
    """What readiness only tells: a name and its state; whatever is not `ok` degrades."""

    @property
    def service_settings(self) -> ServiceSettings:
        """The settings of a service with a database. Raises LookupError in one without."""
        if isinstance(self.settings, ServiceSettings):
            return self.settings
        raise LookupError("this service has no database")

    def wake_relay(self) -> None:
        """Tell the relay of this process, if it runs one, that events were committed."""
        if self.messaging is not None:
            self.messaging.wake()

    def wake_jobs(self) -> None:
        """Tell the worker of this process, if it runs one, that a job was asked for."""
        if self.jobs is not None:
            self.jobs.wake()


def kit_of(request: Request) -> Kit:
    """The kit of the service that answers `request`."""
    return cast("Kit", request.app.state.kit)
