"""The route class: one request, one unit of work, committed before the answer is sent."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

from abdi.audit.reads import NotedRead, ReadEntry, expected, note_read, noted_reads, take_reads
from abdi.auth.permissions import authenticate, authorise, basis_of, is_public, permission_of
from abdi.db.uow import UnitContext, bind_context
from abdi.faults import crash_at
from abdi.http.door import (
    refuse_controls,
    refuse_controls_inside,
    refuse_crowds,
    refuse_other_content,
    refuse_unknown_query,
    stated_purpose,
)
from abdi.http.failures import problem_of
from abdi.idempotency import Behind, KeyedRequest, earlier_answer, keyed_request, remember_answer
from abdi.kit import kit_of
from abdi.policy import Permission, capacity_of, purpose_of, refusal
from abdi.problems import Forbidden
from abdi.settings import ServiceSettings
from abdi.tokens import Principal

READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
ANONYMOUS: Final = "anonymous"
KEPT_UNCHANGED: Final = ("content-language", "etag", "vary")

Answer = Callable[[Request], Awaitable[Response]]


class ErrorReturnedError(RuntimeError):
    """An endpoint returned an error answer; it would have been committed. Errors are raised."""


class UnitOfWorkRoute(APIRoute):
    """Opens the session, honours Idempotency-Key, commits, and only then lets the answer go.

    A GET has a read-only transaction, in which a change or an event fails instead of being lost unseen. The
    session is closed for good when the answer goes; a stream outlives it and opens one of `kit_of(request)`.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()
        known = frozenset(query_names(self.dependant))
        signs_in = not is_public(self)
        permission = permission_of(self)

        async def handle(request: Request) -> Response:
            context = await _context(request, self.name, signs_in=signs_in)
            refuse_unknown_query(request, known)
            refuse_controls(request)
            purpose = stated_purpose(request)
            body = await request.body()
            refuse_other_content(request, self, body)
            refuse_crowds(request, body)
            refuse_controls_inside(body)
            try:
                # A line to the database may swallow what is asked, and no statement timeout comes back.
                async with asyncio.timeout(_longest_unit(request)):
                    response, reads = await _run_unit(request, answer, context, permission=permission)
                if permission is not None:
                    await _write_reads(request, reads, permission, context=context, purpose=purpose)
            except Exception as error:
                problem = problem_of(error)
                if problem is None:
                    raise
                raise problem from error
            return _unless_known(request, response)

        return handle


class ServiceRouter(APIRouter):
    """A router whose routes are units of work: `ServiceRouter(prefix="/v1/employees", tags=["staff"])`.

    Whoever includes it gives no second prefix.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=UnitOfWorkRoute, **options)
        self._start = self.prefix.partition("{")[0]
        self.included: BaseRoute | None = None
        """As the first app has it."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        # One look instead of one at each of its routes.
        if not (scope.get("root_path") or scope["path"].startswith(self._start)):
            return Match.NONE, {}
        return super().matches(scope)


def include_once(app: FastAPI, router: APIRouter) -> None:
    """Include a router in an app, as other apps of this process have it.

    What FastAPI works out of the routes at the first request is the same in each, and a run of tests has
    hundreds of apps.
    """
    if isinstance(router, ServiceRouter) and router.included is not None:
        app.router.routes.append(router.included)
        return
    app.include_router(router)
    if isinstance(router, ServiceRouter):
        router.included = app.router.routes[-1]


def query_names(dependant: Dependant) -> Iterator[str]:
    """The query parameters that a route and everything it depends on declare."""
    for parameter in dependant.query_params:
        kind = parameter.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from (field.alias or name for name, field in kind.model_fields.items())
        else:
            yield parameter.alias
    for needed in dependant.dependencies:
        yield from query_names(needed)


async def _context(request: Request, action: str, *, signs_in: bool) -> UnitContext:
    principal = await authenticate(request) if signs_in else None
    return UnitContext(
        actor=principal.subject if principal else ANONYMOUS,
        agency=principal.agency if principal else None,
        action=action,
        request_id=request.state.request_id,
        correlation_id=request.state.request_id,
        clock=kit_of(request).clock,
    )


