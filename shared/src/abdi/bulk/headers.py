"""The header row: which column is which, in any order, and what is missing or unknown."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from abdi.bulk.cells import MaybeCell
from abdi.bulk.days import DayCell
from abdi.bulk.records import EMPTY_FILE, FileRefused, Record
from abdi.bulk.rows import Row
from abdi.i18n import Text

OF_ERRORS: Final = ("row", "column", "code", "message", "suggestion")
"""What an errors file tells besides the columns of its kind."""
_LAST_HEADER: Final = 20
_UNSEEN: Final = re.compile(r"[\u200b-\u200f\ufeff*]")


def normalised(name: str) -> str:
    """A column's name as it is compared: no capitals, blanks or dashes."""
    return "_".join(_UNSEEN.sub("", name).lower().replace("-", " ").replace("_", " ").split())


def columns_of(row: type[Row]) -> list[str]:
    """The columns of a kind, in the order of its template."""
    return [*row.model_fields]


def error_columns(row: type[Row]) -> dict[str, str]:
    """What the columns of an errors file are called; one that the kind itself has becomes `error_...`."""
    own = set(columns_of(row))
    return {name: f"error_{name}" if name in own else name for name in OF_ERRORS}


def known_columns(row: type[Row]) -> frozenset[str]:
    """Names that a reader may look for."""
    return frozenset(columns_of(row)) | frozenset(error_columns(row).values())


def has_mark(row: type[Row], name: str, mark: type) -> bool:
    """Whether a column is of cells with this mark, such as DayCell."""
    field = row.model_fields[name]
    return any(isinstance(part, mark) for part in (*field.metadata, *_metadata(field.annotation)))


def _metadata(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for inner in getattr(annotation, "__args__", ()):
        yield from _metadata(inner)
    if origin := getattr(annotation, "__origin__", None):
        yield from getattr(origin, "__metadata__", ())


@dataclass(frozen=True)
class Header:
    """The header of one file."""

    number: int
    names: tuple[str, ...]
    """As they stand in the file."""
    columns: tuple[str | None, ...]
    """The column of the kind at each place; None for what is not read."""

    def days(self, row: type[Row]) -> list[str]:
        """The columns of days that are in this file."""
        return [name for name in self.columns if name is not None and has_mark(row, name, DayCell)]

    def told(self, row: type[Row], cells: Sequence[str]) -> dict[str, Any]:
        """The cells of one row by their columns, as the kind's model takes them: empty ones left out."""
        held: dict[str, Any] = {
            name: cell
            for name, cell in zip(self.columns, cells, strict=False)
            if name is not None and cell.strip()
        }
        for name in self.columns:
            if name is not None and name not in held and _is_maybe(row, name):
                held[name] = None
        return held


def _is_maybe(row: type[Row], name: str) -> bool:
    return row.model_fields[name].is_required() and has_mark(row, name, MaybeCell)


def read_header(records: Iterator[Record], row: type[Row]) -> Header:
    """The header, which is the first row that is not empty. Raises FileRefused."""
    for record in records:
        if record.problem is not None:
            raise FileRefused(record.problem.code, record.problem.message)
        if not record.is_empty:
            return _header(record, row)
        if record.number >= _LAST_HEADER:
            break
    raise FileRefused("empty_file", EMPTY_FILE)


def _header(record: Record, row: type[Row]) -> Header:
    names = [cell.strip() for cell in record.cells]
    while not names[-1]:
        names.pop()
    ignored = set(error_columns(row).values())
    known = columns_of(row)
    columns: list[str | None] = []
    for name in names:
        column = normalised(name)
        if not column or (column in ignored):
            columns.append(None)
        elif column not in known:
            raise _unknown(name, column, known)
        elif column in columns:
            raise FileRefused("repeated_column", _repeated(column), column=column)
        else:
            columns.append(column)
    missing = [name for name in known if row.model_fields[name].is_required() and name not in columns]
    if missing:
        raise FileRefused("missing_column", _missing(missing), column=missing[0])
    return Header(record.number, tuple(names), tuple(columns))


def _unknown(name: str, column: str, known: list[str]) -> FileRefused:
    near = get_close_matches(column, known, n=1)
    shown = name[:60]
    told = Text(
        f"Kolom {shown} tidak dikenal. Kolom yang ada: {', '.join(known)}.",
        f"There is no column {shown}. The columns are: {', '.join(known)}.",
    )
    if near:
        meant = Text(f" Mungkin maksudnya {near[0]}.", f" Perhaps {near[0]} is meant.")
        told = Text(told.id + meant.id, told.en + meant.en)
    return FileRefused("unknown_column", told, column=column[:60])


def _repeated(column: str) -> Text:
    return Text(f"Kolom {column} ada dua kali.", f"The column {column} is there twice.")


def _missing(missing: list[str]) -> Text:
    listed = ", ".join(missing)
    return Text(f"Kolom ini tidak ada: {listed}.", f"These columns are missing: {listed}.")
