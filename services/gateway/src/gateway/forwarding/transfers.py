"""Files on their way through: streamed in both directions, for as long as that takes."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiohttp
from fastapi import Request
from starlette.requests import ClientDisconnect

from abdi.http.client import Upstream
from abdi.http.deadline import Deadline
from abdi.http.errors import Malformed, Problem
from abdi.http.upstream_failure import UpstreamFailed
from abdi.i18n import Text

_BROKEN_OFF = Text("Berkas tidak terkirim utuh.", "The file did not arrive whole.")


@asynccontextmanager
async def transfer(
    upstream: Upstream, request: Request, target: str, *, headers: Mapping[str, str]
) -> AsyncIterator[aiohttp.ClientResponse]:
    """The answer to a request that brings or fetches a file.

    The service is asked whether it wants the file before it is sent, so that a refusal costs nobody the
    transfer. Raises UpstreamFailed, or what ended the request's own body.
    """
    deadline = Deadline.after(request.app.state.transfer_patience)
    if request.method == "GET":
        async with upstream.call("GET", target, headers=headers, deadline=deadline) as answer:
            yield answer
        return
    failures: list[Problem] = []
    body = _body(request, failures)
    asking = {**headers, "expect": "100-continue"}
    try:
        async with upstream.call(
            request.method, target, headers=asking, body=body, deadline=deadline
        ) as answer:
            yield answer
    except UpstreamFailed as failed:
        raise (failures[0] if failures else failed) from failed


async def _body(request: Request, failures: list[Problem]) -> AsyncIterator[bytes]:
    try:
        async for piece in request.stream():
            if piece:
                yield piece
    except ClientDisconnect:
        failures.append(Malformed(_BROKEN_OFF))
        raise
    except Problem as problem:
        failures.append(problem)
        raise
