"""The use cases of exports, for every kind of list."""

from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit.reads import note_read
from abdi.bulk.exports.exporting import AGENCIES, ExportAsked, export_name
from abdi.bulk.exports.kinds import AnyExportKind
from abdi.bulk.exports.schemas import ExportCreate, ExportRead, ExportState, export_read, export_state
from abdi.bulk.judging import agencies_of
from abdi.bulk.service import ImportQuery, agency_of_job
from abdi.db.context import context_of
from abdi.db.tables import job as jobs
from abdi.i18n import LocaleCode, Text
from abdi.jobs.records import Job, JobState, ask_for_job, find_job, job_of, jobs_of, want_cancel
from abdi.paging import Page, paginate
from abdi.problems import Conflict, NotFound
from abdi.tokens import Principal


class ExportEnded(Conflict):
    """It can no longer be cancelled."""

    code = "export-ended"
    title = Text("Ekspor ini sudah berakhir", "This export has ended")


class ExportNotFinished(Conflict):
    """There is no file."""

    code = "export-not-finished"
    title = Text("Berkas ekspor ini tidak tersedia", "There is no file of this export")


async def start_export(
    session: AsyncSession, principal: Principal, kind: AnyExportKind, *, asked: ExportCreate[Any]
) -> Job:
    """Ask for the file. Raises Forbidden for who may do this for less than an agency."""
    agency = agency_of_job(principal, kind.permission)
    params = ExportAsked(
        form=asked.format, purpose=asked.purpose, filters=asked.filters.model_dump(mode="json")
    )
    return await ask_for_job(
        session, export_name(kind), principal, agency=agency, params=params.model_dump(mode="json")
    )


async def get_export(
    session: AsyncSession, principal: Principal, kind: AnyExportKind, *, job_id: UUID
) -> Job:
    """One's own export: nobody else has it, and oneself only with the authority for its agencies today.

    Raises NotFound.
    """
    job = await find_job(session, job_id, kind=export_name(kind))
    if job is None or job.actor != principal.subject:
        raise NotFound
    held = agencies_of(principal, kind.permission)
    told = job.progress.get(AGENCIES, [job.agency])
    if held is not None and (told is None or not held.issuperset(told)):
        raise NotFound
    return job


async def list_exports(
    session: AsyncSession,
    principal: Principal,
    kind: AnyExportKind,
    *,
    query: ImportQuery,
    locale: LocaleCode,
) -> Page[ExportRead]:
    """One's own exports, the latest first."""
    clock = context_of(session).clock
    held = agencies_of(principal, kind.permission)
    wanted = jobs_of(export_name(kind), None if held is None else sorted(held))
    wanted = wanted.where(jobs.c.actor == principal.subject)

    def row(found: Any) -> ExportRead:
        return export_read(job_of(found), kind.name, locale=locale, clock=clock)

    keys = [cast("Any", jobs.c.id)]
    return await paginate(session, wanted, query=query, keys=keys, row=row, is_descending=True)


async def end_export(session: AsyncSession, job: Job, *, kept_for: timedelta) -> Job:
    """Cancel it: at once while it waits, at its next page while it runs. Raises ExportEnded."""
    if not job.state.is_open:
        raise ExportEnded(current_state=export_state(job), allowed=[ExportState.QUEUED, ExportState.WRITING])
    clock = context_of(session).clock
    return await want_cancel(session, job.id, clock=clock, keep_until=clock.now() + kept_for)


def admit_to_file(session: AsyncSession, job: Job) -> ExportAsked:
    """What the file of `job` is; that it is had is noted. Raises ExportNotFinished."""
    is_over = job.expires_at is not None and job.expires_at <= context_of(session).clock.now()
    if job.state is not JobState.FINISHED or is_over:
        state = "expired" if is_over else export_state(job).value
        raise ExportNotFinished(current_state=state, allowed=["finished"])
    note_read(session, f"{job.kind}.file", [job.id])
    return ExportAsked.model_validate(job.params)
