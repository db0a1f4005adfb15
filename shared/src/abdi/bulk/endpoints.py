"""The routes of one kind of file, the same for every kind: send, follow, mend, cancel."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth.permissions import requires
from abdi.bulk.error_files import ErrorFile
from abdi.bulk.importing import Asked, OnError
from abdi.bulk.kinds import AnyImportKind
from abdi.bulk.reading import check_header
from abdi.bulk.records import CSV, MEDIA_TYPES, FileRefused
from abdi.bulk.schemas import FileForm, ImportRead, import_read
from abdi.bulk.service import (
    ImportQuery,
    asked_for,
    end_import,
    get_import,
    list_imports,
    loaded_of,
    start_import,
)
from abdi.bulk.templates import template_csv, write_template_xlsx
from abdi.http.dependencies import ClockNow, DbSession, Locale
from abdi.http.described_problems import MAY_CONFLICT
from abdi.http.route import ServiceRouter
from abdi.http.uploads import Upload, upload_of, upload_route
from abdi.i18n import Text
from abdi.jobs.running import our_sessions
from abdi.kit import kit_of
from abdi.paging import Page
from abdi.problems import FieldError, Malformed
from abdi.tokens import Principal

LOOK_AGAIN_SECONDS: Final = "2"
_FORMS: Final = {media: form for form, media in MEDIA_TYPES.items()} | {"application/csv": CSV}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "the file itself, not a form",
        "content": {media: {"schema": {"type": "string"}} for media in MEDIA_TYPES.values()},
    }
}
Answers = dict[int | str, dict[str, Any]]


def answers_later(description: str) -> Answers:
    """What a document says of an answer 202: where the job is, and when to look at it."""
    headers = {"Location": {"schema": {"type": "string"}}, "Retry-After": {"schema": {"type": "integer"}}}
    return {202: {"description": description, "headers": headers}}


def follow_later(request: Request, response: Response, session: AsyncSession, *, location: str) -> None:
    """Say where a job that was asked for is followed, and wake the workers once it is committed."""
    kit = kit_of(request)

    def wake(_: object) -> None:
        kit.wake_jobs()

    event.listen(session.sync_session, "after_commit", wake, once=True)
    response.headers["Location"] = location
    response.headers["Retry-After"] = LOOK_AGAIN_SECONDS


def answers_file(media_types: Iterable[str]) -> Answers:
    """What a document says of an answer that is a file."""
    content = {media: {"schema": {"type": "string"}} for media in media_types}
    return {200: {"description": "The file", "content": content}}


_ACCEPTED: Final = answers_later("The file is kept and waits; Location says where to follow it")
_FILE: Final = answers_file(MEDIA_TYPES.values())
ROUTERS_KEPT: Final = 64
"""Routers of kinds that apps of one process share, which tests make by the hundred."""
DryRun = Annotated[bool, Query(description="try everything and keep nothing")]
WhatOnError = Annotated[
    OnError, Query(description="refuse: all or nothing; skip: keep the good rows, chunk by chunk")
]
Form = Annotated[FileForm, Query(alias="format", description="the kind of file")]


class UnreadableFile(Malformed):
    """The file as a whole cannot be taken."""

    code = "unreadable-file"
    title = Text("Berkas ini tidak dapat dibaca", "This file cannot be read")


@lru_cache(maxsize=ROUTERS_KEPT)
def import_router(kind: AnyImportKind) -> APIRouter:
    """The routes of `kind`."""
    router = ServiceRouter(prefix=f"/v1/imports/{kind.name}", tags=["imports"])
    _add_start(router, kind)
    _add_list(router, kind)
    _add_template(router, kind)
    _add_get(router, kind)
    _add_errors(router, kind)
    _add_cancellation(router, kind)
    return router


def _add_start(router: APIRouter, kind: AnyImportKind) -> None:
    def inspect(upload: Upload) -> None:
        try:
            check_header(upload.path, kind, form=upload.form)
        except FileRefused as refused:
            pointer = f"/{refused.column}" if refused.column else ""
            error = FieldError(place="body", pointer=pointer, code=refused.code, message=refused.message)
            raise UnreadableFile(refused.message, errors=[error]) from refused

    async def start(
        request: Request,
        response: Response,
        session: DbSession,
        principal: Annotated[Principal, requires(kind.permission)],
        locale: Locale,
        clock: ClockNow,
        *,
        dry_run: DryRun = False,
        on_error: WhatOnError = "refuse",
    ) -> ImportRead:
        """Send a file of rows; it is judged and written in the background."""
        upload = upload_of(request)
        asked = asked_for(upload, is_dry_run=dry_run, on_error=on_error)
        job = await start_import(session, principal, kind, upload=upload, asked=asked)
        response.headers["Location"] = f"/v1/imports/{kind.name}/{job.id}"
        response.headers["Retry-After"] = LOOK_AGAIN_SECONDS
        return import_read(job, kind.name, locale=locale, clock=clock)

    uploading = APIRouter(prefix=router.prefix, tags=["imports"], route_class=upload_route(_FORMS, inspect))
    uploading.add_api_route(
        "",
        start,
        methods=["POST"],
        name=f"start_{kind.name}_import",
        status_code=HTTPStatus.ACCEPTED,
        responses=_ACCEPTED,
        openapi_extra=_BODY,
    )
    router.routes.extend(uploading.routes)


def _add_list(router: APIRouter, kind: AnyImportKind) -> None:
    async def list_all(
        session: DbSession,
        principal: Annotated[Principal, requires(kind.permission)],
        locale: Locale,
        query: Annotated[ImportQuery, Depends()],
    ) -> Page[ImportRead]:
        """The imports of the own agency, the latest first."""
        return await list_imports(session, principal, kind, query=query, locale=locale)

    router.add_api_route("", list_all, methods=["GET"], name=f"list_{kind.name}_imports")


def _add_template(router: APIRouter, kind: AnyImportKind) -> None:
    async def template(_: Annotated[Principal, requires(kind.permission)], form: Form = "csv") -> Response:
        """An empty file to begin with, with an example; a workbook explains its columns."""
        headers = as_file(f"{kind.name}.{form}")
        if form == CSV:
            return Response(template_csv(kind), headers=headers, media_type=MEDIA_TYPES[form])
        with TemporaryDirectory(prefix="abdi-template-") as folder:
            path = Path(folder, "template.xlsx")
            await asyncio.to_thread(write_template_xlsx, kind, path)
            content = await asyncio.to_thread(path.read_bytes)
            return Response(content, headers=headers, media_type=MEDIA_TYPES[form])

    router.add_api_route(
        "/template",
        template,
        methods=["GET"],
        name=f"get_{kind.name}_template",
        response_class=Response,
        responses=_FILE,
    )


def _add_get(router: APIRouter, kind: AnyImportKind) -> None:
    async def get(
        import_id: UUID,
        response: Response,
        session: DbSession,
        principal: Annotated[Principal, requires(kind.permission)],
        locale: Locale,
        clock: ClockNow,
    ) -> ImportRead:
        """How far an import is, and what came of it."""
        job = await get_import(session, principal, kind, job_id=import_id)
        if job.state.is_open:
            response.headers["Retry-After"] = LOOK_AGAIN_SECONDS
        return import_read(job, kind.name, locale=locale, clock=clock)

    router.add_api_route("/{import_id}", get, methods=["GET"], name=f"get_{kind.name}_import")


def _add_errors(router: APIRouter, kind: AnyImportKind) -> None:
    async def errors(
        import_id: UUID,
        request: Request,
        session: DbSession,
        principal: Annotated[Principal, requires(kind.permission)],
        locale: Locale,
        form: Form = "csv",
    ) -> Response:
        """The rows with what is wrong with them, to be mended and sent again as they are."""
        job = await get_import(session, principal, kind, job_id=import_id)
        file = ErrorFile(
            sessions=our_sessions(kit_of(request)),
            kind=kind,
            job_id=job.id,
            loaded=loaded_of(session, job),
            refused_only=not Asked.model_validate(job.params).is_one_whole,
            locale=locale,
            masked=frozenset() if job.actor == principal.subject else kind.private,
        )
        pieces = file.csv() if form == CSV else _workbook(file)
        headers = as_file(f"{kind.name}-errors.{form}") | {"Content-Language": locale}
        return StreamingResponse(pieces, headers=headers, media_type=MEDIA_TYPES[form])

    router.add_api_route(
        "/{import_id}/errors",
        errors,
        methods=["GET"],
        name=f"get_{kind.name}_import_errors",
        response_class=Response,
        responses=_FILE | MAY_CONFLICT,
    )


def _add_cancellation(router: APIRouter, kind: AnyImportKind) -> None:
    async def cancel(
        import_id: UUID,
        request: Request,
        session: DbSession,
        principal: Annotated[Principal, requires(kind.permission)],
        locale: Locale,
        clock: ClockNow,
    ) -> ImportRead:
        """End an import: of `refuse` nothing stays, of `skip` what was written so far."""
        kept_for = timedelta(days=kit_of(request).service_settings.job_retention_days)
        job = await get_import(session, principal, kind, job_id=import_id)
        job = await end_import(session, job, kept_for=kept_for)
        return import_read(job, kind.name, locale=locale, clock=clock)

    router.add_api_route(
        "/{import_id}/cancellation", cancel, methods=["POST"], name=f"cancel_{kind.name}_import"
    )


def as_file(name: str) -> dict[str, str]:
    """Headers with which a browser saves the answer under `name`."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}


async def _workbook(file: ErrorFile) -> AsyncIterator[bytes]:
    with TemporaryDirectory(prefix="abdi-errors-") as folder:
        path = Path(folder, "errors.xlsx")
        await file.write_xlsx(path)
        with path.open("rb") as opened:  # noqa: ASYNC230 - a local file, piece by piece
            while piece := opened.read(256 * 1024):
                yield piece
