"""How the OpenAPI document tells of problems: what they look like, and a true example of each."""

from collections.abc import Mapping
from typing import Any, Final

from abdi.http.answers import MEDIA_TYPE, problem_body
from abdi.i18n import Text
from abdi.policy import Permission, refusal
from abdi.problems import (
    Conflict,
    FieldError,
    Forbidden,
    Malformed,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
    Problem,
    TooLarge,
    Unauthenticated,
    Unavailable,
    UnsupportedMediaType,
)
from abdi.reasons import Reason
from abdi.tokens import Principal

Schema = dict[str, Any]

_TEXT: Final[Schema] = {"type": "string"}
_BOTH_LANGUAGES: Final[Schema] = {
    "type": "object",
    "required": ["id", "en"],
    "properties": {"id": _TEXT, "en": _TEXT},
}
_REASON: Final[Schema] = {
    "type": "object",
    "required": ["rule", "article", "passed", "message"],
    "properties": {
        "rule": {"type": "string", "description": "stable id of the rule"},
        "article": {"type": "string", "description": "the provision it comes from"},
        "passed": {"type": "boolean"},
        "required": {"description": "what the rule asks for"},
        "found": {"description": "what there was"},
        "message": _BOTH_LANGUAGES,
        "remedy": {"anyOf": [_BOTH_LANGUAGES, {"type": "null"}], "description": "what would change it"},
        "turns_on": {
            "anyOf": [{"type": "string", "format": "date"}, {"type": "null"}],
            "description": "the day from which time alone fulfils the rule",
        },
    },
}
_FIELD_ERROR: Final[Schema] = {
    "type": "object",
    "required": ["in", "pointer", "code", "message"],
    "properties": {
        "in": {"type": "string", "enum": ["body", "query", "path", "header"]},
        "pointer": {"type": "string", "description": "JSON pointer inside that place"},
        "code": _TEXT,
        "message": {"type": "string", "description": "in the language of the request"},
    },
}
_PROBLEM: Final[Schema] = {
    "type": "object",
    "required": ["type", "title", "status", "code", "instance"],
    "description": "RFC 9457; a kind of problem may have members of its own besides these",
    "properties": {
        "type": {"type": "string", "description": "`urn:abdi:problem:` and the code"},
        "title": {"type": "string", "description": "in the language of the request"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "stable; what a program decides by"},
        "detail": {"type": "string", "description": "more about this case"},
        "instance": {"type": "string", "description": "the request id"},
        "reasons": {
            "type": "array",
            "items": {"$ref": "#/components/schemas/ProblemReason"},
            "description": "403, 409: the rules that are not met",
        },
        "current_state": {"type": "string", "description": "409: the state that what is asked does not fit"},
        "allowed": {"type": "array", "items": _TEXT, "description": "409: what would fit"},
        "current_version": {"type": "integer", "description": "412: the version to read again"},
        "errors": {
            "type": "array",
            "items": {"$ref": "#/components/schemas/FieldError"},
            "description": "422: what is wrong where",
        },
        "errors_left_out": {"type": "integer", "description": "422: how many more there are than `errors`"},
        "limit": {"type": "integer", "description": "413: the largest body, bytes"},
        "most_values": {"type": "integer", "description": "413: the most values in a JSON body"},
        "accepted": {"type": "array", "items": _TEXT, "description": "415: the kinds of content to send"},
        "upstream": {"type": "string", "description": "503: the service that gave no answer"},
        "reason": {"type": "string", "description": "503: why that service gave none"},
        "missing": {
            "type": "array",
            "items": {"type": "object"},
            "description": "503: the required sections that could not be read",
        },
    },
}
SCHEMAS: Final[Mapping[str, Schema]] = {
    "Problem": _PROBLEM,
    "ProblemReason": _REASON,
    "FieldError": _FIELD_ERROR,
}
RETRY_AFTER: Final[Mapping[str, Schema]] = {
    "Retry-After": {"schema": {"type": "integer"}, "description": "seconds after which to ask again"}
}

_COMMON: Final = {
    "401": "Not signed in",
    "403": "No permission",
    "404": "Not found, or out of the caller's scope",
    "422": "Malformed",
    "503": "Not available now",
}
_WRITING: Final = {"409": "Conflicts with the state, or a rule is not met", "413": "Too large"}
MAY_CONFLICT: Final[dict[int | str, dict[str, Any]]] = {409: {"description": _WRITING["409"]}}
"""For a route that reads and can still answer 409: `responses=MAY_CONFLICT`; who writes need not say so."""
_READING_A_BODY: Final = {"415": "Not JSON"}
_VERSIONED: Final = {"412": "Changed meanwhile", "428": "If-Match is needed"}

