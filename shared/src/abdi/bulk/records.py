"""What a reader gives: the records of a file as text, whatever the file was."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from abdi.bulk.refusing import CellRefused
from abdi.i18n import Text

CSV: Final = "csv"
XLSX: Final = "xlsx"
MEDIA_TYPES: Final = {
    CSV: "text/csv",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class FileRefused(ValueError):  # noqa: N818 - errors are named by the fact
    """The file as a whole cannot be taken."""

    def __init__(self, code: str, message: Text, *, column: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.column = column


EMPTY_FILE: Final = Text("Berkas ini tidak memuat tabel.", "There is no table in this file.")


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a file; `number` counts all rows, empty ones too, from 1."""

    number: int
    cells: Sequence[str]
    problem: CellRefused | None = None
    """Why its cells cannot be trusted."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written in it."""
        return self.problem is None and not any(cell.strip() for cell in self.cells)


class Reader(Protocol):
    """Opens a file as records, lazily. Raises FileRefused, also while it is read."""

    def __call__(
        self, path: Path, *, sheet: str, known: frozenset[str]
    ) -> AbstractContextManager[Iterator[Record]]:
        """`sheet` is the name of the sheet to prefer, `known` are names of columns that may be in it."""
        ...
