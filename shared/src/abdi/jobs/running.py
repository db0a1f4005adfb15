"""One job in the hands of one process: its lease, its progress, its end."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import CursorResult, func, text, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.db.context import UnitContext
from abdi.db.engine import make_sessions
from abdi.db.fence import seeing_everything
from abdi.db.tables import job as jobs
from abdi.db.uow import unit_of_work
from abdi.directory.authority import authority_of
from abdi.jobs.records import Job, JobState
from abdi.kit import Kit
from abdi.policy import Permission
from abdi.tokens import Principal

_LEAST_SILENCE_SECONDS: Final = 10.0
_PATIENT: Final = text("""
    SELECT set_config('statement_timeout', '10min', true),
        set_config('idle_in_transaction_session_timeout', :silence, true)
""")


class LeaseLost(Exception):  # noqa: N818 - errors are named by the fact
    """Another process has the job; what this one did and has not committed must not be."""


class JobCancelled(Exception):  # noqa: N818
    """The asker does not want it any more."""


class AuthorityLost(Exception):  # noqa: N818
    """The asker may not do this any more."""


@dataclass
class JobRun:
    """What the `run` of a JobKind gets."""

    kit: Kit
    job: Job
    lease: UUID
    permission: Permission
    principal: Principal
    """The asker with the authority of the moment when this run began."""
    progress: dict[str, Any] = field(default_factory=dict)
    """What the job told of itself so far; `say`, `advance` and `settle` add to it."""

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[AsyncSession]:
        """A unit of work in the asker's name that may take its time. It sees every row."""
        async with unit_of_work(self.kit.sessions, self._context()) as session:
            await be_patient(session, self.kit)
            yield session

    async def say(self, stage: str | None = None, **progress: Any) -> None:
        """Tell how far it is, in a transaction of its own. Raises what `advance` raises."""
        async with self.unit() as session:
            await self.advance(session, stage, **progress)

    async def advance(self, session: AsyncSession, stage: str | None = None, **progress: Any) -> None:
        """Tell how far it is, in the transaction of the step that made it so.

        Raises LeaseLost when the step is another's by now, JobCancelled or AuthorityLost when it is unwanted.
        """
        await self.check_authority()
        self.progress |= progress
        values: dict[str, Any] = {"progress": self.progress} | ({"stage": stage} if stage else {})
        wanted = update(jobs).where(*self._mine).values(values).returning(jobs.c.is_cancel_wanted)
        is_unwanted = await session.scalar(wanted)
        if is_unwanted is None:
            raise LeaseLost
        if is_unwanted:
            raise JobCancelled

    async def settle(
        self,
        session: AsyncSession,
        state: JobState,
        *,
        failure: Mapping[str, Any] | None = None,
        kept_for: timedelta | None = None,
        **progress: Any,
    ) -> None:
        """End the job in the transaction of its last effect. Raises LeaseLost when it is another's.

        It is kept for `kept_for`, else as long as the settings say.
        """
        self.progress |= progress
        values = {
            "state": state.value,
            "stage": None,
            "progress": self.progress,
            "failure": None if failure is None else dict(failure),
            "finished_at": self.kit.clock.now(),
            "expires_at": self.kit.clock.now() + kept_for if kept_for else expiry_of(self.kit),
            "lease": None,
            "leased_until": None,
        }
        done = await session.execute(update(jobs).where(*self._mine).values(values))
        if cast("CursorResult[Any]", done).rowcount == 0:
            raise LeaseLost

    async def check_authority(self) -> None:
        """Raises AuthorityLost when the asker may not do this today."""
        today = await authority_today(self.kit, self.job)
        if not self.permission.allows(today):
            raise AuthorityLost

    async def prolong(self) -> None:
        """Keep the lease. Raises LeaseLost, or JobCancelled."""
        async with self.unit() as session:
            wanted = update(jobs).where(*self._mine).values(leased_until=lease_end(self.kit))
            is_unwanted = await session.scalar(wanted.returning(jobs.c.is_cancel_wanted))
        if is_unwanted is None:
            raise LeaseLost
        if is_unwanted:
            raise JobCancelled

    async def release(self) -> None:
        """Let another process have it at once."""
        async with self.unit() as session:
            await session.execute(update(jobs).where(*self._mine).values(leased_until=func.now()))

    @property
    def _mine(self) -> tuple[Any, ...]:
        return jobs.c.id == self.job.id, jobs.c.lease == self.lease, jobs.c.state == JobState.RUNNING.value

    def _context(self) -> UnitContext:
        return UnitContext(
            actor=self.job.actor,
            agency=self.job.agency,
            action=self.job.kind,
            request_id=self.job.request_id,
            correlation_id=self.job.request_id,
            clock=self.kit.clock,
        )


async def be_patient(session: AsyncSession, kit: Kit) -> None:
    """Let this transaction's statements take longer than those of a request, but not its silence.

    A process that hangs while it holds the job's row keeps others from the job until its session ends.
    """
    silence = max(_LEAST_SILENCE_SECONDS, 2 * kit.service_settings.job_lease)
    await session.execute(_PATIENT, {"silence": f"{silence:.0f}s"})


def our_sessions(kit: Kit) -> async_sessionmaker[AsyncSession]:
    """Sessions of our own work, which see every row: for what was admitted before, and to read only."""
    return seeing_everything(make_sessions(kit.engine))


async def authority_today(kit: Kit, job: Job) -> Principal:
    """The asker with the authority of today."""
    async with kit.reading_sessions() as session:
        return await authority_of(session, job.principal, kit.clock.today())


def lease_end(kit: Kit) -> Any:
    """Until when a lease taken now holds, by the clock that all processes share: the database's."""
    return func.now() + timedelta(seconds=kit.service_settings.job_lease)


def expiry_of(kit: Kit) -> datetime:
    """Until when a job that ends now is kept."""
    return kit.clock.now() + timedelta(days=kit.service_settings.job_retention_days)
