"""The fence around personal data: forced row-level security, set per transaction, whatever a query asks.

It is coarser than the policy on purpose: an agency's rows for whoever has to do with the agency, the own rows
for everybody, all rows for our own services. Without a context there are no rows.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, SessionTransaction

from abdi.db.engine import UnitSession

KIND: Final = "abdi.kind"
AGENCIES: Final = "abdi.agencies"
EMPLOYEE: Final = "abdi.employee"
_PLACE: Final = "abdi.fence"
_SET: Final = (
    f"SELECT set_config('{KIND}', $1, true), set_config('{AGENCIES}', $2, true),"
    f" set_config('{EMPLOYEE}', $3, true)"
)
# For the connection that migrates, whose transactions are many.
SERVICE_FOR_GOOD: Final = f"SELECT set_config('{KIND}', 'service', false)"


@dataclass(frozen=True)
class Fence:
    """What a transaction may see at most; agencies by their codes."""

    kind: str = ""
    agencies: frozenset[str] = frozenset()
    employee_id: UUID | None = None

    def set_on(self, connection: Connection) -> None:
        """Set it until the transaction ends; the policies of the tables read these settings."""
        # In the driver's own words: every transaction of ours does this first.
        told = (self.kind, ",".join(sorted(self.agencies)), str(self.employee_id or ""))
        connection.exec_driver_sql(_SET, told)

    async def set_in(self, session: AsyncSession) -> None:
        """The same in the session's transaction."""
        await session.run_sync(lambda inner: self.set_on(inner.connection()))


OUR_OWN_WORK: Final = Fence("service")
"""For consumers, commands and jobs: nobody's request."""
NOTHING_SEEN: Final = Fence()


def stand_behind(session: Session, fence: Fence) -> None:
    """Let every transaction that `session` begins from now on stand behind `fence`."""
    session.info[_PLACE] = fence


def seeing_everything(sessions: async_sessionmaker[AsyncSession]) -> async_sessionmaker[AsyncSession]:
    """The same sessions, for our own work outside a unit of work: looking, not changing."""
    sessions.configure(info={_PLACE: OUR_OWN_WORK})
    return sessions


@asynccontextmanager
async def beyond_fence(session: AsyncSession) -> AsyncIterator[None]:
    """Let a request see every row within the block, for facts on which an outcome rests whoever asks.

    Only after the caller was admitted to the object: that a year is judged already, in the agency of then,
    must be seen by the officer of now. What is found goes into the outcome, not out as it is.
    """
    fence: Fence = session.info.get(_PLACE, NOTHING_SEEN)
    if fence == OUR_OWN_WORK:
        yield
        return
    await session.flush()  # what waits to be written is still checked by the fence
    await OUR_OWN_WORK.set_in(session)
    try:
        yield
    finally:
        with suppress(DBAPIError, PendingRollbackError):  # then the transaction is lost, and sees nothing
            await fence.set_in(session)


@event.listens_for(UnitSession, "after_begin")
def _set_fence(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    fence: Fence | None = session.info.get(_PLACE)
    if fence is not None and fence != NOTHING_SEEN and not transaction.nested:
        fence.set_on(connection)


def fence(op: Any, table: str, *, agency: str | None = "agency", employee_id: str | None = None) -> None:
    """Put `table` behind the fence; for migrations (`op` is Alembic's).

    Args:
        op: Alembic's operations.
        table: its name.
        agency: the column with the agency's code.
        employee_id: the column with the person about whom a row is, if there is one.
    """
    # Each setting is read once a statement, not once a row: a sub-select is an init plan.
    ways = [f"(SELECT current_setting('{KIND}', true)) = 'service'"]
    if agency is not None:
        seen = f"SELECT string_to_array(current_setting('{AGENCIES}', true), ',')"
        ways.append(f"{agency} = ANY (({seen})::text[])")
    if employee_id is not None:
        ways.append(f"{employee_id} = (SELECT nullif(current_setting('{EMPLOYEE}', true), '')::uuid)")
    _force(op, table, " OR ".join(ways))


def fence_child(op: Any, table: str, *, parent: str, key: str) -> None:
    """Put `table` behind the fence of `parent`, whose `id` (or first key) its column `key` names."""
    name, _, column = parent.partition(".")
    inside = f"EXISTS (SELECT 1 FROM {name} AS fenced WHERE fenced.{column or 'id'} = {table}.{key})"
    _force(op, table, f"(SELECT current_setting('{KIND}', true)) = 'service' OR {inside}")


def unfence(op: Any, table: str) -> None:
    """The way back from `fence` and `fence_child`."""
    op.execute(f"DROP POLICY fence ON {table}")
    op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


def _force(op: Any, table: str, condition: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY fence ON {table} USING ({condition}) WITH CHECK ({condition})")
