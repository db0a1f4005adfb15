"""A look at a workbook before it is opened: what it is, how large it becomes, and what hides in it.

A workbook is an archive of XML. Small archives can unpack to anything, and one cell far away makes a sheet
of billions; both are refused by counting, whatever the archive claims about itself.
"""

import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from abdi.bulk.records import FileRefused
from abdi.i18n import Text

MOST_UNPACKED: Final = 300_000_000
MOST_CELLS: Final = 5_000_000
_MOST_PARTS: Final = 1_000
_PIECE: Final = 1_000_000
_OVERLAP: Final = 2_000
_COMPOUND: Final = b"\xd0\xcf\x11\xe0"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_CELL: Final = re.compile(rb"<(?:\w+:)?c\s[^>]*>")
_PLACE: Final = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"']")
_IS_ERROR: Final = re.compile(rb"\st\s*=\s*[\"']e[\"']")
_MOST_ERRORS: Final = 100_000

_NOT_XLSX: Final = Text("Berkas ini bukan buku kerja XLSX.", "This file is no XLSX workbook.")
_OLD: Final = Text(
    "Ini buku kerja XLS lama. Simpan sebagai XLSX.", "This is an old XLS workbook. Save it as XLSX."
)
_LOCKED: Final = Text(
    "Buku kerja ini dilindungi kata sandi. Simpan tanpa kata sandi.",
    "This workbook is protected by a password. Save it without one.",
)
_HUGE: Final = Text(
    "Buku kerja ini terlalu besar. Bagilah, atau kirim sebagai CSV.",
    "This workbook is too large. Split it, or send CSV.",
)
_WIDE: Final = Text(
    "Lembar ini terlalu luas. Hapus baris dan kolom kosong di tepinya, atau kirim sebagai CSV.",
    "This sheet reaches too far. Delete the empty rows and columns at its edges, or send CSV.",
)
_ENTITIES: Final = Text(
    "Buku kerja ini memuat deklarasi XML yang tidak diterima.",
    "This workbook holds XML declarations that are not accepted.",
)


@dataclass
class Sheet:
    """What was counted in one part of the workbook."""

    last_row: int = 0
    last_column: int = 0
    errors: set[tuple[int, int]] = field(default_factory=set)
    """Cells (row, column, both from 1) whose formula came to an error, which a reader shows as empty."""


def inspect_workbook(path: Path) -> set[tuple[int, int]]:
    """The places of error values. Raises FileRefused for what must not be opened."""
    with path.open("rb") as opened:
        if opened.read(4) == _COMPOUND:
            is_locked = _ENCRYPTED in opened.read(_PIECE * 4)
            raise FileRefused(
                "protected_file" if is_locked else "old_workbook", _LOCKED if is_locked else _OLD
            )
    try:
        with zipfile.ZipFile(path) as archive:
            return _inspect(archive)
    # zipfile says NotImplementedError of a compression that it does not know, RuntimeError of a password.
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as broken:
        raise FileRefused("no_workbook", _NOT_XLSX) from broken


def _inspect(archive: zipfile.ZipFile) -> set[tuple[int, int]]:
    parts = archive.infolist()
    if "xl/workbook.xml" not in {part.filename for part in parts} or len(parts) > _MOST_PARTS:
        raise FileRefused("no_workbook", _NOT_XLSX)
    left = MOST_UNPACKED
    errors: set[tuple[int, int]] = set()
    for part in parts:
        sheet = Sheet()
        for piece in _pieces(archive, part, left):
            left -= len(piece) - _OVERLAP
            if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
                raise FileRefused("unsafe_workbook", _ENTITIES)
            if part.filename.startswith("xl/worksheets/"):
                _count(sheet, piece)
        errors |= sheet.errors
    return errors


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> Iterator[bytes]:
    """The part unpacked, each piece with the end of the one before, so that nothing hides between two."""
    part.file_size = sys.maxsize  # the size that the archive claims would end the reading there
    before = b" " * _OVERLAP
    with archive.open(part) as opened:
        while content := opened.read(_PIECE):
            left -= len(content)
            if left < 0:
                raise FileRefused("too_large_workbook", _HUGE)
            yield before + content
            before = (before + content)[-_OVERLAP:]


def _count(sheet: Sheet, piece: bytes) -> None:
    for cell in _CELL.finditer(piece):
        place = _PLACE.search(cell[0])
        if place is None:
            continue
        row, column = int(place[2]), _column(place[1])
        sheet.last_row = max(sheet.last_row, row)
        sheet.last_column = max(sheet.last_column, column)
        if _IS_ERROR.search(cell[0]) and len(sheet.errors) < _MOST_ERRORS:
            sheet.errors.add((row, column))
    if sheet.last_row * sheet.last_column > MOST_CELLS:
        raise FileRefused("too_wide_sheet", _WIDE)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
