"""Exam cards as PDF: one page of A5 for each participant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Final
from zoneinfo import ZoneInfo

from reportlab.graphics.barcode import qrencoder
from reportlab.lib.pagesizes import A5
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from abdi.dates import in_words

_MARGIN: Final = 12 * mm
_QR: Final = 38 * mm
_QUIET: Final = 4
"""Modules of white around the code, as its standard asks."""
_LONGEST: Final = 62
_NOTES: Final = (
    "Tunjukkan kartu ini dan KTP di pintu masuk. / Show this card and your ID card at the door.",
    "Kode hanya memuat nomor peserta. / The code holds the participant number only.",
)


@dataclass(frozen=True, slots=True)
class CardSeat:
    """One line of a card."""

    test: str
    place: str
    room: str
    starts_at: datetime
    number: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Card:
    """What is printed for one participant."""

    agency: str
    selection: str
    time_zone: str
    number: str
    name: str
    post: str
    code: str
    seats: Sequence[CardSeat]


class CardFile:
    """One PDF that grows by cards; the same cards give the same bytes."""

    def __init__(self, to: BinaryIO) -> None:
        self._canvas = Canvas(to, pagesize=A5, pageCompression=1, invariant=1)
        self._canvas.setTitle("Kartu peserta ujian")
        self.cards = 0
        """How many were drawn so far."""

    def add(self, cards: Iterable[Card]) -> None:
        """Draw each on a page of its own."""
        for card in cards:
            _draw(self._canvas, card)
            self._canvas.showPage()
            self.cards += 1

    def close(self) -> None:
        """Write the end of the file."""
        self._canvas.save()


def _draw(canvas: Canvas, card: Card) -> None:
    width, height = A5
    line = height - _MARGIN - 10
    canvas.setFont("Helvetica-Bold", 13)
    canvas.drawString(_MARGIN, line, "KARTU PESERTA UJIAN")
    canvas.setFont("Helvetica", 9)
    for told in (card.agency, card.selection):
        line -= 13
        canvas.drawString(_MARGIN, line, told[:_LONGEST])
    line -= 26
    for label, told in (
        ("Nomor peserta / Number", card.number),
        ("Nama / Name", card.name),
        ("Jabatan / Post", card.post),
    ):
        canvas.setFont("Helvetica", 8)
        canvas.drawString(_MARGIN, line, label)
        canvas.setFont("Helvetica-Bold", 11)
        canvas.drawString(_MARGIN, line - 13, told[:_LONGEST])
        line -= 32
    for seat in card.seats:
        line = _draw_seat(canvas, seat, line, zone=card.time_zone)
    _draw_code(canvas, card.code, x=width - _MARGIN - _QR, y=_MARGIN)
    canvas.setFont("Helvetica", 7)
    for number, note in enumerate(_NOTES):
        indonesian, _, english = note.partition(" / ")
        canvas.drawString(_MARGIN, _MARGIN + 44 - 22 * number, indonesian)
        canvas.drawString(_MARGIN, _MARGIN + 35 - 22 * number, english)


def _draw_seat(canvas: Canvas, seat: CardSeat, line: float, *, zone: str) -> float:
    local = seat.starts_at.astimezone(ZoneInfo(zone))
    when = f"{in_words(local.date()).id}, {local:%H.%M} {local.tzname()}, {seat.minutes} menit"
    canvas.setFont("Helvetica-Bold", 10)
    canvas.drawString(_MARGIN, line, f"{seat.test}: {when}"[:_LONGEST])
    canvas.setFont("Helvetica", 9)
    canvas.drawString(_MARGIN, line - 12, f"{seat.place}, {seat.room}"[:_LONGEST])
    canvas.drawString(_MARGIN, line - 24, f"Kursi / Seat {seat.number}")
    return line - 40


def _draw_code(canvas: Canvas, code: str, *, x: float, y: float) -> None:
    """The QR code, its dark modules as rectangles of one path."""
    made: Any = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.M)
    made.addData(code)
    made.make()
    count = made.getModuleCount()
    size = _QR / (count + 2 * _QUIET)
    path = canvas.beginPath()
    for row in range(count):
        for column in range(count):
            if made.isDark(row, column):
                left, top = (column + _QUIET) * size, (row + _QUIET + 1) * size
                path.rect(x + left, y + _QR - top, size, size)
    canvas.drawPath(path, stroke=0, fill=1)
