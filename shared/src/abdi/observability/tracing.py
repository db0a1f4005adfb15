"""Trace context: taken from the caller, logged, handed on; the spans are in `spans`."""

import re
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Final

import structlog

_TRACEPARENT: Final = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")

_given: Final[ContextVar[str | None]] = ContextVar("abdi.traceparent", default=None)


def traceparent_of(headers: Mapping[str, str]) -> str | None:
    """The `traceparent` of a request or message, if it is one (W3C Trace Context)."""
    value = headers.get("traceparent", "")
    return value if _TRACEPARENT.fullmatch(value) else None


def bind_trace(traceparent: str | None) -> None:
    """Put the trace id on every log line of this task, and remember where it came from."""
    found = _TRACEPARENT.fullmatch(traceparent or "")
    if found:
        structlog.contextvars.bind_contextvars(trace_id=found.group(1))
    _given.set(traceparent if found else None)


def given_traceparent() -> str | None:
    """The `traceparent` that this task was given, if any."""
    return _given.get()
