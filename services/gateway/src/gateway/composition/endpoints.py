"""The HTTP side of composed answers: who asks, how the answer looks, and when it is the same as before."""

from collections.abc import Callable, Coroutine
from hashlib import blake2b
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute
from pydantic_core import to_json

from abdi.auth import authenticate
from abdi.http.deadline import Deadline
from abdi.http.door import refuse_controls, refuse_unknown_query, stated_purpose
from abdi.http.route import query_names
from abdi.i18n import preferred_locale
from abdi.kit import kit_of
from gateway.composition.asking import Caller
from gateway.composition.composing import Composed
from gateway.composition.schemas import Meta

PASSED_ON: Final = ("authorization", "accept-language", "read-purpose", "traceparent")
OWN_SHARE: Final = 0.03
"""Of the time for an answer, what we keep for putting it together."""
PERSONAL: Final = "private, no-store"
IMPERSONAL: Final = "private, no-cache"
NOT_MODIFIED: Final[dict[int | str, dict[str, Any]]] = {
    304: {"description": "The same as the answer whose ETag was sent as If-None-Match"}
}
"""What the document of a composed answer says besides."""
_JSON: Final = "application/json"


class ComposedRoute(APIRoute):
    """A route that refuses, after the sign-in, what it does not know, as the routes of the services do."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()
        known = frozenset(query_names(self.dependant))

        async def handle(request: Request) -> Response:
            await authenticate(request)
            refuse_unknown_query(request, known)
            refuse_controls(request)
            stated_purpose(request)
            return await answer(request)

        return handle


class ComposedRouter(APIRouter):
    """A router whose routes are composed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=ComposedRoute, **options)


async def _caller(request: Request) -> Caller:
    headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
    # One id for all services, so that the read audit shows one read.
    headers["x-request-id"] = request.state.request_id
    patience: float = request.app.state.patience
    return Caller(request.app.state.upstreams, headers, Deadline.after(patience * (1 - OWN_SHARE)))


Asking = Annotated[Caller, Depends(_caller)]
"""For whom the services are asked."""


def composed_answer(
    request: Request,
    composed: Composed,
    *,
    data: bytes | None = None,
    page: Any = None,
    cache: str = PERSONAL,
) -> Response:
    """The answer with `data` (the sections, if not given), unless the caller has it already."""
    locale = preferred_locale(request.headers.get("accept-language"))
    missing = composed.missing_in(locale)
    content = data if data is not None else sections_as_json(composed)
    paged = b"" if page is None else b',"page":' + to_json(page)
    headers = {
        "ETag": _etag(locale.encode(), content, paged, to_json([dict(item) for item in missing])),
        "Cache-Control": cache,
        "Content-Language": locale,
        "Vary": "Accept-Language, Authorization",
    }
    if _is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    meta = Meta(
        partial=bool(missing),
        missing=missing,
        as_of=kit_of(request).clock.now(),
        request_id=request.state.request_id,
    )
    body = b'{"data":' + content + paged + b',"meta":' + to_json(meta) + b"}"
    return Response(body, headers=headers, media_type=_JSON)


def sections_as_json(composed: Composed) -> bytes:
    """The sections as one JSON object, in their order."""
    members = (to_json(name) + b":" + to_json(value) for name, value in composed.sections.items())
    return b"{" + b",".join(members) + b"}"


def _etag(*parts: bytes) -> str:
    # Weak: time and request id differ in every answer, the content does not.
    digest = blake2b(digest_size=16)
    for part in parts:
        digest.update(part)
        digest.update(b"\0")
    return f'W/"{digest.hexdigest()}"'


def _is_known(request: Request, etag: str) -> bool:
    wanted = request.headers.get("if-none-match")
    if wanted is None:
        return False
    known = {tag.strip().removeprefix("W/") for tag in wanted.split(",")}
    return wanted.strip() == "*" or etag.removeprefix("W/") in known
