"""Writing tables out, row by row: CSV in pieces, XLSX to a file. Every cell is a text, never a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import xlsxwriter

from abdi.bulk.formulas import guarded

BOM: Final = b"\xef\xbb\xbf"
"""Without it spreadsheets take UTF-8 for something older."""
_LONGEST_CELL: Final = 32_767
_LONGEST_NAME: Final = 31
_WIDTH: Final = 22


def csv_lines(rows: Iterable[Sequence[str]], *, delimiter: str = ",") -> bytes:
    """These rows as CSV."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode()


class XlsxFile:
    """A workbook that is written to the disk as its rows come: `with XlsxFile(path) as book`."""

    def __init__(self, path: Path) -> None:
        folder = {"tmpdir": str(path.parent)}
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True, **folder})
        self._text = self._book.add_format({"num_format": "@"})
        self._bold = self._book.add_format({"num_format": "@", "bold": True})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._book.close()

    def sheet(self, name: str, header: Sequence[str]) -> "XlsxSheet":
        """A sheet with its header; finish one before the next."""
        made = self._book.add_worksheet(name[:_LONGEST_NAME])
        made.freeze_panes(1, 0)
        made.set_column(0, max(len(header) - 1, 0), _WIDTH, self._text)
        sheet = XlsxSheet(made, self._text)
        sheet.write_row(header, style=self._bold)
        return sheet


class XlsxSheet:
    """One sheet, written from its first row to its last."""

    def __init__(self, sheet: "xlsxwriter.worksheet.Worksheet", text: "xlsxwriter.format.Format") -> None:
        self._sheet = sheet
        self._text = text
        self._row = 0

    def write_row(self, cells: Sequence[str], *, style: "xlsxwriter.format.Format | None" = None) -> None:
        """The next row."""
        for place, cell in enumerate(cells):
            if cell:
                self._sheet.write_string(self._row, place, cell[:_LONGEST_CELL], style or self._text)
        self._row += 1
