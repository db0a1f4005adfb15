"""Logs without personal data, metrics, and the trace that a caller brings."""

from abdi.observability.logs import configure_logging, get_logger
from abdi.observability.metrics import Metrics
from abdi.observability.redaction import redact
from abdi.observability.spans import begin_tracing, current_traceparent
from abdi.observability.tracing import bind_trace, traceparent_of

__all__ = [
    "Metrics",
    "begin_tracing",
    "bind_trace",
    "configure_logging",
    "current_traceparent",
    "get_logger",
    "redact",
    "traceparent_of",
]
