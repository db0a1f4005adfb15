"""Who does a unit of work, and why: kept with its session, read by the outbox and the audit."""

from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from abdi.clock import Clock, SystemClock

_KEY = "abdi.unit_context"


class UnitMissing(LookupError):  # noqa: N818 - errors are named by the fact
    """A session belongs to no unit of work."""


@dataclass(frozen=True, kw_only=True)
class UnitContext:
    """The circumstances of one transaction."""

    actor: str
    """Opaque id of the person, service or agency system; never a name."""
    request_id: str
    action: str = "unknown"
    """What is done: the operation id of a route, the name of a consumer's handler, a command."""
    agency: str | None = None
    reason: str | None = None
    correlation_id: str | None = None
    causation_id: UUID | None = None
    """The event that made us do this."""
    clock: Clock = field(default_factory=SystemClock)


def bind_context(session: AsyncSession | Session, context: UnitContext) -> None:
    """Make `context` the one of `session`."""
    session.info[_KEY] = context


def context_of(session: AsyncSession | Session) -> UnitContext:
    """The context of `session`. Raises UnitMissing when it was opened outside a unit of work."""
    context: UnitContext | None = session.info.get(_KEY)
    if context is None:
        raise UnitMissing("open the session with abdi.db.uow.unit_of_work")
    return context


def say_reason(session: AsyncSession | Session, reason: str) -> None:
    """Say why this unit changes what it changes; its audit entry holds the reason.

    Raises UnitMissing when the session was opened outside a unit of work.
    """
    bind_context(session, replace(context_of(session), reason=reason))
