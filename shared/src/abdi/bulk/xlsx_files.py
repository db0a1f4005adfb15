"""Workbooks: the sheet that is named like the kind, or the first, cell by cell as text."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from abdi.bulk.headers import normalised
from abdi.bulk.records import EMPTY_FILE, FileRefused, Record
from abdi.bulk.refusing import CellRefused
from abdi.bulk.xlsx_safety import inspect_workbook
from abdi.i18n import Text

# A workbook lies in memory as a whole while it is read; no more than these at a time.
_OPEN: Final = threading.BoundedSemaphore(2)
_EXACT: Final = 1e15  # a spreadsheet keeps fifteen digits of a number

_BROKEN: Final = Text("Buku kerja ini tidak dapat dibaca.", "This workbook cannot be read.")
_ERROR_VALUE: Final = CellRefused(
    "error_value",
    Text(
        "memuat rumus yang hasilnya galat, misalnya #N/A",
        "holds a formula that ends in an error, such as #N/A",
    ),
)


@contextmanager
def open_xlsx(path: Path, *, sheet: str, known: frozenset[str]) -> Iterator[Iterator[Record]]:  # noqa: ARG001 - no delimiter to find
    """The records of a workbook. Raises FileRefused for what is none, is locked or must not be opened."""
    errors = inspect_workbook(path)
    with _OPEN:
        with _readable():
            workbook = CalamineWorkbook.from_path(str(path))
        with workbook:
            with _readable():
                rows = _sheet_of(workbook, sheet).iter_rows()
            yield _records(rows, errors)


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except (CalamineError, OSError, ValueError) as broken:
        raise broken if isinstance(broken, FileRefused) else FileRefused("no_workbook", _BROKEN) from broken
    except BaseException as panic:
        # The reader is no Python: what it did not foresee comes as a class of its own beside Exception.
        if type(panic).__name__ != "PanicException":
            raise
        raise FileRefused("no_workbook", _BROKEN) from panic


def _sheet_of(workbook: CalamineWorkbook, wanted: str) -> CalamineSheet:
    seen = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
    ]
    if not seen:
        raise FileRefused("empty_file", EMPTY_FILE)
    named = (name for name in seen if normalised(name) == normalised(wanted))
    return workbook.get_sheet_by_name(next(named, seen[0]))


def _records(rows: Iterator[Sequence[Any]], errors: set[tuple[int, int]]) -> Iterator[Record]:
    rows_with_errors = {row for row, _ in errors}
    number = 0
    while True:
        with _readable():
            cells = next(rows, None)
        if cells is None:
            return
        number += 1
        yield Record(number, _told(cells), _ERROR_VALUE if number in rows_with_errors else None)


def _told(cells: Sequence[Any]) -> list[str]:
    return [as_text(cell) for cell in cells]


def as_text(cell: Any) -> str:
    """A cell as one would type it; a number that is no longer exact shows that by its exponent."""
    if isinstance(cell, str):
        return cell.replace("\x00", "\ufffd")
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return _number(float(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _number(value: float) -> str:
    if abs(value) >= _EXACT:
        return f"{value:.14E}"
    return str(int(value)) if value.is_integer() else repr(value)
