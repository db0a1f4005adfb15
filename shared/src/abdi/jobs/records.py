"""Jobs in the database: asked for, found, cancelled, forgotten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import Clock, new_id
from abdi.db.bulk_tables import OPEN_STATES
from abdi.db.context import context_of
from abdi.db.tables import job as jobs
from abdi.i18n import Text
from abdi.reasons import Reason
from abdi.tokens import Principal


class JobState(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def is_open(self) -> bool:
        """Whether something can still become of it."""
        return self.value in OPEN_STATES


@dataclass(frozen=True, kw_only=True)
class Job:
    """One job as it stands in the database."""

    id: UUID
    kind: str
    state: JobState
    stage: str | None
    agency: str | None
    actor: str
    principal: Principal
    request_id: str
    params: Mapping[str, Any]
    progress: Mapping[str, Any]
    failure: Mapping[str, Any] | None
    is_cancel_wanted: bool
    attempts: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    expires_at: datetime | None


COLUMNS: Final = tuple(jobs.c[name] for name in Job.__dataclass_fields__)


def job_of(row: Row[Any]) -> Job:
    """The job in a row of `COLUMNS`."""
    held = {name: getattr(row, name) for name in Job.__dataclass_fields__}
    held["state"] = JobState(held["state"])
    held["principal"] = Principal.model_validate(held["principal"])
    return Job(**held)


def failure_of(code: str, message: Text, reasons: Sequence[Reason] = ()) -> dict[str, Any]:
    """Why a job came to nothing, as it is kept; `reasons` only where there are some."""
    failure: dict[str, Any] = {"code": code, "message": {"id": message.id, "en": message.en}}
    given = [reason.model_dump(mode="json") for reason in reasons]
    return failure | ({"reasons": given} if given else {})


async def ask_for_job(
    session: AsyncSession,
    kind: str,
    principal: Principal,
    *,
    agency: str | None,
    params: Mapping[str, Any],
    job_id: UUID | None = None,
) -> Job:
    """A new job, in the unit of work of `session`; wake the workers after its commit.

    Args:
        session: the request's.
        kind: the name of a JobKind.
        principal: who asks. Authority is not kept: it is asked again when the job runs.
        agency: to whose people the job belongs.
        params: what the kind needs to know; JSON.
        job_id: its id, when files were written under it already.
    """
    context = context_of(session)
    kept = principal.model_copy(update={"grants": (), "token_id": ""})
    if principal.kind == "person":
        kept = kept.model_copy(update={"roles": frozenset()})
    values = {
        "id": job_id or new_id(),
        "kind": kind,
        "state": JobState.QUEUED.value,
        "agency": agency,
        "actor": context.actor,
        "principal": kept.model_dump(mode="json"),
        "request_id": context.request_id,
        "params": dict(params),
        "created_at": context.clock.now(),
    }
    return job_of((await session.execute(insert(jobs).values(values).returning(*COLUMNS))).one())


async def find_job(session: AsyncSession, job_id: UUID, *, kind: str) -> Job | None:
    """The job of this kind, if there is one behind the session's fence."""
    found = await session.execute(select(*COLUMNS).where(jobs.c.id == job_id, jobs.c.kind == kind))
    row = found.one_or_none()
    return None if row is None else job_of(row)


def jobs_of(kind: str, agencies: Sequence[str] | None) -> Select[Any]:
    """A query for the jobs of `kind` of these agencies (None: of all)."""
    wanted = select(*COLUMNS).where(jobs.c.kind == kind)
    return wanted if agencies is None else wanted.where(jobs.c.agency.in_(agencies))


async def want_cancel(session: AsyncSession, job_id: UUID, *, clock: Clock, keep_until: datetime) -> Job:
    """Cancel a job that waits; a running one ends at its next step."""
    waiting = (jobs.c.id == job_id) & (jobs.c.state == JobState.QUEUED.value)
    ended = {
        "state": JobState.CANCELLED.value,
        "finished_at": clock.now(),
        "expires_at": keep_until,
        "is_cancel_wanted": True,
    }
    changed = await session.execute(update(jobs).where(waiting).values(ended).returning(*COLUMNS))
    row = changed.one_or_none()
    if row is None:
        wanted = update(jobs).where(jobs.c.id == job_id, jobs.c.state == JobState.RUNNING.value)
        await session.execute(wanted.values(is_cancel_wanted=True))
        row = (await session.execute(select(*COLUMNS).where(jobs.c.id == job_id))).one()
    return job_of(row)


async def forget_jobs(session: AsyncSession, clock: Clock) -> int:
    """Remove the jobs whose time is over, with their files and rows. Returns how many."""
    gone = await session.execute(delete(jobs).where(jobs.c.expires_at <= clock.now()).returning(jobs.c.id))
    return len(gone.all())
