"""What no route takes, refused before its work begins: unknown parameters, control characters, no JSON."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from fastapi import Request
from fastapi.params import Form
from fastapi.routing import APIRoute

from abdi.i18n import Text
from abdi.problems import FieldError, Malformed, UnsupportedMediaType
from abdi.text import has_controls

LARGEST_REPORT: Final = 20
PURPOSE: Final = "Read-Purpose"
LONGEST_PURPOSE: Final = 200
_UNKNOWN: Final = Text("parameter tidak dikenal", "unknown parameter")
_NO_PURPOSE: Final = Text(
    f"paling banyak {LONGEST_PURPOSE} huruf ASCII yang dapat dicetak",
    f"at most {LONGEST_PURPOSE} printable ASCII characters",
)
_CONTROL: Final = Text("karakter kendali tidak diterima", "control characters are not accepted")

# JSON has control characters escaped; those above ASCII may also stand for themselves. Most bodies have
# neither and need no second reading. Half a surrogate pair is no character; NUL bytes are another encoding.
_SUSPICIOUS: Final = re.compile(rb"\x00|\\[bf]|\\u(?:00[01789]|[dD][89a-fA-F])|\x7f|\xc2[\x80-\x9f]")


def refuse_unknown_query(request: Request, known: frozenset[str]) -> None:
    """Raises Malformed for parameters that the route does not declare."""
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        raise Malformed(
            errors=[
                _error("query", f"/{name[:100]}", code="unknown_parameter", message=_UNKNOWN)
                for name in unknown[:LARGEST_REPORT]
            ]
        )


def stated_purpose(request: Request) -> str | None:
    """Why the caller reads, as a header says it. Raises Malformed for what cannot be kept."""
    said = request.headers.get(PURPOSE, "").strip()
    if len(said) > LONGEST_PURPOSE or not (said.isascii() and said.isprintable()):
        raise Malformed(errors=[_error("header", f"/{PURPOSE}", code="invalid_purpose", message=_NO_PURPOSE)])
    return said or None


def refuse_controls(request: Request) -> None:
    """Raises Malformed for control characters in the decoded path or query."""
    found = [("path", f"/{name}") for name, value in request.path_params.items() if has_controls(str(value))]
    if not found and has_controls(request.url.path):
        found = [("path", "")]
    for name, value in request.query_params.multi_items():
        if has_controls(name + value):
            found.append(("query", f"/{name[:100]}"))
    _refuse(found)


def refuse_controls_inside(body: bytes) -> None:
    """Raises Malformed for control characters in the strings of a JSON body; lines may end and have tabs."""
    if not _SUSPICIOUS.search(body):
        return
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return  # the route says what is wrong with it
    _refuse([("body", pointer) for pointer, text in _texts(content) if not _is_plain(text)])


def refuse_other_content(request: Request, route: APIRoute, body: bytes) -> None:
    """Raises UnsupportedMediaType for a body that is not called JSON where the route reads JSON."""
    if route.body_field is None or isinstance(route.body_field.field_info, Form) or not body:
        return
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not re.fullmatch(r"application/[a-z0-9.!#$&^_-]+\+json", kind):
        raise UnsupportedMediaType(accepted=["application/json"])


def _texts(content: Any) -> Iterator[tuple[str, str]]:
    """Every string in `content`, names of members included, with its JSON pointer."""
    waiting = [("", content)]
    while waiting:
        pointer, value = waiting.pop()
        if isinstance(value, str):
            yield pointer, value
        elif isinstance(value, list):
            waiting.extend((f"{pointer}/{place}", item) for place, item in enumerate(value))
        elif isinstance(value, dict):
            yield from ((pointer, name) for name in value)
            waiting.extend((f"{pointer}/{_escaped(name)}", item) for name, item in value.items())


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _is_plain(text: str) -> bool:
    return not has_controls(text, may_break=True) and not re.search("[\ud800-\udfff]", text)


def _refuse(found: list[tuple[str, str]]) -> None:
    if found:
        raise Malformed(
            errors=[
                _error(place, _printable(pointer), code="control_character", message=_CONTROL)
                for place, pointer in found[:LARGEST_REPORT]
            ]
        )


def _printable(pointer: str) -> str:
    return pointer.encode("ascii", "backslashreplace").decode()


def _error(place: str, pointer: str, *, code: str, message: Text) -> FieldError:
    return FieldError(place=place, pointer=pointer, code=code, message=message)
