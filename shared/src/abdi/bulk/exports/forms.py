"""The forms of an exported file, written to the disk as the rows come."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final, Literal

import orjson

from abdi.bulk.records import CSV, MEDIA_TYPES, XLSX
from abdi.bulk.sheets import BOM, XlsxFile, csv_lines
from abdi.bulk.templates import as_cell

NDJSON: Final = "ndjson"
ExportForm = Literal["csv", "xlsx", "ndjson"]
EXPORT_MEDIA_TYPES: Final[Mapping[str, str]] = {**MEDIA_TYPES, NDJSON: "application/x-ndjson"}
MOST_SHEET_ROWS: Final = 1_048_575
"""What a workbook holds below its header."""

Rows = Sequence[Mapping[str, Any]]
Write = Callable[[Rows], None]


def open_form(form: str, path: Path, *, name: str, columns: Sequence[str]) -> AbstractContextManager[Write]:
    """A new file at `path`, and what writes the next rows into it."""
    if form == XLSX:
        return _workbook(path, name, columns)
    return _table(path, columns) if form == CSV else _lines(path, columns)


@contextmanager
def _table(path: Path, columns: Sequence[str]) -> Iterator[Write]:
    with path.open("wb") as target:
        target.write(BOM + csv_lines([columns]))

        def write(rows: Rows) -> None:
            target.write(csv_lines(_cells(rows, columns)))

        yield write


@contextmanager
def _workbook(path: Path, name: str, columns: Sequence[str]) -> Iterator[Write]:
    with XlsxFile(path) as book:
        sheet = book.sheet(name, columns)

        def write(rows: Rows) -> None:
            for cells in _cells(rows, columns):
                sheet.write_row(cells)

        yield write


@contextmanager
def _lines(path: Path, columns: Sequence[str]) -> Iterator[Write]:
    with path.open("wb") as target:

        def write(rows: Rows) -> None:
            for row in rows:
                said = {name: row[name] for name in columns}
                target.write(orjson.dumps(said, default=str, option=orjson.OPT_APPEND_NEWLINE))

        yield write


def _cells(rows: Rows, columns: Sequence[str]) -> Iterator[list[str]]:
    return ([as_cell(row[name]) for name in columns] for row in rows)
