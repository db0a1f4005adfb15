"""JSON in one form only, so that its bytes can be signed: RFC 8785 (JCS) without floats and null.

Keys sorted by UTF-16 code units, no white space, UTF-8, integers within 2^53 - 1; texts are not normalised.
Numbers with a fraction are written as texts: their form in RFC 8785 is that of binary floats, which scores
are not.
"""

import json
from typing import Any, Final, NoReturn

import rfc8785

DEPTH: Final = 16
"""How deep lists and objects may nest."""


class NotCanonical(ValueError):  # noqa: N818 - errors are named by the fact
    """A value has no canonical form, or bytes are not in it."""


def canonical_json(value: Any) -> bytes:
    """The bytes of `value`: texts, integers, booleans, lists and objects of them. Raises NotCanonical."""
    _check(value, "the value", depth=DEPTH)
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise NotCanonical(str(error)) from error


def read_canonical(data: bytes) -> Any:
    """The value whose canonical bytes `data` are; no other bytes are taken for it. Raises NotCanonical."""
    try:
        value = json.loads(data.decode(), parse_float=_refuse, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise NotCanonical(f"not JSON of this kind: {error}") from error
    if canonical_json(value) != data:
        raise NotCanonical("the JSON is not in its one form")
    return value


def _check(value: Any, place: str, *, depth: int) -> None:
    if isinstance(value, str | int):
        return
    if not isinstance(value, list | tuple | dict):
        raise NotCanonical(f"{place} is a {type(value).__name__}")
    if depth == 0:
        raise NotCanonical(f"{place} is nested too deep")
    named = value.items() if isinstance(value, dict) else enumerate(value)
    for name, item in named:
        _check(item, f"{place}[{name!r}]", depth=depth - 1)


def _refuse(written: str) -> NoReturn:
    raise NotCanonical(f"{written} is no integer")
