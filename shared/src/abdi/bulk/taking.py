"""Giving one chunk to its kind: what nobody foresaw is tried again, then narrowed down to the guilty rows."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from abdi.bulk.kinds import AnyImportKind, ImportContext, Taken
from abdi.bulk.rows import Numbered, RowError
from abdi.http.failures import problem_of
from abdi.i18n import Text
from abdi.observability import get_logger
from abdi.problems import Problem

log = get_logger(__name__)

Rows = Sequence[Numbered[Any]]
_SERVER_ERROR: Final = 500
_AWAY: Final = ("08", "40", "53", "57P")
"""SQLSTATE of what rows are not guilty of: a lost connection, a deadlock, too few resources, a shutdown."""
_NOT_STORED: Final = Text(
    "baris ini tidak dapat disimpan bersama data yang sudah ada",
    "this row cannot be stored next to the data that are there",
)


async def take_chunk(
    session: AsyncSession, kind: AnyImportKind, units: Sequence[Rows], *, context: ImportContext
) -> Taken:
    """What became of these rows, in units that belong together. Raises what is no row's fault."""
    try:
        return await _take(session, kind, units, context=context)
    except (DBAPIError, StaleDataError, Problem) as failure:
        _raise_unless_of_rows(failure)
        log.warning("import.chunk_again", kind=kind.name, rows=len(units), cause=type(failure).__name__)
    return await _narrow(session, kind, units, context=context)


def units_of(rows: Sequence[tuple[Numbered[Any], object]]) -> list[Rows]:
    """Rows with their groups (None: none), as what belongs together."""
    found: list[Rows] = []
    for group, members in groupby(rows, key=lambda pair: pair[1]):
        together = [row for row, _ in members]
        found += [[row] for row in together] if group is None else [together]
    return found


async def _narrow(
    session: AsyncSession, kind: AnyImportKind, units: Sequence[Rows], *, context: ImportContext
) -> Taken:
    try:
        return await _take(session, kind, units, context=context)
    except (DBAPIError, StaleDataError, Problem) as failure:
        _raise_unless_of_rows(failure)
        if len(units) == 1:
            return Taken(errors=[_guilty(row.number, failure) for row in units[0]])
    half = len(units) // 2
    first = await _narrow(session, kind, units[:half], context=context)
    second = await _narrow(session, kind, units[half:], context=context)
    return Taken(
        first.imported + second.imported, first.unchanged + second.unchanged, first.errors + second.errors
    )


async def _take(
    session: AsyncSession, kind: AnyImportKind, units: Sequence[Rows], *, context: ImportContext
) -> Taken:
    rows = [row for unit in units for row in unit]
    try:
        async with session.begin_nested():
            taken: Taken = await kind.take(session, rows, context)
            await session.flush()
    except BaseException:
        session.expunge_all()
        raise
    return taken


def _raise_unless_of_rows(failure: Exception) -> None:
    """Raise what happened to the connection or on our side, not to the rows."""
    if isinstance(failure, Problem) and failure.status >= _SERVER_ERROR:
        raise failure
    if isinstance(failure, InterfaceError) or getattr(failure, "connection_invalidated", False):
        raise failure
    if isinstance(failure, DBAPIError) and str(getattr(failure.orig, "sqlstate", "")).startswith(_AWAY):
        raise failure


def _guilty(number: int, failure: Exception) -> RowError:
    problem = failure if isinstance(failure, Problem) else problem_of(failure)
    if problem is None or problem.status >= _SERVER_ERROR:
        return RowError(number, "", "not_stored", _NOT_STORED)
    message = problem.detail if isinstance(problem.detail, Text) else problem.title
    return RowError(number, "", problem.code.replace("-", "_"), message)
