"""The worker: takes jobs one after the other and sees each to its end, whatever happens to it."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

from sqlalchemy import func, or_, select, update

from abdi.clock import new_id
from abdi.db.bulk_tables import OPEN_STATES
from abdi.db.context import UnitContext
from abdi.db.tables import job as jobs
from abdi.db.uow import unit_of_work
from abdi.faults import crash_at
from abdi.http.failures import problem_of
from abdi.i18n import Text
from abdi.jobs.kinds import JobFailed, JobKind
from abdi.jobs.records import COLUMNS, JobState, failure_of, forget_jobs, job_of
from abdi.jobs.running import (
    AuthorityLost,
    JobCancelled,
    JobRun,
    LeaseLost,
    authority_today,
    be_patient,
    lease_end,
)
from abdi.kit import Kit
from abdi.observability import get_logger
from abdi.problems import Unavailable

log = get_logger(__name__)

LOOK_SECONDS: Final = 2.0
AWAY_SECONDS: Final = 1.0
MOST_ATTEMPTS: Final = 5
_BEATS: Final = 3

_NO_AUTHORITY: Final = Text(
    "Kewenangan peminta sudah tidak ada, maka pekerjaan ini tidak dilanjutkan.",
    "Whoever asked may not do this any more, so the work does not go on.",
)
_BROKEN: Final = Text(
    "Terjadi kesalahan di sisi kami; pekerjaan ini dihentikan.",
    "Something went wrong on our side; this ended.",
)
_TOO_OFTEN: Final = Text(
    "Pekerjaan ini terputus berkali-kali dan tidak dicoba lagi.",
    "This work was interrupted several times and is not tried again.",
)


class JobWorker:
    """The jobs of one process, one after the other in each lane; `wake` it when there is one more."""

    def __init__(self, kit: Kit, kinds: Sequence[JobKind]) -> None:
        self._kit = kit
        self._kinds: Mapping[str, JobKind] = {kind.name: kind for kind in kinds}
        lanes = sorted({_lane_of(name) for name in self._kinds})
        # Who wants a short list does not wait until a whole agency was taken in.
        self._awake = {lane: asyncio.Event() for lane in lanes}
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to look for work; needs a running loop."""
        self._tasks = [asyncio.create_task(self._work(lane), name=f"jobs-{lane}") for lane in self._awake]

    def wake(self) -> None:
        """Say that a job was asked for."""
        for awake in self._awake.values():
            awake.set()

    async def stop(self) -> None:
        """Put down what is in hand, for another process to take, and end."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def forget_expired(self) -> None:
        """Remove jobs whose time is over, with their files."""
        async with unit_of_work(self._kit.sessions, self._context()) as session:
            await be_patient(session, self._kit)
            gone = await forget_jobs(session, self._kit.clock)
        log.info("jobs.forgotten", count=gone)

    async def _work(self, lane: str) -> None:
        awake = self._awake[lane]
        while True:
            awake.clear()
            try:
                run = await self._claim(lane)
                if run is not None:
                    await self._see_through(run)
                    continue
            except Exception as error:
                is_away = problem_of(error) is not None
                log.warning("jobs.not_reached", exc_info=None if is_away else error)
                await asyncio.sleep(AWAY_SECONDS)
                continue
            with suppress(TimeoutError):
                await asyncio.wait_for(awake.wait(), LOOK_SECONDS)

    async def _claim(self, lane: str) -> JobRun | None:
        """The oldest job of the lane that nobody works on, leased to this process."""
        lease = new_id()
        names = [name for name in self._kinds if _lane_of(name) == lane]
        free = (
            select(jobs.c.id)
            .where(jobs.c.state.in_(OPEN_STATES), jobs.c.kind.in_(names))
            .where(or_(jobs.c.leased_until.is_(None), jobs.c.leased_until <= func.now()))
            .order_by(jobs.c.created_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        values = {
            "state": JobState.RUNNING.value,
            "lease": lease,
            "leased_until": lease_end(self._kit),
            "attempts": jobs.c.attempts + 1,
            "started_at": func.coalesce(jobs.c.started_at, self._kit.clock.now()),
        }
        async with unit_of_work(self._kit.sessions, self._context()) as session:
            taken = update(jobs).where(jobs.c.id == free.scalar_subquery()).values(values)
            row = (await session.execute(taken.returning(*COLUMNS))).one_or_none()
        if row is None:
            return None
        job = job_of(row)
        permission = self._kinds[job.kind].permission
        run = JobRun(self._kit, job, lease, permission, job.principal, dict(job.progress))
        log.info("job.taken", job_id=str(job.id), kind=job.kind, attempt=job.attempts)
        return run

    async def _see_through(self, run: JobRun) -> None:
        try:
            await self._run_leased(run)
        except asyncio.CancelledError:
            await asyncio.shield(self._put_down(run))
            raise
        except LeaseLost:
            log.warning("job.lease_lost", job_id=str(run.job.id))
        except JobCancelled:
            await self._end(run, JobState.CANCELLED, None)
        except AuthorityLost:
            await self._end(run, JobState.REFUSED, JobFailed("permission_lost", _NO_AUTHORITY))
        except JobFailed as failed:
            await self._end(run, JobState.FAILED, failed)
        except Exception as error:
            if isinstance(problem_of(error), Unavailable) and run.job.attempts < MOST_ATTEMPTS:
                log.warning("job.postponed", job_id=str(run.job.id), exc_info=error)
                await asyncio.sleep(AWAY_SECONDS)
                await self._put_down(run)
                return
            log.exception("job.failed", job_id=str(run.job.id), kind=run.job.kind)
            await self._end(run, JobState.FAILED, JobFailed("internal_error", _BROKEN))

    async def _run_leased(self, run: JobRun) -> None:
        if run.job.attempts > MOST_ATTEMPTS:
            raise JobFailed("interrupted_too_often", _TOO_OFTEN)
        run.principal = await authority_today(self._kit, run.job)
        if not run.permission.allows(run.principal):
            raise AuthorityLost
        if run.job.is_cancel_wanted:
            raise JobCancelled
        crash_at("jobs.taken")
        work = asyncio.ensure_future(self._kinds[run.job.kind].run(run))
        heart = asyncio.create_task(self._beat(run), name="job-lease")
        try:
            await asyncio.wait({work, heart}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                await _ended(work)
                await heart  # raises why
            await work
        finally:
            await _ended(heart)
            await _ended(work)
        self._kit.wake_relay()

    async def _beat(self, run: JobRun) -> None:
        """Keep the lease while the work goes on; ends with the reason to stop it."""
        lease = self._kit.service_settings.job_lease
        failures = 0
        while failures < _BEATS:  # then the lease has run out, unless the database is away for everybody
            await asyncio.sleep(lease / _BEATS)
            try:
                async with asyncio.timeout(lease / _BEATS):
                    await run.prolong()
                failures = 0
            except (LeaseLost, JobCancelled):
                raise
            except Exception as error:  # the work itself notices a database that is away
                failures += 1
                log.warning("job.lease_not_prolonged", job_id=str(run.job.id), exc_info=error)
        raise LeaseLost

    async def _end(self, run: JobRun, state: JobState, why: JobFailed | None) -> None:
        failure = failure_of(why.code, why.message, why.reasons) if why else None
        try:
            async with run.unit() as session:
                await run.settle(session, state, failure=failure)
                if left := self._kinds[run.job.kind].left:
                    await left(session, run.job, why.message if why else None)
        except LeaseLost:
            log.warning("job.lease_lost", job_id=str(run.job.id))
            return
        code = why.code if why else None
        log.info("job.ended", job_id=str(run.job.id), kind=run.job.kind, state=state.value, code=code)

    async def _put_down(self, run: JobRun) -> None:
        with suppress(Exception):  # then the lease runs out by itself
            await run.release()

    def _context(self) -> UnitContext:
        name = self._kit.settings.name
        return UnitContext(actor=name, request_id="jobs", action="jobs", clock=self._kit.clock)


def _lane_of(name: str) -> str:
    """`imports` of `imports.employees`."""
    return name.partition(".")[0]


async def _ended(task: "asyncio.Future[None]") -> None:
    """Stop what still runs, and wait until it has."""
    if not task.done():
        task.cancel()
        await asyncio.wait({task})
