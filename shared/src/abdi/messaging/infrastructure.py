"""Which errors say that the database is away, and nothing about the event at hand."""

import socket
from typing import Final

from sqlalchemy.exc import DBAPIError, InternalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

# Connection, resources, operator intervention, system, and transactions that lost against others:
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_CLASSES: Final = ("08", "53", "58", "40")
_CODES: Final = {"57P01", "57P02", "57P03", "57P04", "57P05", "55P03", "25006"}


def is_infrastructure(error: BaseException) -> bool:
    """Whether trying the same again later, unchanged, is all that is needed."""
    if isinstance(error, ConnectionError | TimeoutError | socket.gaierror | PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error, InternalError):  # what asyncpg says when its connection was cut at an unlucky moment
        return True
    code = str(getattr(error.orig, "sqlstate", None) or "")
    return error.connection_invalidated or code[:2] in _CLASSES or code in _CODES
