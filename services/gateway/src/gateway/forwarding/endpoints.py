"""One route for every public resource: find its service, send the request on, give back the answer."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from typing import Annotated

import aiohttp
from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from abdi.auth import Principal, public, requires
from abdi.http.client import Upstream
from abdi.http.errors import NotFound
from abdi.i18n import Text
from gateway.forwarding.rooms import Room
from gateway.forwarding.transfers import transfer
from gateway.policy import FORWARD
from gateway.resources import is_open_file, is_transfer, service_for

router = APIRouter(prefix="/v1", include_in_schema=False)

# What a client may say to a service; everything else (cookies, hop-by-hop, forwarding headers) stays outside.
REQUEST_HEADERS = (
    "accept",
    "accept-language",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "prefer",
    "read-purpose",
    "traceparent",
)
ANSWER_HEADERS = (
    "allow",
    "cache-control",
    "content-disposition",
    "content-language",
    "content-type",
    "etag",
    "idempotency-replayed",
    "link",
    "location",
    "retry-after",
    "vary",
    "www-authenticate",
)
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
WHOLE = 256 * 1024  # an answer up to this size is sent in one piece, a larger one as it comes


@router.api_route("/public/{path:path}", methods=METHODS, dependencies=[public])
async def forward_openly(path: str, request: Request) -> Response:
    """Send on what needs no sign-in; who is signed in is not told to the service."""
    room: Room = request.app.state.public_room
    headers = {name: value for name, value in _headers(request).items() if name != "authorization"}
    with room:
        return await _sent_on(request, f"public/{path}", headers, is_file=is_open_file(path))


@router.api_route("/{path:path}", methods=METHODS)
async def forward(path: str, request: Request, _: Annotated[Principal, requires(FORWARD)]) -> Response:
    """Send the request to the service that owns the resource and give its answer back unchanged."""
    return await _sent_on(request, path, _headers(request), is_file=is_transfer(request.method, path))


async def _sent_on(request: Request, path: str, given: Mapping[str, str], *, is_file: bool) -> Response:
    upstream = _upstream_for(path, request)
    async with AsyncExitStack() as stack:
        answer = await stack.enter_async_context(
            transfer(upstream, request, _target(request), headers=given)
            if is_file
            else upstream.call(request.method, _target(request), headers=given, body=await request.body())
        )
        headers = {name: answer.headers[name] for name in ANSWER_HEADERS if name in answer.headers}
        if answer.content_length is not None and answer.content_length <= WHOLE:
            return Response(await answer.read(), answer.status, headers)
        rest = stack.pop_all()
        return StreamingResponse(_pieces(answer, rest), answer.status, headers)


def _upstream_for(path: str, request: Request) -> Upstream:
    service = service_for(path)
    if service is None:
        raise NotFound(
            Text(id="Tidak ada sumber daya dengan nama ini.", en="There is no resource of this name.")
        )
    upstreams: dict[str, Upstream] = request.app.state.upstreams
    return upstreams[service]


def _target(request: Request) -> str:
    raw = request.scope.get("raw_path") or request.url.path.encode()
    query = request.scope["query_string"]
    return (raw + (b"?" + query if query else b"")).decode("ascii")


def _headers(request: Request) -> dict[str, str]:
    kept = {name: request.headers[name] for name in REQUEST_HEADERS if name in request.headers}
    kept["x-request-id"] = request.state.request_id
    return kept


async def _pieces(answer: aiohttp.ClientResponse, rest: AsyncExitStack) -> AsyncIterator[bytes]:
    async with rest:
        async for piece in answer.content.iter_any():
            yield piece
