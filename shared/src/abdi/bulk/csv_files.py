"""CSV as people save it: with or without BOM, with commas, semicolons or tabs, in UTF-8 or nearly."""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

from abdi.bulk.formulas import unguarded
from abdi.bulk.headers import normalised
from abdi.bulk.records import EMPTY_FILE, FileRefused, Record
from abdi.bulk.refusing import CellRefused
from abdi.i18n import Text

DELIMITERS: Final = (",", ";", "\t", "|")
_LONGEST_LINE: Final = csv.field_size_limit()  # so that no cell of a line exceeds what `csv` reads
_MOST_LINES: Final = 50
_SAID: Final = re.compile(r"sep=(.)")
_OTHER_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")

_BAD_BYTES: Final = CellRefused(
    "unreadable_text",
    Text("memuat huruf yang bukan UTF-8", "holds characters that are not UTF-8"),
    Text("simpan berkas sebagai CSV UTF-8", "save the file as CSV UTF-8"),
)
_UNFINISHED: Final = CellRefused(
    "unfinished_quotes",
    Text('tanda kutip (") tidak ditutup', 'a quotation mark (") is not closed'),
    Text('tulis tanda kutip di dalam sel sebagai ""', 'write a quotation mark inside a cell as ""'),
)
_ENCODING: Final = Text("Simpan berkas ini sebagai CSV UTF-8.", "Save this file as CSV UTF-8.")
_LONG: Final = Text("Ada baris yang terlalu panjang untuk sebuah tabel.", "A line is too long for a table.")


@contextmanager
def open_csv(path: Path, *, sheet: str, known: frozenset[str]) -> Iterator[Iterator[Record]]:  # noqa: ARG001 - a CSV has one sheet
    """The records of a CSV file. Raises FileRefused for another encoding or no table at all."""
    with path.open("rb") as raw:
        first = raw.read(4096)
    if first.startswith(_OTHER_BOMS) or b"\x00" in first:
        raise FileRefused("unsupported_encoding", _ENCODING)
    if not first.strip():
        raise FileRefused("empty_file", EMPTY_FILE)
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline=None) as opened:
        yield _records(_Lines(opened), known)


class _Lines:
    """The lines of a file, of which some may be put back."""

    def __init__(self, opened: TextIO) -> None:
        self._opened = opened
        self._back: list[str] = []

    def take(self) -> str | None:
        if self._back:
            return self._back.pop()
        line = self._opened.readline(_LONGEST_LINE)
        if len(line) >= _LONGEST_LINE:
            raise FileRefused("line_too_long", _LONG)
        return line or None

    def put_back(self, lines: list[str]) -> None:
        self._back.extend(reversed(lines))


def _records(lines: _Lines, known: frozenset[str]) -> Iterator[Record]:
    delimiter: str | None = None
    number = 0
    while (line := lines.take()) is not None:
        number += 1
        told = _SAID.fullmatch(line.strip()) if delimiter is None else None
        if told:
            delimiter, number = told[1], number - 1  # a spreadsheet does not show this line
            continue
        if not line.strip():
            yield Record(number, ())
            continue
        if delimiter is None:
            delimiter = _delimiter_of(line, known)
        yield _record(number, line, lines, delimiter=delimiter)


def _delimiter_of(line: str, known: frozenset[str]) -> str:
    def matches(delimiter: str) -> tuple[int, int]:
        cells = [normalised(cell) for cell in next(csv.reader([line], delimiter=delimiter), [])]
        return len(known.intersection(cells)), len(cells)

    return max(DELIMITERS, key=matches)


def _record(number: int, line: str, lines: _Lines, *, delimiter: str) -> Record:
    """The record that begins with `line`; it goes on over further lines while a quotation is open."""
    taken = [line]
    while sum(piece.count('"') for piece in taken) % 2 and len(taken) <= _MOST_LINES:
        following = lines.take()
        if following is None:
            break
        taken.append(following)
    try:
        cells = next(csv.reader(taken, delimiter=delimiter, strict=True))
    except csv.Error:
        # The quotation mark was meant as itself: only its own line is lost, not all that follow.
        lines.put_back(taken[1:])
        return Record(number, [_readable(piece) for piece in line.rstrip("\n").split(delimiter)], _UNFINISHED)
    if "'" in line:
        cells = [unguarded(cell) for cell in cells]
    if any(_is_unreadable(piece) for piece in taken):
        return Record(number, [_readable(cell) for cell in cells], _BAD_BYTES)
    return Record(number, cells)


def _is_unreadable(text: str) -> bool:
    # Most lines are ASCII, which Python knows without looking.
    return (not text.isascii() and any("\udc80" <= sign <= "\udcff" for sign in text)) or "\x00" in text


def _readable(text: str) -> str:
    return re.sub("[\ud800-\udfff\x00]", "\ufffd", text)
