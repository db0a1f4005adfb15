"""OpenTelemetry's SDK, imported only when traces are sent somewhere (the extra `telemetry`)."""

from collections.abc import Callable
from threading import Thread
from typing import Any, Final

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode
from sqlalchemy import Engine, event

HIDDEN: Final = "***"
TELLING: Final = ("url.query", "url.full", "client.address", "user_agent.original")
"""What FastAPI notes of a request that may say who asks, or about whom."""
LAST_SECONDS: Final = 2.0
LONGEST_STATEMENT: Final = 1_000
_KEY: Final = "abdi.span"


class HidesPeople(SpanProcessor):
    """Hides what would tell people before anybody exports it."""

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Overwrite the attributes that tell."""
        del parent_context
        for name in TELLING:
            if span.attributes and name in span.attributes:
                span.set_attribute(name, HIDDEN)


def begin(service: str) -> Callable[[], None]:
    """Send this process's spans by OTLP over HTTP, as the `OTEL_*` variables say. Returns what ends it."""
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: f"abdi-{service}"}))
    provider.add_span_processor(HidesPeople())
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    event.listen(Engine, "before_cursor_execute", _before)
    event.listen(Engine, "after_cursor_execute", _after)
    event.listen(Engine, "handle_error", _failed)
    return lambda: _end(provider)


def _end(provider: TracerProvider) -> None:
    # A receiver that is away must not hold up the end of a service: its last spans are lost then.
    sending = Thread(target=provider.shutdown, name="last spans", daemon=True)
    sending.start()
    sending.join(LAST_SECONDS)


def _before(*execution: Any) -> None:
    _, _, statement, _, context, is_many = execution
    words = str(statement).split(maxsplit=1)
    if context is not None and words:
        attributes: dict[str, str | bool] = {
            "db.system.name": "postgresql",
            "db.operation.name": words[0].upper(),
            "db.query.text": str(statement)[:LONGEST_STATEMENT],  # values are bound, never in the text
            "db.operation.batch": bool(is_many),
        }
        made = trace.get_tracer("abdi").start_span(
            words[0].upper(), kind=SpanKind.CLIENT, attributes=attributes
        )
        setattr(context, _KEY, made)


def _after(*execution: Any) -> None:
    if (made := getattr(execution[4], _KEY, None)) is not None:
        made.end()


def _failed(failure: Any) -> None:
    if (made := getattr(failure.execution_context, _KEY, None)) is not None:
        made.set_status(Status(StatusCode.ERROR, type(failure.original_exception).__name__))
        made.end()
