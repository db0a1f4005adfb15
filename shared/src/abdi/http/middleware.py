"""Plain ASGI middleware: who the request is, what it may carry, what is told about it."""

import re
import time
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from abdi.clock import SystemClock, new_id
from abdi.http.answers import problem_answer
from abdi.http.failures import problem_of
from abdi.observability import Metrics, bind_trace, current_traceparent, get_logger, traceparent_of
from abdi.problems import Internal, TooLarge

log = get_logger(__name__)

REQUEST_ID: Final = "X-Request-ID"
_UUID7: Final = 7
_UPLOADS: Final = re.compile(r"/v1/imports/[^/]+|/v1/.+/file")
_BRINGING: Final = frozenset({"POST", "PUT"})
_FRESH_FOR: Final = timedelta(minutes=5)
_SECURITY: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# A page needs scripts and says itself from where; FastAPI's own page of development says nothing.
_SECURITY_OF_PAGES: Final = {
    name: value for name, value in _SECURITY.items() if name != "Content-Security-Policy"
}


class RequestIdentity:
    """Gives each request an id, in the log, errors and the answer; adds the headers of a safe API answer.

    The outer door (`is_outer`) makes every id itself; whoever wants to follow a request from outside sends
    `traceparent`. A service keeps the id that the door gave, so that one composed request is one everywhere:
    it must be a UUIDv7 of these minutes, which nobody can use to be counted to what happened before.
    """

    def __init__(self, app: ASGIApp, *, is_outer: bool = False) -> None:
        self._app = app
        self._is_outer = is_outer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = None if self._is_outer else _fresh_id(headers.get(REQUEST_ID))
        request_id = given or str(new_id())
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_identified(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = MutableHeaders(scope=message)
                sent[REQUEST_ID] = request_id
                is_page = sent.get("content-type", "").startswith("text/html")
                for name, value in (_SECURITY if not is_page else _SECURITY_OF_PAGES).items():
                    sent.setdefault(name, value)
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            bind_trace(current_traceparent() or traceparent_of(headers))
            await self._app(scope, receive, send_identified)


def _fresh_id(given: str | None) -> str | None:
    """The id as it is kept, if it was made in these minutes."""
    try:
        found = UUID(given)
    except (TypeError, ValueError):
        return None
    made_ms = found.int >> 80
    age = abs(SystemClock().now().timestamp() - made_ms / 1000)
    is_fresh = found.version == _UUID7 and age <= _FRESH_FOR.total_seconds()
    return str(found) if is_fresh else None


class HeadAsGet:
    """Answers HEAD as the GET of the same address, without the body; the outermost of all."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        # A copy: the server goes on to see HEAD in its own.
        await self._app({**scope, "method": "GET"}, receive, send_head)


class RequestLog:
    """Logs and measures each request by its route's template, and answers 500 for what nobody caught."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0

        async def send_watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_watched)
        except Exception as error:
            problem = problem_of(error) or Internal()
            log.exception("request.failed", code=problem.code)
            if status:  # the answer has begun; the server cuts the connection
                raise
            await problem_answer(problem, scope)(scope, receive, send_watched)
        finally:
            self._tell(scope, status, time.perf_counter() - started)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unmatched")
        scope["app"].state.kit.metrics.observe_request(scope["method"], route, status=status, seconds=seconds)
        log.info(
            "request.served",
            method=scope["method"],
            route=route,
            status=status,
            duration_ms=round(seconds * 1000, 1),
        )


class BodyLimit:
    """Refuses bodies above `limit` bytes, announced or not; a file may have `upload_limit`."""

    def __init__(self, app: ASGIApp, *, limit: int, upload_limit: int) -> None:
        self._app = app
        self._limit = limit
        self._upload_limit = upload_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._upload_limit if is_upload(scope) else self._limit
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or int(announced) > limit:
            await problem_answer(TooLarge(limit=limit), scope)(scope, receive, send)
            return
        received = 0

        async def receive_limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise TooLarge(limit=limit)
            return message

        await self._app(scope, receive_limited, send)


def is_upload(scope: Scope) -> bool:
    """Whether the request brings a file, which is streamed to the disk."""
    return bool(scope["method"] in _BRINGING and _UPLOADS.fullmatch(scope["path"]))
