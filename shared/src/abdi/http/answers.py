"""Every error as problem+json, whatever raised it."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError, ResponseValidationError
from pydantic_core import to_jsonable_python
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Scope

from abdi.http.permissions import flat_routes
from abdi.http.validation import MOST_ERRORS, malformed_by
from abdi.i18n import LocaleCode, Text, preferred_locale
from abdi.kit import kit_of
from abdi.observability import get_logger
from abdi.problems import (
    FieldError,
    Forbidden,
    Internal,
    Malformed,
    MethodNotAllowed,
    NotFound,
    Problem,
    TooLarge,
    Unauthenticated,
    UnsupportedMediaType,
)

log = get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
_UNREADABLE: Final = FieldError(
    place="body",
    pointer="",
    code="unreadable",
    message=Text("isi permintaan tidak dapat dibaca", "the body cannot be read"),
)
_BY_STATUS: dict[int, type[Problem]] = {
    400: Malformed,
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    413: TooLarge,
    415: UnsupportedMediaType,
    422: Malformed,
}


def problem_body(problem: Problem, *, locale: LocaleCode, request_id: str) -> dict[str, Any]:
    """The members of the answer, texts in `locale`."""
    body: dict[str, Any] = {
        "type": f"urn:abdi:problem:{problem.code}",
        "title": problem.title.pick(locale),
        "status": problem.status,
        "code": problem.code,
        "instance": request_id,
    }
    if problem.detail is not None:
        detail = problem.detail
        body["detail"] = detail.pick(locale) if isinstance(detail, Text) else detail
    return body | {name: _shown(value, locale) for name, value in problem.extra.items() if value != []}


def _shown(value: Any, locale: LocaleCode) -> Any:
    if isinstance(value, list) and all(isinstance(item, FieldError) for item in value):
        value = [_in_language(item, locale) for item in value]
    return to_jsonable_python(value, by_alias=True)


def _in_language(error: FieldError, locale: LocaleCode) -> FieldError:
    message = error.message
    return error.model_copy(
        update={"message": message.pick(locale) if isinstance(message, Text) else message}
    )


def problem_answer(problem: Problem, scope: Scope) -> Response:
    """The answer to the request of `scope`."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope.get("headers", ())}
    locale = preferred_locale(headers.get("accept-language"))
    request_id = str(scope.get("state", {}).get("request_id", ""))
    return Response(
        orjson.dumps(problem_body(problem, locale=locale, request_id=request_id)),
        status_code=problem.status,
        headers=problem.headers | {"Content-Language": locale, "Vary": "Accept-Language"},
        media_type=MEDIA_TYPE,
    )


def install_error_answers(app: FastAPI) -> None:
    """Answer problems, framework errors and validation errors as problem+json."""

    @app.exception_handler(Problem)
    async def _(request: Request, error: Problem) -> Response:
        if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("request.failed", code=error.code, exc_info=error)
        if error.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            kit_of(request).metrics.authz_denied_total.labels(error.code).inc()
        return problem_answer(error, request.scope)

    @app.exception_handler(RequestValidationError)
    async def _(request: Request, error: RequestValidationError) -> Response:
        return problem_answer(malformed_by(error), request.scope)

    @app.exception_handler(ResponseValidationError)
    async def _(request: Request, error: ResponseValidationError) -> Response:
        # Its text holds the values, which are somebody's data.
        wrong = [{"place": item["loc"], "code": item["type"]} for item in error.errors()[:MOST_ERRORS]]
        log.error("request.failed", code="response-invalid", wrong=wrong)
        return problem_answer(Internal(), request.scope)

    @app.exception_handler(HTTPException)
    async def _(request: Request, error: HTTPException) -> Response:
        problem = _from_framework(error.status_code, error.headers)
        if isinstance(problem, MethodNotAllowed):
            problem.headers["Allow"] = ", ".join(allowed_methods(app, request.url.path))
        return problem_answer(problem, request.scope)


def allowed_methods(app: FastAPI, path: str) -> list[str]:
    """What may be done at `path`, by all routes together: the framework tells only of the first one."""
    found: set[str] = set()
    for route in flat_routes(app.router):
        if isinstance(route, Route) and route.path_regex.match(path):
            found |= route.methods or set()
    return sorted(found | ({"HEAD"} if "GET" in found else set()))


def _from_framework(status: int, headers: Mapping[str, str] | None) -> Problem:
    kind = _BY_STATUS.get(status, Internal)
    problem = Malformed(errors=[_UNREADABLE]) if kind is Malformed else kind()
    problem.headers |= {name.title(): value for name, value in (headers or {}).items()}
    return problem
