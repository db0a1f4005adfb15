"""Removal of personal data and secrets from whatever is about to be logged."""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any, Final

HIDDEN: Final = "***"

_HIDDEN_KEYS: Final = frozenset(
    {
        "nik", "nip", "name", "full_name", "front_title", "back_title", "birth_date", "birth_place", "email",
        "phone", "address", "password", "secret", "token", "authorization", "cookie", "api_key", "cursor",
    }
)  # fmt: skip

_PATTERNS: Final = (
    re.compile(r"\[parameters: .*", re.DOTALL),  # bound values at the end of a database error
    re.compile(r"DETAIL: .*"),  # the row that the database refused
    re.compile(r"(?<!\d)(?:\d{18}|\d{16})(?!\d)"),  # NIP, NIK
    re.compile(r"(?<!\d)\d{8} \d{6} \d \d{3}(?!\d)"),  # NIP as it is printed
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*"),  # a token
)
_SHORTEST: Final = 10**15
"""Below it no number has the digits of a NIK."""
# What each of them begins with or holds: most texts have none of it, and need one look instead of six.
_SUSPICIOUS: Final = re.compile(r"\[parameters: |DETAIL: |\d{16}|\d{8} \d{6} |@|eyJ")


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Structlog processor: hides values of telling keys, and telling values under any key."""
    for key, value in event.items():
        event[key] = _hide(key, value)
    return event


def redacted_text(text: str) -> str:
    """`text` with identity numbers, e-mail addresses and tokens hidden."""
    if not _SUSPICIOUS.search(text):
        return text
    for pattern in _PATTERNS:
        text = pattern.sub(HIDDEN, text)
    return text


def _hide(key: str, value: Any) -> Any:
    if key.lower() in _HIDDEN_KEYS and value is not None:
        return HIDDEN
    if isinstance(value, str):
        return redacted_text(value)
    if value is None or isinstance(value, (bool, float)):
        return value
    if isinstance(value, int):
        return value if abs(value) < _SHORTEST or redacted_text(str(value)) == str(value) else HIDDEN
    return _hide_inside(value)


def _hide_inside(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {redacted_text(str(name)): _hide(str(name), item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_hide("", item) for item in value]
    return redacted_text(str(value))
