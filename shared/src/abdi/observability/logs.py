"""Logging: one JSON object a line on standard output, ours and the libraries' alike."""

import json
import logging.config
import sys
from contextlib import suppress
from functools import partial
from typing import Any, Final, TextIO, cast

import orjson
import structlog
from structlog.typing import FilteringBoundLogger, Processor

from abdi.observability.redaction import redact

_SHARED: Final[tuple[Processor, ...]] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
)


_LIBRARIES: Final = {
    "uvicorn": {"handlers": [], "propagate": True},
    "uvicorn.error": {"handlers": [], "propagate": True},
    "uvicorn.access": {"handlers": [], "propagate": False},  # it would write query strings
}


class _Lines:
    """Where our own finished lines go; a standard output that went away fails no request."""

    def __init__(self, name: str = "", *, out: TextIO) -> None:
        self.name = name
        self._out = out

    def msg(self, line: str) -> None:
        """Write one line at once."""
        with suppress(OSError, ValueError):
            self._out.write(f"{line}\n")
            self._out.flush()

    debug = info = warning = error = critical = msg


def configure_logging(service: str, level: str = "INFO") -> None:
    """Send the logs of this process to standard output as JSON, without personal data."""

    def add_service(_logger: Any, _method: str, event: Any) -> Any:
        event.setdefault("service", service)
        return event

    finish: list[Processor] = [add_service, redact, structlog.processors.JSONRenderer(serializer=_dumps)]
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*_SHARED],
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *finish],
    }
    out = {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": formatter},
            "handlers": {"out": out},
            "root": {"handlers": ["out"], "level": level},
            "loggers": _LIBRARIES,
        }
    )
    # Not through the standard library's records, each of which costs as much as the line itself.
    structlog.configure(
        processors=[*_SHARED, *finish],
        logger_factory=partial(_Lines, out=sys.stdout),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )


def get_logger(name: str) -> FilteringBoundLogger:
    """A logger: `log.info("relay.published", count=3)`, an event name and fields, never prose."""
    return cast("FilteringBoundLogger", structlog.get_logger(name))


def _dumps(event: Any, **_: Any) -> str:
    try:
        return orjson.dumps(event, default=str).decode()
    except orjson.JSONEncodeError:  # half a surrogate pair, a number of more than 64 bits: no reason to fail
        return json.dumps(event, default=str)