async def _run_unit(
    request: Request, answer: Answer, context: UnitContext, *, permission: Permission | None
) -> tuple[Response, list[NotedRead]]:
    kit = kit_of(request)
    is_reading = request.method in READING
    sessions = kit.reading_sessions if is_reading else kit.sessions
    async with expected(kit.read_audit), _opened(sessions) as session:
        bind_context(session, context)
        request.state.session = session
        if is_reading:
            response = _refuse_error(await answer(request))
        else:
            asked = await _keyed(request, context)
            if asked is None or permission is None:
                response = _refuse_error(await answer(request))
            else:
                response = await _write_once(request, answer, asked, permission=permission)
        await session.commit()
        reads = take_reads(request) + take_reads(session)
    if not is_reading:
        crash_at("route.after_commit")
        kit.wake_relay()
    return response, reads


class _opened:  # noqa: N801 - used as a function, and cheaper than a generator on every request
    """A session that is closed for good, whatever happens."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._session = sessions(close_resets_only=False)

    async def __aenter__(self) -> AsyncSession:
        return self._session

    async def __aexit__(self, *failure: object) -> None:
        if self._session.in_transaction():
            await self._session.__aexit__(*failure)
        else:  # committed: the connection is back, nothing is left to wait for
            self._session.sync_session.close()


async def _keyed(request: Request, context: UnitContext) -> KeyedRequest | None:
    if context.actor == ANONYMOUS or kit_of(request).engine is None:
        return None
    return keyed_request(request, principal=context.actor, body=await request.body())


async def _write_once(
    request: Request, answer: Answer, asked: KeyedRequest, *, permission: Permission
) -> Response:
    """The answer under this key, given again only to whom it may be given today."""
    session: AsyncSession = request.state.session
    clock = kit_of(request).clock
    principal = await authorise(request, permission)
    basis = basis_of(principal, permission)
    earlier = await earlier_answer(session, asked, clock)
    if earlier is not None:
        response, behind = earlier
        if not behind.basis <= basis:
            raise Forbidden(reasons=[*refusal(principal, permission)])
        for read in behind.reads:
            note_read(request, read.action, read.subjects, purpose=read.purpose)
        return response
    response = _refuse_error(await answer(request))
    reads = (*noted_reads(request), *noted_reads(session))
    await remember_answer(session, asked, response, behind=Behind(basis, reads), clock=clock)
    return response


def _longest_unit(request: Request) -> float | None:
    settings = kit_of(request).settings
    return settings.longest_unit if isinstance(settings, ServiceSettings) else None


def _refuse_error(response: Response) -> Response:
    if response.status_code >= HTTPStatus.BAD_REQUEST:
        raise ErrorReturnedError(f"status {response.status_code} was returned; raise a Problem instead")
    return response


async def _write_reads(
    request: Request,
    reads: list[NotedRead],
    permission: Permission,
    *,
    context: UnitContext,
    purpose: str | None,
) -> None:
    # After the session gave its connection back: waiting for the writer must not use up the pool.
    audit = kit_of(request).read_audit
    if not reads or audit is None:
        return
    reader: Principal = request.state.authorised
    given, capacity = purpose_of(reader, permission), capacity_of(reader, permission)
    at = context.clock.now()
    await audit.write(
        [
            ReadEntry(
                at=at,
                actor=context.actor,
                agency=reader.agency,
                request_id=context.request_id,
                action=read.action,
                subjects=read.subjects,
                # For what somebody was appointed stands before what they say themselves.
                purpose="; ".join(part for part in (given, read.purpose or purpose) if part) or None,
                employee_id=reader.employee_id,
                capacity=capacity,
            )
            for read in reads
        ]
    )


def _unless_known(request: Request, response: Response) -> Response:
    wanted = request.headers.get("if-none-match")
    etag = response.headers.get("etag")
    if wanted is None or etag is None or request.method not in READING:
        return response
    if wanted.strip() != "*" and etag not in (tag.strip().removeprefix("W/") for tag in wanted.split(",")):
        return response
    kept = {name: response.headers[name] for name in KEPT_UNCHANGED if name in response.headers}
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=kept)
