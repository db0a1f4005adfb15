"""Spans of our own work: outgoing calls, publishing, handling. None are made until `begin_tracing`.

FastAPI makes the spans of requests. A span tells names, times and outcomes, never contents.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from typing import Final, cast

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Link, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from abdi.observability.tracing import given_traceparent

ENDPOINT_VARIABLE: Final = "OTEL_EXPORTER_OTLP_ENDPOINT"
_HEADER: Final = "traceparent"
_propagator: Final = TraceContextTextMapPropagator()
_replaying: Final[ContextVar[bool]] = ContextVar("abdi.replaying", default=False)
_switch: Final = {"is_on": False}


class TelemetryMissing(RuntimeError):  # noqa: N818 - errors are named by the fact
    """Traces are asked for, and the packages that send them are not installed."""


def begin_tracing(service: str) -> Callable[[], None]:
    """Send spans of this process where `OTEL_EXPORTER_OTLP_ENDPOINT` says; nothing without it.

    Returns what ends it: it sends what is left, and blocks meanwhile. Raises TelemetryMissing.
    """
    if not os.environ.get(ENDPOINT_VARIABLE):
        return lambda: None
    try:
        telemetry = import_module("abdi.observability.telemetry")
    except ModuleNotFoundError as missing:
        raise TelemetryMissing(
            f"{ENDPOINT_VARIABLE} is set, but {missing.name} is missing: install abdi-kit[telemetry]"
        ) from missing
    end = cast("Callable[[], None]", telemetry.begin(service))
    _switch["is_on"] = True
    return end


def is_tracing() -> bool:
    """Whether spans are made at all."""
    return _switch["is_on"]


def current_traceparent() -> str | None:
    """The present span as W3C `traceparent`; without spans what the caller of this request gave."""
    carrier: dict[str, str] = {}
    if is_tracing():
        _propagator.inject(carrier)
    return carrier.get(_HEADER) or given_traceparent()


def outgoing_headers() -> Mapping[str, str]:
    """The present span for a call to another service; empty without spans."""
    carrier: dict[str, str] = {}
    if is_tracing():
        _propagator.inject(carrier)
    return carrier


@contextmanager
def span(name: str, kind: SpanKind, *, parent: str | None = None, **attributes: str | int) -> Iterator[None]:
    """A span around the block, below the present one or below `parent`; linked to it while replaying."""
    if not is_tracing():
        yield
        return
    above, links = _above(parent)
    with trace.get_tracer("abdi").start_as_current_span(
        name,
        context=above,
        kind=kind,
        links=links,
        attributes=_dotted(attributes),
        record_exception=False,  # its text may hold somebody's data
        set_status_on_exception=False,
    ) as made:
        try:
            yield
        except Exception as error:
            made.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise


def tell_span(
    name: str, kind: SpanKind, *, parent: str | None, since_ns: int, **attributes: str | int
) -> None:
    """A span of what just ended, one of many that were under way together."""
    if is_tracing():
        above, links = _above(parent)
        tracer = trace.get_tracer("abdi")
        tracer.start_span(
            name, context=above, kind=kind, links=links, start_time=since_ns, attributes=_dotted(attributes)
        ).end()


@contextmanager
def replaying() -> Iterator[None]:
    """Within the block an event is handled long after its cause: a trace of its own, linked to that one."""
    token = _replaying.set(True)
    try:
        yield
    finally:
        _replaying.reset(token)


def _above(parent: str | None) -> tuple[Context | None, list[Link]]:
    if parent is None:
        return None, []
    found = _propagator.extract({_HEADER: parent}, context=Context())
    if not _replaying.get():
        return found, []
    return Context(), [Link(trace.get_current_span(found).get_span_context())]


def _dotted(attributes: Mapping[str, str | int]) -> dict[str, str | int]:
    return {name.replace("__", "."): value for name, value in attributes.items()}
