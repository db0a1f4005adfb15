"""The unit of work: one session, one transaction, one context.

Before the commit the unit's audit entry and outbox rows are written, so that they stand or fall with it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session

from abdi.audit.changes import flush_changes, watch_changes
from abdi.db.context import UnitContext, bind_context, context_of
from abdi.db.engine import UnitSession
from abdi.db.fence import OUR_OWN_WORK, stand_behind
from abdi.messaging.outbox import flush_pending

__all__ = ["UnitContext", "bind_context", "context_of", "unit_of_work"]


@asynccontextmanager
async def unit_of_work(
    sessions: async_sessionmaker[AsyncSession], context: UnitContext
) -> AsyncIterator[AsyncSession]:
    """A session that commits when the block ends well and rolls back when it does not.

    For consumers, commands and jobs; a request has its own from the route class. It sees every row.
    """
    async with sessions() as session:
        bind_context(session, context)
        stand_behind(session.sync_session, OUR_OWN_WORK)
        yield session
        await session.commit()


watch_changes(UnitSession)


@event.listens_for(UnitSession, "before_commit")
def _complete(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint is released; the unit goes on
    session.flush()
    flush_pending(session)
    flush_changes(session)
