"""A span around each call to another service, and the trace on its way; only where spans are made."""

from collections.abc import Sequence

import aiohttp
from opentelemetry.trace import SpanKind

from abdi.observability.spans import is_tracing, outgoing_headers, span


def tracing_middlewares() -> Sequence[aiohttp.ClientMiddlewareType]:
    """What a client puts around its requests: nothing without tracing."""
    return (_traced,) if is_tracing() else ()


async def _traced(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    host = request.url.host or "unknown"
    with span(f"{request.method} {host}", SpanKind.CLIENT, server__address=host):
        request.headers.update(outgoing_headers())
        return await handler(request)