_INSTANCE: Final = "01990a4e-5f3b-7c11-9a55-0d6f1c2b3a99"
_SOMEBODY: Final = Principal(subject="demo:siti", kind="person", agency="5671", roles=frozenset({"employee"}))
_HELD: Final = Reason(
    rule="appointment.position_free",
    article="PP 11/2017 jo. PP 17/2020",
    passed=False,
    required={"vacant": ["2026-04-01", None]},
    found={"held": ["2023-01-02", None]},
    message=Text(
        "Satu jabatan diduduki satu orang pada satu waktu", "A position is held by one person at a time"
    ),
    remedy=Text(
        "Akhiri dahulu jabatan pemegangnya, atau pilih jabatan lain",
        "End the other appointment first, or choose another position",
    ),
)


class _PositionHeld(Conflict):
    """The registry's, as an example for all conflicts."""

    code = "position-held"
    title = Text("Jabatan sudah terisi", "The position is held by somebody else")


_ALIKE: Final[Mapping[str, Problem]] = {
    "401": Unauthenticated(
        Text("Kirim token akses yang masih berlaku.", "Send an access token that is still valid.")
    ),
    "404": NotFound(
        Text("Tidak ada, atau di luar jangkauan Anda.", "It does not exist, or it is out of your reach.")
    ),
    "409": _PositionHeld(_HELD.message, current_state="held", allowed=["vacant"], reasons=[_HELD]),
    "412": PreconditionFailed(
        Text("Baca lagi versi terakhirnya.", "Read its latest version again."), current_version=5
    ),
    "413": TooLarge(Text("Kirim paling banyak 1 MB.", "Send at most 1 MB."), limit=1_000_000),
    "415": UnsupportedMediaType(Text("Kirim JSON.", "Send JSON."), accepted=["application/json"]),
    "428": PreconditionRequired(
        Text("Kirim ETag dari bacaan terakhir sebagai If-Match.", "Send the ETag last read as If-Match.")
    ),
    "503": Unavailable(Text("Coba lagi sebentar.", "Try again shortly.")),
}


def describe_problems(
    operation: Mapping[str, Any],
    *,
    is_writing: bool,
    permission: Permission | None,
    schemas: Mapping[str, Any],
) -> dict[str, Schema]:
    """The answers of `operation` that are problems, by status, each with an example of its own."""
    told = _COMMON | (_WRITING if is_writing else {})
    if "409" in operation.get("responses", {}):  # a route that reads and says MAY_CONFLICT
        told |= {"409": _WRITING["409"]}
    if "requestBody" in operation:
        told |= _READING_A_BODY
    if any(parameter["name"] == "If-Match" for parameter in operation.get("parameters", [])):
        told |= _VERSIONED
    own = {"403": _forbidden(permission), "422": Malformed(errors=[_error(operation, schemas)])}
    return {
        status: _answer(description, (own | dict(_ALIKE))[status])
        for status, description in sorted(told.items())
    }


def _answer(description: str, problem: Problem) -> Schema:
    shown = problem_body(problem, locale="id", request_id=_INSTANCE)
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": shown}
    answer: Schema = {"description": description, "content": {MEDIA_TYPE: content}}
    return answer | ({"headers": dict(RETRY_AFTER)} if "Retry-After" in problem.headers else {})


def _forbidden(permission: Permission | None) -> Forbidden:
    """What somebody hears whose roles do not reach this far."""
    if permission is None:
        return Forbidden()
    reasons = refusal(_SOMEBODY, permission)
    return Forbidden(reasons[0].message, reasons=list(reasons))


def _error(operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> FieldError:
    """Something that can be wrong in just this request."""
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    body = schemas.get(body.get("$ref", "").rpartition("/")[2], body)
    if needed := body.get("required"):
        message = Text("wajib diisi", "Field required")
        return FieldError(place="body", pointer=f"/{needed[0]}", code="missing", message=message)
    for parameter in operation.get("parameters", []):
        name, shape = parameter["name"], parameter.get("schema", {})
        if name == "limit":
            message = Text("harus 200 atau kurang", "Input should be less than or equal to 200")
            return FieldError(place="query", pointer="/limit", code="less_than_equal", message=message)
        if shape.get("format") == "uuid":
            message = Text("harus UUID", "Input should be a valid UUID")
            return FieldError(place=parameter["in"], pointer=f"/{name}", code="uuid_parsing", message=message)
    message = Text("parameter tidak dikenal", "unknown parameter")
    return FieldError(place="query", pointer="/urutkan", code="unknown_parameter", message=message)
