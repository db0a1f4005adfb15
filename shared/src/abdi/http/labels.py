"""`GET /v1/labels`: what the codes in the answers are called. It is for everybody; nobody's data is in it."""

from collections.abc import Mapping
from hashlib import blake2b
from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json

from abdi.auth.permissions import public
from abdi.examples import example
from abdi.http.door import refuse_unknown_query
from abdi.i18n import preferred_locale
from abdi.labels import KIT_LABELS, Labels, picked

PATH: Final = "/v1/labels"
KEPT: Final = "public, max-age=3600"
NOT_KEPT: Final = "no-cache"
NOT_MODIFIED: Final[dict[int | str, dict[str, Any]]] = {
    304: {"description": "The same as the answer whose ETag was sent as If-None-Match"}
}


class LabelsRead(BaseModel):
    """What the codes of the answers are called, in the language of the request."""

    model_config = ConfigDict(
        json_schema_extra=example(data={"reach": {"own": "Data sendiri", "below": "Bawahan"}}, missing=[])
    )

    data: Mapping[str, Mapping[str, str]] = Field(description="name of the code set, code, label")
    missing: list[str] = Field(default=[], description="services whose labels are not in it now")


def labels_answer(request: Request, labels: LabelsRead) -> Response:
    """`labels` as an answer that caches may keep while it is whole, unless the caller has it already."""
    body = to_json(labels)
    locale = preferred_locale(request.headers.get("accept-language"))
    etag = f'"{blake2b(locale.encode() + body, digest_size=16).hexdigest()}"'
    headers = {
        "ETag": etag,
        "Cache-Control": NOT_KEPT if labels.missing else KEPT,
        "Content-Language": locale,
        "Vary": "Accept-Language",
    }
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if known & {"*", etag}:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


def labels_router(labels: Labels) -> APIRouter:
    """The route of a service with these labels and the kit's own."""
    router = APIRouter(tags=["labels"], dependencies=[public])
    whole = {**KIT_LABELS, **labels}

    @router.get(PATH, name="list_labels", response_model=LabelsRead, responses=NOT_MODIFIED)
    async def read_labels(request: Request) -> Response:
        """What the codes in this service's answers are called."""
        refuse_unknown_query(request, frozenset())
        locale = preferred_locale(request.headers.get("accept-language"))
        return labels_answer(request, LabelsRead(data=picked(whole, locale)))

    return router
