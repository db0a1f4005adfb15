"""Answers to browsers on other hosts (CORS): an exact list of origins, and never cookies."""

from collections.abc import Sequence
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from abdi.http.door import PURPOSE

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
REQUEST_HEADERS: Final = (
    "Accept",
    "Accept-Language",
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "Prefer",
    PURPOSE,
    "Read-Purpose",
    "X-Request-ID",
)
EXPOSED_HEADERS: Final = ("Content-Language", "ETag", "Link", "Location", "Retry-After", "X-Request-ID")
PREFLIGHT_SECONDS: Final = 600
EVERYBODY: Final = "*"


class CrossOrigin:
    """Lets scripts of `origins` read the answers; everything else is answered as if they were not there.

    A preflight of a listed origin is answered here. Of another one it gets what any OPTIONS gets, without
    the headers that a browser waits for.
    """

    def __init__(self, app: ASGIApp, *, origins: Sequence[str]) -> None:
        self._app = app
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        is_listed = origin is not None and (origin in self._origins or EVERYBODY in self._origins)

        async def send_shared(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = MutableHeaders(scope=message)
                sent.add_vary_header("Origin")
                if is_listed:
                    sent["Access-Control-Allow-Origin"] = str(origin)
                    sent["Access-Control-Expose-Headers"] = ", ".join(EXPOSED_HEADERS)
            await send(message)

        if is_listed and scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await _preflight()(scope, receive, send_shared)
        else:
            await self._app(scope, receive, send_shared)


def _preflight() -> Response:
    return Response(
        status_code=204,
        headers={
            "Access-Control-Allow-Methods": ", ".join(METHODS),
            "Access-Control-Allow-Headers": ", ".join(REQUEST_HEADERS),
            "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
            "Vary": "Access-Control-Request-Method, Access-Control-Request-Headers",
        },
    )
