"""The use cases of imports, for every kind of file."""

from datetime import timedelta
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit.reads import note_read
from abdi.bulk.importing import Asked, OnError, job_name
from abdi.bulk.judging import agencies_of
from abdi.bulk.kinds import AnyImportKind
from abdi.bulk.loading import UPLOAD, Loaded
from abdi.bulk.schemas import ImportRead, ImportState, import_read, import_state
from abdi.db.context import context_of
from abdi.db.tables import job as jobs
from abdi.http.uploads import Upload
from abdi.i18n import LocaleCode, Text
from abdi.jobs.files import write_file
from abdi.jobs.records import Job, ask_for_job, find_job, job_of, jobs_of, want_cancel
from abdi.paging import Page, PlainListQuery, paginate
from abdi.policy import Permission, Resource, decide, refusal, visible
from abdi.problems import Conflict, Forbidden, NotFound
from abdi.tokens import Principal

_OPEN: Final = (ImportState.QUEUED, ImportState.READING, ImportState.JUDGING, ImportState.WRITING)


class ImportEnded(Conflict):
    """It can no longer be cancelled."""

    code = "import-ended"
    title = Text("Impor ini sudah berakhir", "This import has ended")


class ImportUnderWay(Conflict):
    """Its errors are not all known yet."""

    code = "import-under-way"
    title = Text("Impor ini belum selesai", "This import has not ended yet")


class ImportQuery(PlainListQuery):
    """A list of imports, the latest first."""


def agency_of_job(principal: Principal, permission: Permission) -> str | None:
    """To whose people a job of the principal belongs. Raises Forbidden for who has less than an agency."""
    agencies = agencies_of(principal, permission)
    if agencies is None or principal.agency in agencies:
        return principal.agency
    if not agencies:
        raise Forbidden(reasons=[*refusal(principal, permission)])
    return min(agencies)


async def start_import(
    session: AsyncSession, principal: Principal, kind: AnyImportKind, *, upload: Upload, asked: Asked
) -> Job:
    """Keep the file and ask for its job. Raises Forbidden for who may do this for less than an agency."""
    agency = agency_of_job(principal, kind.permission)
    job = await ask_for_job(
        session, job_name(kind), principal, agency=agency, params=asked.model_dump(mode="json")
    )
    with upload.path.open("rb") as source:
        await write_file(session, job.id, UPLOAD, source=source)
    return job


async def get_import(
    session: AsyncSession, principal: Principal, kind: AnyImportKind, *, job_id: UUID
) -> Job:
    """The import, if the principal may see it. Raises NotFound."""
    job = await find_job(session, job_id, kind=job_name(kind))
    if job is None:
        raise NotFound
    visible(decide(principal, kind.permission, Resource(agency=job.agency)))
    return job


async def list_imports(
    session: AsyncSession,
    principal: Principal,
    kind: AnyImportKind,
    *,
    query: ImportQuery,
    locale: LocaleCode,
) -> Page[ImportRead]:
    """The imports of the agencies for which the principal has the permission."""
    agencies = agencies_of(principal, kind.permission)
    wanted = jobs_of(job_name(kind), None if agencies is None else sorted(agencies))
    clock = context_of(session).clock

    def row(found: Any) -> ImportRead:
        return import_read(job_of(found), kind.name, locale=locale, clock=clock)

    keys = [cast("Any", jobs.c.id)]
    return await paginate(session, wanted, query=query, keys=keys, row=row, is_descending=True)


async def end_import(session: AsyncSession, job: Job, *, kept_for: timedelta) -> Job:
    """Cancel it: at once while it waits, at its next step while it runs. Raises ImportEnded."""
    if not job.state.is_open:
        raise ImportEnded(current_state=import_state(job), allowed=[*_OPEN])
    clock = context_of(session).clock
    return await want_cancel(session, job.id, clock=clock, keep_until=clock.now() + kept_for)


def loaded_of(session: AsyncSession, job: Job) -> Loaded:
    """What is known of the file whose errors are asked for. Raises ImportUnderWay or NotFound."""
    if job.state.is_open:
        raise ImportUnderWay(current_state=import_state(job), allowed=["finished", "refused"])
    if "loaded" not in job.progress:
        raise NotFound(
            Text("Berkas ini tidak sampai dibaca.", "This file was never read as far as its rows.")
        )
    note_read(session, "imports.errors", [job.id])
    return Loaded.model_validate(job.progress["loaded"])


def asked_for(upload: Upload, *, is_dry_run: bool, on_error: OnError) -> Asked:
    """What a request with this file asks for."""
    return Asked(
        form=upload.form,
        is_dry_run=is_dry_run,
        on_error=on_error,
        sha256=upload.sha256,
        size=upload.size,
    )
