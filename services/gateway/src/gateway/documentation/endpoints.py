"""The merged OpenAPI document and the page that shows it."""

import asyncio
from html import escape
from importlib.resources import files
from typing import Any, Final, cast

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from abdi.auth import public
from abdi.http.client import Upstream
from abdi.http.deadline import Deadline
from abdi.http.errors import NotFound, Unavailable
from abdi.kit import kit_of
from gateway.documentation.merging import Document
from gateway.documentation.whole import OWN, TITLE, whole_document
from gateway.signin.settings import SignInSettings

router = APIRouter(include_in_schema=False, dependencies=[public])

OK: Final = 200
# A service makes its document when it is first asked; that takes longer than an answer may.
PATIENCE_SECONDS: Final = 20.0
# The page's own files, and those of the installed package: no other host is asked.
PAGE: Final = "gateway.documentation"
SWAGGER: Final = "fastapi_swagger.resources"
ASSETS: Final = {
    "page.js": (PAGE, "page/page.js", "text/javascript"),
    "page.css": (PAGE, "page/page.css", "text/css"),
    "swagger-ui-bundle.js": (SWAGGER, "swagger-ui-bundle.js", "text/javascript"),
    "swagger-ui.css": (SWAGGER, "swagger-ui.css", "text/css"),
}
POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@router.get("/openapi.json")
async def openapi(request: Request) -> JSONResponse:
    """The public API of the whole suite; a service that does not answer is named in `info`."""
    upstreams: dict[str, Upstream] = request.app.state.upstreams
    answers = await asyncio.gather(*(_document_of(upstream) for upstream in upstreams.values()))
    documents = {name: found for name, found in zip(upstreams, answers, strict=True) if found is not None}
    documents[OWN] = request.app.openapi()
    merged = whole_document(documents, _settings(request), version=request.app.version)
    if missing := sorted(upstreams.keys() - documents.keys()):
        merged["info"]["x-missing-services"] = missing
    return JSONResponse(merged)


async def _document_of(upstream: Upstream) -> Document | None:
    try:
        patience = Deadline.after(PATIENCE_SECONDS)
        async with upstream.call("GET", "/openapi.json", headers={}, deadline=patience) as answer:
            if answer.status != OK:
                return None
            document: Any = orjson.loads(await answer.read())
    except (Unavailable, orjson.JSONDecodeError):
        return None
    return document if isinstance(document, dict) else None


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    """The documentation page: every resource, and a place to sign in."""
    settings = _settings(request)
    page = files(PAGE).joinpath("page/index.html").read_text(encoding="utf-8")
    facts = {
        "TITLE": TITLE,
        "SIGN_IN": "demo" if settings.has_development_issuer else "token",
        "ISSUER": settings.token_issuer,
    }
    for name, value in facts.items():
        page = page.replace(f"@{name}@", escape(value, quote=True))
    return HTMLResponse(page, headers={"content-security-policy": POLICY})


@router.get("/docs/{asset}")
async def asset(asset: str) -> Response:
    """A script or a style of the page."""
    if asset not in ASSETS:
        raise NotFound
    package, path, kind = ASSETS[asset]
    return Response(files(package).joinpath(path).read_bytes(), media_type=kind)


def _settings(request: Request) -> SignInSettings:
    return cast("SignInSettings", kit_of(request).settings)
