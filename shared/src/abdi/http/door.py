"""What no route takes, refused before its work begins: unknown parameters, control characters, no JSON."""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from fastapi import Request
from fastapi.params import Form
from fastapi.routing import APIRoute

from abdi.http.pointers import pointer_of
from abdi.i18n import Text
from abdi.problems import FieldError, Malformed, TooLarge, UnsupportedMediaType
from abdi.text import has_controls

LARGEST_REPORT: Final = 20
MOST_VALUES: Final = 20_000
PURPOSE: Final = "Read-Purpose"
LONGEST_PURPOSE: Final = 200
_UNKNOWN: Final = Text("parameter tidak dikenal", "unknown parameter")
_NO_PURPOSE: Final = Text(
    f"paling banyak {LONGEST_PURPOSE} huruf ASCII yang dapat dicetak",
    f"at most {LONGEST_PURPOSE} printable ASCII characters",
)
_CONTROL: Final = Text("karakter kendali tidak diterima", "control characters are not accepted")
_CROWDED: Final = Text(
    f"Isi memuat lebih dari {MOST_VALUES} nilai. Bagilah menjadi beberapa permintaan.",
    f"The body has more than {MOST_VALUES} values. Split it into several requests.",
)

# JSON has control characters escaped; those above ASCII may also stand for themselves. Most bodies have
# neither and need no second reading. Half a surrogate pair is no character; NUL bytes are another encoding.
_SUSPICIOUS: Final = re.compile(rb"\x00|\\[bf]|\\u(?:00[01789]|[dD][89a-fA-F])|\x7f|\xc2[\x80-\x9f]")
# The closing quote is optional, so that a body of half strings is walked once and not from each quote.
_STRING: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)


def refuse_unknown_query(request: Request, known: frozenset[str]) -> None:
    """Raises Malformed for parameters that the route does not declare."""
    if not request.scope["query_string"]:
        return
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
    if not found and has_controls(request.scope["path"]):
        found = [("path", "")]
    if request.scope["query_string"]:
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
    _refuse(("body", pointer) for pointer in _unfit(content))


def refuse_crowds(request: Request, body: bytes) -> None:
    """Raises TooLarge for JSON of more values than any request needs: each may be wrong, and cost a report.

    The limit of bytes does not bound that; what separates values does. Within strings nothing separates.
    """
    if body.count(b",") < MOST_VALUES or not _is_called_json(request):
        return
    # With NUL bytes it is another encoding, in which quotes are not found this way: all of it counts.
    separators = body if b"\x00" in body else _STRING.sub(b"", body)
    if separators.count(b",") >= MOST_VALUES:
        raise TooLarge(_CROWDED, most_values=MOST_VALUES)


def refuse_other_content(request: Request, route: APIRoute, body: bytes) -> None:
    """Raises UnsupportedMediaType for a body that is not called JSON where the route reads JSON."""
    if route.body_field is None or isinstance(route.body_field.field_info, Form) or not body:
        return
    if not _is_called_json(request):
        raise UnsupportedMediaType(accepted=["application/json"])


def _is_called_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or bool(re.fullmatch(r"application/[a-z0-9.!#$&^_-]+\+json", kind))


def _unfit(content: Any) -> Iterator[str]:
    """The JSON pointer of every string in `content` that is not plain; of the object, for a member's name.

    Lazily, and a pointer is made for what is found only: a name stands before thousands of elements once.
    """
    path: list[object] = []
    walks: list[Iterator[tuple[object, Any]]] = [iter([("", content)])]
    while walks:
        for step, value in walks[-1]:
            path[len(walks) - 1 :] = [step]
            if isinstance(value, str) and not _is_plain(value):
                yield pointer_of(path[1:])
            elif isinstance(value, dict):
                yield from (pointer_of(path[1:]) for name in value if not _is_plain(name))
                walks.append(iter(value.items()))
                break
            elif isinstance(value, list):
                walks.append(enumerate(value))
                break
        else:
            walks.pop()


def _is_plain(text: str) -> bool:
    return not has_controls(text, may_break=True) and not re.search("[\ud800-\udfff]", text)


def _refuse(found: Iterable[tuple[str, str]]) -> None:
    errors = [
        _error(place, _printable(pointer), code="control_character", message=_CONTROL)
        for place, pointer in islice(found, LARGEST_REPORT)
    ]
    if errors:
        raise Malformed(errors=errors)


def _printable(pointer: str) -> str:
    return pointer.encode("ascii", "backslashreplace").decode()


def _error(place: str, pointer: str, *, code: str, message: Text) -> FieldError:
    return FieldError(place=place, pointer=pointer, code=code, message=message)
