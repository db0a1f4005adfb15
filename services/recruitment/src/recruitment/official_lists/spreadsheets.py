"""An official list as XLSX."""

import io
from datetime import UTC, datetime, time
from decimal import Decimal
from tempfile import TemporaryDirectory
from typing import Any, Final

import xlsxwriter

from abdi.i18n import LocaleCode
from recruitment.official_lists.contents import Cell, OfficialList, as_text, heading

_SHEET: Final = {"id": "Daftar", "en": "List"}
_WIDTH: Final = 14
_LONGEST_CELL: Final = 32_767


def as_xlsx(what: OfficialList, locale: LocaleCode) -> bytes:
    """The list as a workbook: heading, table with a filter, notes; texts stay texts, never formulas."""
    buffer = io.BytesIO()
    with TemporaryDirectory() as folder:
        # Row by row to the disk: a national list need not fit into memory twice.
        book = xlsxwriter.Workbook(buffer, {"constant_memory": True, "tmpdir": folder})
        # The day of the list, not the moment of the download: the same list gives the same bytes.
        made = datetime.combine(what.day, time(), UTC)
        book.set_properties({"title": what.title.pick(locale), "author": what.issuer, "created": made})
        _write(book, what, locale)
        book.close()
    return buffer.getvalue()


def _write(book: Any, what: OfficialList, locale: LocaleCode) -> None:
    sheet = book.add_worksheet(_SHEET[locale])
    text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "text_wrap": True})
    for place, column in enumerate(what.columns):
        sheet.set_column(place, place, _WIDTH * column.width)
    row = 0
    for line in (*heading(what, locale), *([what.address] if what.address else [])):
        sheet.write_string(row, 0, line, bold if row == 0 else text)
        row += 1
    row += 1
    head = row
    for place, column in enumerate(what.columns):
        sheet.write_string(row, place, column.title.pick(locale), bold)
    sheet.freeze_panes(row + 1, 0)
    for cells in what.rows:
        row += 1
        for place, cell in enumerate(cells):
            _write_cell(sheet, (row, place), cell, text=text, locale=locale)
    if what.rows:
        sheet.autofilter(head, 0, row, len(what.columns) - 1)
    for note in what.notes:
        row += 2
        sheet.write_string(row, 0, note.pick(locale), text)


def _write_cell(sheet: Any, place: tuple[int, int], cell: Cell, *, text: Any, locale: LocaleCode) -> None:
    if isinstance(cell, int | Decimal):
        sheet.write_number(*place, cell)
    elif cell is not None:
        sheet.write_string(*place, as_text(cell, locale)[:_LONGEST_CELL], text)
