"""The one factory that turns a service's routers and subscriptions into a running application."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import NotRequired, TypedDict, Unpack

from fastapi import APIRouter, FastAPI

from abdi.audit.endpoints import reads_router
from abdi.audit.reads import ReadAudit
from abdi.auth.verifier import TokenVerifier
from abdi.bulk.endpoints import import_router
from abdi.bulk.exports.endpoints import export_router
from abdi.bulk.exports.exporting import export_job
from abdi.bulk.exports.kinds import AnyExportKind
from abdi.bulk.importing import import_job
from abdi.bulk.kinds import AnyImportKind
from abdi.clock import WIB, Clock, ShiftedClock, SystemClock
from abdi.db.engine import make_engine, make_sessions, pool_in_use
from abdi.db.models import ModelBase
from abdi.files.keeping import FileKeeping
from abdi.files.tending import tend_files
from abdi.http import abilities, probes
from abdi.http.answers import install_error_answers
from abdi.http.cors import CrossOrigin
from abdi.http.documents import install_documents, operation_id
from abdi.http.labels import labels_router
from abdi.http.middleware import BodyLimit, HeadAsGet, RequestIdentity, RequestLog
from abdi.http.permissions import check_permissions
from abdi.http.route import include_once
from abdi.jobs.kinds import JobKind
from abdi.kit import Kit
from abdi.labels import Labels
from abdi.lifetime import SPANS_ONLY, Loop, Work, living, traced
from abdi.messaging import SnapshotBuilder, Subscription
from abdi.notify.mailbox import mailbox_router
from abdi.notify.sending import NoticeKeeping, send_notices
from abdi.observability import Metrics, configure_logging
from abdi.rulesets import read_rule_sets
from abdi.settings import AppSettings, ServiceSettings

__all__ = ["Kit", "ServiceParts", "build_service"]

Extra = Callable[[FastAPI], AbstractAsyncContextManager[None]]


class ServiceParts(TypedDict):
    """What a service is made of."""

    title: str
    base: type[ModelBase] | None
    """The service's declarative base; None for a service without a database."""
    routers: Sequence[APIRouter]
    subscriptions: NotRequired[Sequence[Subscription]]
    snapshots: NotRequired[Mapping[str, SnapshotBuilder]]
    rulesets: NotRequired[Path | None]
    """Folder of the rule sets that are loaded at the start."""
    imports: NotRequired[Sequence[AnyImportKind]]
    """The kinds of files that it takes, each at `/v1/imports/{name}`."""
    exports: NotRequired[Sequence[AnyExportKind]]
    """The lists that can be had as files, each at `/v1/exports/{name}`."""
    jobs: NotRequired[Sequence[JobKind]]
    """Long work besides its imports and exports."""
    files: NotRequired[FileKeeping]
    """Where it keeps uploaded documents."""
    notices: NotRequired[NoticeKeeping]
    """How it tells people things."""
    labels: NotRequired[Labels]
    """What its codes are called; `GET /v1/labels` answers them."""
    clock: NotRequired[Clock | None]
    lifespan: NotRequired[Extra | None]
    """Resources of the service's own, opened after the kit's and closed before them."""
    cors_origins: NotRequired[Sequence[str]]
    """Origins whose scripts may read the answers; nobody else's when left out."""
    has_documents: NotRequired[bool]
    """False for a service that shows an OpenAPI document of its own making."""


_shipped = lru_cache(read_rule_sets)
"""What lies in a release does not change while it runs."""


