"""An official list as PDF: A4 across, the heading on the first page, the table's head on each."""

import io
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from abdi.i18n import LocaleCode, Text
from recruitment.official_lists.contents import OfficialList, as_text, heading

_PAGE: Final = landscape(A4)
_MARGIN: Final = 15 * mm
_QR: Final = 24 * mm
_PLAIN: Final = "Helvetica"
_BOLD: Final = "Helvetica-Bold"
_SIZE: Final = 8
_TITLE_SIZE: Final = 13
_LINE: Final = 10
_PADDING: Final = 3
_FOOT: Final = 12 * mm


class _Row(NamedTuple):
    """The wrapped lines of each cell, and the height they need."""

    cells: list[list[str]]
    height: float


def as_pdf(what: OfficialList, locale: LocaleCode) -> bytes:
    """The list as PDF. The same list gives the same bytes.

    Characters outside Western Europe are shown as the standard fonts of PDF can.
    """
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=_PAGE, invariant=1, pageCompression=1)
    canvas.setTitle(what.title.pick(locale))
    canvas.setAuthor(what.issuer)
    canvas.setSubject(what.number)
    widths = _widths(what)
    head = _wrap([column.title.pick(locale) for column in what.columns], widths, font=_BOLD)
    rows = [_wrap([as_text(cell, locale) for cell in cells], widths, font=_PLAIN) for cells in what.rows]
    notes = [line for note in what.notes for line in _split(note.pick(locale), _inner(), _PLAIN)]
    pages = list(_pages(rows, head, notes=len(notes), first=_top_of_first(what)))
    for number, page in enumerate(pages, start=1):
        top = _PAGE[1] - _MARGIN
        if number == 1:
            _draw_heading(canvas, what, locale)
            top = _top_of_first(what)
        below = _Drawing(canvas, what, widths).table(top, head, page)
        if number == len(pages):
            _draw_notes(canvas, notes, below)
        _draw_foot(canvas, what, locale, numbers=(number, len(pages)))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _inner() -> float:
    return float(_PAGE[0]) - 2 * _MARGIN


def _widths(what: OfficialList) -> list[float]:
    whole = sum(column.width for column in what.columns)
    return [column.width / whole * _inner() for column in what.columns]


def _split(text: str, width: float, font: str) -> list[str]:
    if stringWidth(text, font, _SIZE) <= width and "\n" not in text:
        return [text]
    return [piece for line in simpleSplit(text, font, _SIZE, width) for piece in _broken(line, width, font)]


def _broken(line: str, width: float, font: str) -> Iterator[str]:
    """A word that is wider than its column, in pieces."""
    while stringWidth(line, font, _SIZE) > width and len(line) > 1:
        fits = len(line)
        while fits > 1 and stringWidth(line[:fits], font, _SIZE) > width:
            fits -= 1
        yield line[:fits]
        line = line[fits:]
    yield line


def _wrap(cells: Sequence[str], widths: Sequence[float], *, font: str) -> _Row:
    lines = [_split(cell, width - 2 * _PADDING, font) for cell, width in zip(cells, widths, strict=True)]
    return _Row(lines, max(len(one) for one in lines) * _LINE + 2 * _PADDING)


def _top_of_first(what: OfficialList) -> float:
    return float(_PAGE[1]) - _MARGIN - max(_QR if what.address else 0, 5 * _LINE + _TITLE_SIZE) - _LINE


def _pages(rows: Sequence[_Row], head: _Row, *, notes: int, first: float) -> Iterator[list[_Row]]:
    """The rows of each page; the last one has room for the notes."""
    room, page = first - _MARGIN - _FOOT - head.height, list[_Row]()
    whole = float(_PAGE[1]) - 2 * _MARGIN - _FOOT - head.height
    for row in rows:
        if page and row.height > room:
            yield page
            room, page = whole, []
        page.append(row)
        room -= row.height
    yield page
    if notes and room < (notes + 1) * _LINE:
        yield []


class _Drawing(NamedTuple):
    canvas: Canvas
    what: OfficialList
    widths: list[float]

    def table(self, top: float, head: _Row, rows: Sequence[_Row]) -> float:
        """Draw head and rows from `top` down; where the next thing may stand."""
        if not rows and self.what.rows:
            return top
        below = self._row(top, head, font=_BOLD)
        for row in rows:
            below = self._row(below, row, font=_PLAIN)
        return below

    def _row(self, top: float, row: _Row, *, font: str) -> float:
        left = _MARGIN
        self.canvas.setFont(font, _SIZE)
        self.canvas.setLineWidth(0.4)
        for column, lines, width in zip(self.what.columns, row.cells, self.widths, strict=True):
            self.canvas.rect(left, top - row.height, width, row.height)
            for number, line in enumerate(lines, start=1):
                height = top - number * _LINE
                if column.is_number and font == _PLAIN:
                    self.canvas.drawRightString(left + width - _PADDING, height, line)
                else:
                    self.canvas.drawString(left + _PADDING, height, line)
            left += width
        return top - row.height


def _draw_heading(canvas: Canvas, what: OfficialList, locale: LocaleCode) -> None:
    title, *lines = heading(what, locale)
    height = _PAGE[1] - _MARGIN - _TITLE_SIZE
    canvas.setFont(_BOLD, _TITLE_SIZE)
    canvas.drawString(_MARGIN, height, title)
    canvas.setFont(_PLAIN, _SIZE + 1)
    for line in lines:
        height -= _LINE + 1
        canvas.drawString(_MARGIN, height, line)
    if what.address is None:
        return
    canvas.setFont(_PLAIN, _SIZE - 1)
    canvas.drawString(_MARGIN, height - _LINE - 1, what.address)
    code = QrCodeWidget(what.address, barWidth=_QR, barHeight=_QR, barBorder=0)
    drawing = Drawing(_QR, _QR)
    drawing.add(code)
    renderPDF.draw(drawing, canvas, _PAGE[0] - _MARGIN - _QR, _PAGE[1] - _MARGIN - _QR)


def _draw_notes(canvas: Canvas, notes: Sequence[str], top: float) -> None:
    canvas.setFont(_PLAIN, _SIZE)
    for number, line in enumerate(notes, start=1):
        canvas.drawString(_MARGIN, top - (number + 0.5) * _LINE, line)


def _draw_foot(canvas: Canvas, what: OfficialList, locale: LocaleCode, *, numbers: tuple[int, int]) -> None:
    page, pages = numbers
    canvas.setFont(_PLAIN, _SIZE - 1)
    canvas.drawString(_MARGIN, _MARGIN, f"{what.issuer} - {what.number}")
    said = Text(f"Halaman {page} dari {pages}", f"Page {page} of {pages}").pick(locale)
    canvas.drawRightString(_PAGE[0] - _MARGIN, _MARGIN, said)
