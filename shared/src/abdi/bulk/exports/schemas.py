"""What exports take and say over HTTP."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final, Generic
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from abdi.bulk.exports.exporting import ExportAsked
from abdi.bulk.exports.forms import EXPORT_MEDIA_TYPES, ExportForm
from abdi.bulk.exports.kinds import F
from abdi.bulk.schemas import ImportFailureRead
from abdi.clock import Clock
from abdi.examples import example
from abdi.i18n import LocaleCode
from abdi.jobs.records import Job, JobState
from abdi.text import Line
from abdi.written import Written

LONGEST_PURPOSE: Final = 200
_ASKED: Final[dict[str, Any]] = {
    "format": "xlsx",
    "purpose": "Pemutakhiran data triwulan I 2026 untuk BKN",
    "filters": {},
}


class ExportCreate(Written, Generic[F]):
    """Which list, as what, and why."""

    model_config = ConfigDict(json_schema_extra=example(_ASKED))

    format: ExportForm = Field(default="csv", description="xlsx keeps long numbers in a spreadsheet")
    purpose: Annotated[Line, Field(max_length=LONGEST_PURPOSE)] = Field(
        description="why; everybody in the file can read it"
    )
    filters: F


class ExportState(StrEnum):
    """Where an export is."""

    QUEUED = "queued"
    WRITING = "writing"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    FAILED = "failed"


# An export is refused only for an authority that was lost meanwhile, which its `failure` says.
_OTHERWISE: Final = {JobState.RUNNING: ExportState.WRITING, JobState.REFUSED: ExportState.FAILED}


class ExportFileRead(BaseModel):
    """The file, once it is there."""

    model_config = ConfigDict(
        json_schema_extra=example(
            href="/v1/exports/employees/0192f4c3-5a7e-7bbb-8000-1234567890c8/file",
            sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            size=48211,
            media_type=EXPORT_MEDIA_TYPES["xlsx"],
        )
    )

    href: str = Field(description="where the asker can have it until it expires")
    sha256: str
    size: int = Field(description="bytes")
    media_type: str


class ExportRead(BaseModel):
    """One export on its way."""

    model_config = ConfigDict(
        json_schema_extra=example(
            _ASKED,
            id="0192f4c3-5a7e-7bbb-8000-1234567890c8",
            kind="employees",
            state="finished",
            asked_by="0197a5d2-4a00-7cc3-8f5a-0d2b6f4e9a11",
            rows=900,
            created_at="2026-03-02T02:00:00Z",
            finished_at="2026-03-02T02:00:04Z",
            expires_at="2026-03-03T02:00:04Z",
        )
    )

    id: UUID
    kind: str = Field(description="the last part of the address")
    state: ExportState
    asked_by: str
    format: ExportForm
    purpose: str
    filters: dict[str, JsonValue]
    rows: int = Field(description="rows written so far; all of them once it is finished")
    file: ExportFileRead | None = None
    failure: ImportFailureRead | None = None
    created_at: datetime
    finished_at: datetime | None = None
    expires_at: datetime | None = Field(default=None, description="when the file is removed")


def export_read(job: Job, name: str, *, locale: LocaleCode, clock: Clock) -> ExportRead:
    """The job as it is shown."""
    asked, told = ExportAsked.model_validate(job.params), job.progress
    is_there = job.state is JobState.FINISHED and (job.expires_at is None or job.expires_at > clock.now())
    failure = job.failure and ImportFailureRead(
        code=job.failure["code"], message=job.failure["message"][locale]
    )
    file = ExportFileRead(
        href=f"/v1/exports/{name}/{job.id}/file",
        sha256=told.get("sha256", ""),
        size=told.get("size", 0),
        media_type=EXPORT_MEDIA_TYPES[asked.form],
    )
    said: dict[str, Any] = {
        "format": asked.form,
        "purpose": asked.purpose,
        "filters": asked.filters,
        "rows": told.get("rows", 0),
    }
    return ExportRead(
        id=job.id,
        kind=name,
        state=export_state(job),
        asked_by=job.actor,
        file=file if is_there else None,
        failure=failure or None,
        created_at=job.created_at,
        finished_at=job.finished_at,
        expires_at=job.expires_at,
        **said,
    )


def export_state(job: Job) -> ExportState:
    """Where the job is, as people are told."""
    return _OTHERWISE.get(job.state) or ExportState(job.state.value)