def build_service(settings: AppSettings, **parts: Unpack[ServiceParts]) -> FastAPI:
    """The application of one service.

    It starts and serves whether or not its database and the broker are there. Raises
    RouteWithoutPermissionError when a route does not say who may call it.
    """
    imports, exports = parts.get("imports", ()), parts.get("exports", ())
    of_files = [*map(import_router, imports), *map(export_router, exports)]
    routers = [*parts["routers"], *of_files, *_mailbox(parts)]
    check_permissions(routers)
    configure_logging(settings.name, settings.log_level)
    kit = _make_kit(settings, parts["base"], parts.get("clock") or _clock_of(settings))
    rulesets = parts.get("rulesets")
    work = Work(
        subscriptions=parts.get("subscriptions", ()),
        snapshots=parts.get("snapshots", {}),
        rulesets=_shipped(rulesets) if rulesets else (),
        jobs=[*map(import_job, imports), *map(export_job, exports), *parts.get("jobs", ())],
        loops=_loops(parts),
    )
    extra = parts.get("lifespan")

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with traced(settings.name), living(kit, work):
            if extra is None:
                yield
            else:
                async with extra(app):
                    yield

    app = _bare_app(settings, parts, lifespan)
    app.state.kit = kit
    app.state.subscriptions = work.subscriptions
    of_codes = [labels_router(labels)] if (labels := parts.get("labels")) is not None else []
    app.state.imports, app.state.exports = imports, exports
    app.state.files, app.state.notices = parts.get("files"), parts.get("notices")
    _furnish(app, kit, [*of_codes, *routers])
    if origins := parts.get("cors_origins"):
        app.add_middleware(CrossOrigin, origins=origins)  # outermost: it also sees refusals and failures
    return app


def _mailbox(parts: ServiceParts) -> list[APIRouter]:
    notices = parts.get("notices")
    return [mailbox_router(notices.mailbox)] if notices and notices.mailbox else []


def _loops(parts: ServiceParts) -> list[Loop]:
    loops: list[Loop] = []
    if files := parts.get("files"):
        loops.append(partial(tend_files, files=files))
    if notices := parts.get("notices"):
        loops.append(partial(send_notices, notices=notices))
    return loops


def _bare_app(settings: AppSettings, parts: ServiceParts, lifespan: Extra) -> FastAPI:
    has_documents = parts.get("has_documents", True)
    has_page = has_documents and settings.env == "development"
    return FastAPI(
        title=parts["title"],
        version="1",
        lifespan=lifespan,
        openapi_url="/openapi.json" if has_documents else None,
        docs_url="/docs" if has_page else None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=operation_id,
        telemetry=SPANS_ONLY,
    )


def _clock_of(settings: AppSettings) -> Clock:
    zone = settings.time_zone if isinstance(settings, ServiceSettings) else WIB
    if settings.clock_shift_file is not None:
        return ShiftedClock(settings.clock_shift_file, zone)
    return SystemClock(zone)


def _make_kit(settings: AppSettings, base: type[ModelBase] | None, clock: Clock) -> Kit:
    with_database = settings if base is not None and isinstance(settings, ServiceSettings) else None
    if base is not None and with_database is None:
        raise TypeError("a service with a database needs ServiceSettings")
    engine = make_engine(with_database) if with_database else None
    metrics = Metrics()
    if engine is not None and with_database is not None:
        metrics.watch_pool(partial(pool_in_use, engine), with_database.pool_size)
    reading = engine.execution_options(postgresql_readonly=True) if engine is not None else None
    return Kit(
        settings=settings,
        clock=clock,
        engine=engine,
        sessions=make_sessions(engine),
        reading_sessions=make_sessions(reading),
        verifier=TokenVerifier(settings, clock=clock),
        metrics=metrics,
        read_audit=ReadAudit.of(with_database) if with_database else None,
    )


def _furnish(app: FastAPI, kit: Kit, routers: Sequence[APIRouter]) -> None:
    of_data = [abilities.router, reads_router(kit.settings.name)] if kit.engine is not None else []
    # Tried in turn for every request: what is asked most often comes first.
    for router in (*routers, *of_data, probes.router):
        include_once(app, router)
    install_error_answers(app)
    install_documents(app)
    limits = {"limit": kit.settings.body_limit, "upload_limit": kit.settings.upload_limit}
    app.add_middleware(BodyLimit, **limits)
    app.add_middleware(RequestLog, metrics=kit.metrics)
    app.add_middleware(RequestIdentity, is_outer=kit.engine is None)
    app.add_middleware(HeadAsGet)  # the last added is the outermost
