"""What the imports say of themselves over HTTP."""

from datetime import datetime
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from abdi.bulk.importing import Asked, OnError
from abdi.bulk.records import MEDIA_TYPES
from abdi.clock import Clock
from abdi.examples import example
from abdi.i18n import LocaleCode
from abdi.jobs.records import Job, JobState

FileForm = Literal["csv", "xlsx"]
_IN_VAIN: Final = frozenset({JobState.REFUSED, JobState.CANCELLED, JobState.FAILED})
_SENT: Final = {
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "size": 48_211,
    "media_type": MEDIA_TYPES["csv"],
}


class ImportState(StrEnum):
    """Where an import is."""

    QUEUED = "queued"
    READING = "reading"
    JUDGING = "judging"
    WRITING = "writing"
    FINISHED = "finished"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    FAILED = "failed"


class ImportFileRead(BaseModel):
    """The file that was sent."""

    model_config = ConfigDict(json_schema_extra=example(**_SENT))

    sha256: str
    size: int = Field(description="bytes")
    media_type: str


class ImportFailureRead(BaseModel):
    """Why an import came to nothing, apart from errors of rows."""

    model_config = ConfigDict(
        json_schema_extra=example(code="empty_file", message="Berkas ini tidak memuat tabel.")
    )

    code: str
    message: str = Field(description="in the language of the request")


class ImportRead(BaseModel):
    """One file on its way."""

    model_config = ConfigDict(
        json_schema_extra=example(
            id="0192f4c3-5a7e-7bbb-8000-1234567890c7",
            kind="employees",
            state="writing",
            is_dry_run=False,
            on_error="refuse",
            file=_SENT,
            rows=1200,
            done=1000,
            imported=990,
            unchanged=10,
            errors=0,
            created_at="2026-03-02T02:00:00Z",
            started_at="2026-03-02T02:00:01Z",
            elapsed_seconds=3.2,
        )
    )

    id: UUID
    kind: str = Field(description="the last part of the address")
    state: ImportState
    is_dry_run: bool
    on_error: OnError
    file: ImportFileRead
    rows: int = Field(description="rows found so far; all of them once the file is read")
    done: int = Field(description="rows that were tried")
    imported: int = Field(description="rows that made a change; of a dry run, that would")
    unchanged: int = Field(description="rows that were there already and say the same")
    errors: int = Field(description="rows with errors; the errors file names them")
    failure: ImportFailureRead | None = None
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    expires_at: datetime | None = Field(
        default=None, description="when it is forgotten, with its file and rows"
    )
    elapsed_seconds: float = Field(description="from its first step until its end, or until now")


def import_read(job: Job, name: str, *, locale: LocaleCode, clock: Clock) -> ImportRead:
    """The job as it is shown."""
    asked, told = Asked.model_validate(job.params), job.progress
    begun = job.started_at
    ended = job.finished_at or clock.now()
    failure = job.failure and ImportFailureRead(
        code=job.failure["code"], message=job.failure["message"][locale]
    )
    if asked.is_one_whole and not asked.is_dry_run and job.state in _IN_VAIN:
        told = {**told, "imported": 0, "unchanged": 0}  # what was tried until then was undone
    return ImportRead(
        id=job.id,
        kind=name,
        state=import_state(job),
        is_dry_run=asked.is_dry_run,
        on_error=asked.on_error,
        file=ImportFileRead(sha256=asked.sha256, size=asked.size, media_type=MEDIA_TYPES[asked.form]),
        **{part: told.get(part, 0) for part in ("rows", "done", "imported", "unchanged", "errors")},
        failure=failure or None,
        created_at=job.created_at,
        started_at=begun,
        finished_at=job.finished_at,
        expires_at=job.expires_at,
        elapsed_seconds=round((ended - begun).total_seconds(), 3) if begun else 0.0,
    )


def import_state(job: Job) -> ImportState:
    """Where the job is, as people are told."""
    if job.state is JobState.RUNNING:
        return ImportState(job.stage or ImportState.READING)
    return ImportState(job.state.value)
