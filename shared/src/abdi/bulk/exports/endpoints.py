"""The routes of one kind of export, the same for every kind: ask, follow, have, cancel."""

from datetime import timedelta
from functools import lru_cache
from http import HTTPStatus
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import event

from abdi.auth.permissions import requires
from abdi.bulk.endpoints import LOOK_AGAIN_SECONDS, ROUTERS_KEPT, answers_file, answers_later, as_file
from abdi.bulk.exports.exporting import FILE
from abdi.bulk.exports.forms import EXPORT_MEDIA_TYPES
from abdi.bulk.exports.kinds import AnyExportKind
from abdi.bulk.exports.schemas import ExportCreate, ExportRead, export_read
from abdi.bulk.exports.service import admit_to_file, end_export, get_export, list_exports, start_export
from abdi.bulk.service import ImportQuery
from abdi.http.dependencies import ClockNow, DbSession, Locale
from abdi.http.described_problems import MAY_CONFLICT
from abdi.http.route import ServiceRouter
from abdi.jobs.files import read_file
from abdi.jobs.running import our_sessions
from abdi.kit import Kit, kit_of
from abdi.paging import Page
from abdi.tokens import Principal

_ACCEPTED: Final = answers_later("The file will be made; Location says where to follow it")
_FILE: Final = answers_file(EXPORT_MEDIA_TYPES.values()) | MAY_CONFLICT


@lru_cache(maxsize=ROUTERS_KEPT)
def export_router(kind: AnyExportKind) -> APIRouter:
    """The routes of `kind`."""
    router = ServiceRouter(prefix=f"/v1/exports/{kind.name}", tags=["exports"])
    _add_start(router, kind)
    _add_list(router, kind)
    _add_get(router, kind)
    _add_file(router, kind)
    _add_cancellation(router, kind)
    return router


def _add_start(router: APIRouter, kind: AnyExportKind) -> None:
    async def start(
        request: Request,
        response: Response,
        *,
        body: Any,
        session: DbSession,
        principal: Annotated[Principal, requires(kind.permission)],
        locale: Locale,
        clock: ClockNow,
    ) -> ExportRead:
        """Ask for a list as a file; everybody in it sees that it was made, and for what."""
        job = await start_export(session, principal, kind, asked=body)
        event.listen(session.sync_session, "after_commit", _waking(kit_of(request)), once=True)
        response.headers["Location"] = f"/v1/exports/{kind.name}/{job.id}"
        response.headers["Retry-After"] = LOOK_AGAIN_SECONDS
        return export_read(job, kind.name, locale=locale, clock=clock)

    # The schema of the body follows the kind's filters, which no static annotation can say.
    start.__annotations__["body"] = ExportCreate[kind.filters]  # type: ignore[name-defined]  # a class of this run
    router.add_api_route(
        "",
        start,
        methods=["POST"],
        name=f"start_{kind.name}_export",
        status_code=HTTPStatus.ACCEPTED,
        responses=_ACCEPTED,
    )


def _waking(kit: Kit) -> Any:
    def wake(_: object) -> None:
        kit.wake_jobs()

    return wake


def _add_list(router: APIRouter, kind: AnyExportKind) -> None:
    async def list_all(
        session: DbSession,
        principal: Annotated[Principal, requires(kind.permission)],
        locale: Locale,
        query: Annotated[ImportQuery, Depends()],
    ) -> Page[ExportRead]:
        """One's own exports, the latest first."""
        return await list_exports(session, principal, kind, query=query, locale=locale)

    router.add_api_route("", list_all, methods=["GET"], name=f"list_{kind.name}_exports")


def _add_get(router: APIRouter, kind: AnyExportKind) -> None:
    async def get(
        export_id: UUID,
        response: Response,
        session: DbSession,
        principal: Annotated[Principal, requires(kind.permission)],
        locale: Locale,
        clock: ClockNow,
    ) -> ExportRead:
        """How far one's own export is, and where its file is."""
        job = await get_export(session, principal, kind, job_id=export_id)
        if job.state.is_open:
            response.headers["Retry-After"] = LOOK_AGAIN_SECONDS
        return export_read(job, kind.name, locale=locale, clock=clock)

    router.add_api_route("/{export_id}", get, methods=["GET"], name=f"get_{kind.name}_export")


def _add_file(router: APIRouter, kind: AnyExportKind) -> None:
    async def file(
        export_id: UUID,
        request: Request,
        session: DbSession,
        principal: Annotated[Principal, requires(kind.permission)],
    ) -> Response:
        """The file, for who asked for it, until it expires."""
        job = await get_export(session, principal, kind, job_id=export_id)
        asked = admit_to_file(session, job)
        return StreamingResponse(
            read_file(our_sessions(kit_of(request)), job.id, FILE),
            headers=as_file(f"{kind.name}.{asked.form}"),
            media_type=EXPORT_MEDIA_TYPES[asked.form],
        )

    router.add_api_route(
        "/{export_id}/file",
        file,
        methods=["GET"],
        name=f"get_{kind.name}_export_file",
        response_class=Response,
        responses=_FILE,
    )


def _add_cancellation(router: APIRouter, kind: AnyExportKind) -> None:
    async def cancel(
        export_id: UUID,
        request: Request,
        session: DbSession,
        principal: Annotated[Principal, requires(kind.permission)],
        locale: Locale,
        clock: ClockNow,
    ) -> ExportRead:
        """End one's own export; nothing of it stays."""
        kept_for = timedelta(days=kit_of(request).service_settings.job_retention_days)
        job = await get_export(session, principal, kind, job_id=export_id)
        job = await end_export(session, job, kept_for=kept_for)
        return export_read(job, kind.name, locale=locale, clock=clock)

    router.add_api_route(
        "/{export_id}/cancellation", cancel, methods=["POST"], name=f"cancel_{kind.name}_export"
    )
