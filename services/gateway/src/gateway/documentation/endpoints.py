"""The merged OpenAPI document and the page that shows it."""

from html import escape
from importlib.resources import files
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from abdi.auth import public
from abdi.http.client import Upstream
from abdi.http.errors import NotFound, Unavailable
from gateway.documentation.merging import Document, merge

router = APIRouter(include_in_schema=False, dependencies=[public])

TITLE = "Abdi"
DESCRIPTION = """
The working life of civil servants (ASN): registry, performance, promotion.

**Sign in** with an access token of the identity provider. On a laptop the command below prints one for a
person of the demonstration; give it to *Authorize*, or send it as `Authorization: Bearer ...`.

    .venv/bin/abdi token --as rina

Errors are `application/problem+json` with a stable `code`; texts follow `Accept-Language` (Indonesian first,
English).
"""
ASSETS = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}
POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'"
OK = 200


@router.get("/openapi.json")
async def openapi(request: Request) -> JSONResponse:
    """The public API of the whole suite; a service that does not answer is named in `info`."""
    documents: dict[str, Document] = {}
    missing: list[str] = []
    upstreams: dict[str, Upstream] = request.app.state.upstreams
    for name, upstream in upstreams.items():
        document = await _document_of(upstream)
        if document is None:
            missing.append(name)
        else:
            documents[name] = document
    merged = merge(documents, title=TITLE, version=request.app.version)
    merged["info"]["description"] = DESCRIPTION
    if missing:
        merged["info"]["x-missing-services"] = missing
    return JSONResponse(merged)


async def _document_of(upstream: Upstream) -> Document | None:
    try:
        async with upstream.call("GET", "/openapi.json", headers={}) as answer:
            if answer.status != OK:
                return None
            document: Any = orjson.loads(await answer.read())
    except (Unavailable, orjson.JSONDecodeError):
        return None
    return document if isinstance(document, dict) else None


@router.get("/docs")
async def docs() -> HTMLResponse:
    """The documentation page: every resource, with a place for the token."""
    return HTMLResponse(
        PAGE.format(title=escape(TITLE)),
        headers={"content-security-policy": POLICY},
    )


@router.get("/docs/{asset}")
async def asset(asset: str) -> Response:
    """The page's own scripts and styles, from the installed package: no other host is asked."""
    if asset == "start.js":
        return Response(START, media_type="text/javascript")
    if asset not in ASSETS:
        raise NotFound
    content = files("fastapi_swagger.resources").joinpath(asset).read_bytes()
    return Response(content, media_type=ASSETS[asset])


PAGE = """<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body><div id="api"></div>
<script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body>
</html>
"""
START = (
    "SwaggerUIBundle({url: '/openapi.json', dom_id: '#api', deepLinking: true,"
    " persistAuthorization: true, tryItOutEnabled: true});"
)
