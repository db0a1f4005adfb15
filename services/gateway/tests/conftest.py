"""The gateway in front of a real HTTP server that the test starts itself on a free port."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "peer", "version": "1"},
    "paths": {
        "/v1/employees": {
            "get": {
                "security": [{"bearer": ["personnel.employees.read"]}],
                "responses": {
                    "200": {
                        "description": "a page",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}},
                    }
                },
            }
        },
        "/internal": {"get": {}},
    },
    "components": {"schemas": {"Page": {"type": "object"}}},
}
LARGE = 600_000


class Peer:
    """A service behind the gateway: what it was asked, and where it listens."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.received = 0
        self.is_ready = True
        self.large = LARGE
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        everything = Route("/{path:path}", self._answer, methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
        self.app = Starlette(routes=[everything])

    async def _answer(self, request: Request) -> Response:
        path = request.url.path
        early = {
            "/readyz": Response(status_code=200 if self.is_ready else 503),
            "/openapi.json": JSONResponse(DOCUMENT),
            "/v1/imports/ranks": JSONResponse({"code": "forbidden"}, 403),  # before the file is read
        }
        if path in early:
            return early[path]
        self.received += 1
        self.requests.append(
            {
                "method": request.method,
                "target": request.scope["raw_path"] + b"?" + request.scope["query_string"],
                "headers": dict(request.headers),
                "body": await request.body(),
            }
        )
        if path.endswith("/slow"):
            await asyncio.sleep(5)
        if path.endswith("/unwritable"):
            return Response(status_code=405, headers={"allow": "GET, HEAD", "vary": "Accept-Language"})
        if path.endswith("/elsewhere"):
            return RedirectResponse("http://127.0.0.1:1/secret")
        if path.endswith("/large"):
            return StreamingResponse(iter([b"x" * 1000] * (LARGE // 1000)), media_type="text/plain")
        headers = {
            "etag": '"7"',
            "set-cookie": "a=b",
            "server": "peer",
            "link": '</v1/employees?cursor=x>; rel="next"',
        }
        return JSONResponse({"path": path}, 201 if request.method == "POST" else 200, headers)


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    """A running peer."""
    peer = Peer()
    server = uvicorn.Server(uvicorn.Config(peer.app, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve([peer.socket]))
    while not server.started:  # noqa: ASYNC110 - the server tells nobody
        await asyncio.sleep(0.01)
    yield peer
    server.should_exit = True
    await serving


@pytest.fixture
def settings_overrides(peer: Peer) -> dict[str, Any]:
    """Every service is the peer, except promotion, which is not there."""
    return {
        "personnel_url": peer.url,
        "performance_url": peer.url,
        "promotion_url": "http://127.0.0.1:1",
        "training_url": peer.url,
        "recruitment_url": peer.url,
        "upstream_timeout": 0.5,
    }
