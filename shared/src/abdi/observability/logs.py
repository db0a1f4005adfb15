"""Logging: one JSON object a line on standard output, ours and the libraries' alike."""

import logging
import logging.config
from typing import Any, Final

import orjson
import structlog
from structlog.typing import Processor

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


def configure_logging(service: str, level: str = "INFO") -> None:
    """Send the logs of this process to standard output as JSON, without personal data."""

    def add_service(_logger: Any, _method: str, event: Any) -> Any:
        event.setdefault("service", service)
        return event

    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*_SHARED],
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            add_service,
            redact,
            structlog.processors.JSONRenderer(serializer=_dumps),
        ],
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
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger: `log.info("relay.published", count=3)`, an event name and fields, never prose."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def _dumps(event: Any, **_: Any) -> str:
    return orjson.dumps(event, default=str).decode()
