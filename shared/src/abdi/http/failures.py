"""What a failure of the database means to the one who asked."""

import socket
from typing import Final

from asyncpg import PostgresError
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from abdi.observability import get_logger
from abdi.problems import AlreadyExists, Forbidden, Malformed, PreconditionFailed, Problem, Unavailable

log = get_logger(__name__)

_UNIQUE: Final = {"23505", "23P01"}
_AGAIN: Final = {"40001", "40P01", "55P03", "57014"}
_AWAY: Final = {"53300", "57P01", "57P02", "57P03", "57P05"}
# Values that no column can hold: a wrong character, too long, out of range, not of its kind. The rest of
# class 22 (a division by zero) is a bug of ours.
_UNFIT: Final = {"22000", "22001", "22003", "22007", "22008", "22021", "22P02", "22P03", "22P05"}

_NO_PRIVILEGE: Final = "42501"

# The pool's patience, and what asyncpg and the system say when a connection could not even be opened.
_AWAY_BARE: Final = (PoolTimeout, ConnectionError, TimeoutError, socket.gaierror)


def problem_of(error: Exception) -> Problem | None:
    """The problem to answer for `error`; None when it is an ordinary bug.

    A lost race on a version is 412, on a unique key 409; a database that is away, full or busy is 503.
    A value that passed every check and fits no column is 422, and a row that the fence refuses 403; the log
    tells that a check is missing.
    """
    if isinstance(error, StaleDataError):
        return PreconditionFailed()
    if isinstance(error, DBAPIError):
        is_gone = error.connection_invalidated or isinstance(error, InterfaceError)
        if is_gone:
            return Unavailable()
        return _by_state(getattr(error.orig, "sqlstate", None), str(error.orig))
    if isinstance(error, PostgresError):
        return _by_state(error.sqlstate, str(error))
    return Unavailable() if isinstance(error, _AWAY_BARE) else None


def _by_state(state: str | None, words: str) -> Problem | None:
    if state in _UNIQUE:
        return AlreadyExists()
    if state in _UNFIT:
        log.warning("request.unfit_value", sqlstate=state)
        return Malformed()
    # A privilege that our own role lacks has the same state, and is a bug.
    if state == _NO_PRIVILEGE and "row-level security" in words:
        log.warning("request.outside_fence")
        return Forbidden()
    if state in _AGAIN:
        return Unavailable(retry_after=1)
    if state is not None and (state in _AWAY or state.startswith("08")):
        return Unavailable()
    return None
