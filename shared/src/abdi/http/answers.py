"""Every error as problem+json, whatever raised it."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError, ResponseValidationError
from pydantic_core import to_jsonable_python
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Scope

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
    return body | {
        name: to_jsonable_python(value, by_alias=True) for name, value in problem.extra.items() if value != []
    }


def problem_answer(problem: Problem, scope: Scope) -> Response:
    """The answer to the request of `scope`."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope.get("headers", ())}
    locale = preferred_locale(headers.get("accept-language"))
    request_id = str(scope.get("state", {}).get("request_id", ""))
    return Response(
        orjson.dumps(problem_body(problem, locale=locale, request_id=request_id)),
        status_code=problem.status,
        headers=problem.headers | {"Content-Language": locale},
        media_type=MEDIA_TYPE,
    )


def field_errors(error: RequestValidationError) -> list[FieldError]:
    """What FastAPI found wrong, without the values that were sent."""
    found: list[FieldError] = []
    for item in error.errors():
        place, *path = item["loc"]
        if item["type"] == "json_invalid":
            path = []
        pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)
        code, message = str(item["type"]), str(item["msg"])
        found.append(FieldError(place=str(place), pointer=pointer, code=code, message=message))
    return found


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
        return problem_answer(Malformed(errors=field_errors(error)), request.scope)

    @app.exception_handler(ResponseValidationError)
    async def _(request: Request, error: ResponseValidationError) -> Response:
        # Its text holds the values, which are somebody's data.
        wrong = [{"place": item["loc"], "code": item["type"]} for item in error.errors()]
        log.error("request.failed", code="response-invalid", wrong=wrong)
        return problem_answer(Internal(), request.scope)

    @app.exception_handler(HTTPException)
    async def _(request: Request, error: HTTPException) -> Response:
        return problem_answer(_from_framework(error.status_code, error.headers), request.scope)


def _from_framework(status: int, headers: Mapping[str, str] | None) -> Problem:
    kind = _BY_STATUS.get(status, Internal)
    problem = kind()
    problem.headers.update(headers or {})
    return problem
