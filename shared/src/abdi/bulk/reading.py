"""Opening a file of either kind."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from abdi.bulk.csv_files import open_csv
from abdi.bulk.headers import Header, known_columns, read_header
from abdi.bulk.kinds import AnyImportKind
from abdi.bulk.records import CSV, XLSX, Reader, Record
from abdi.bulk.xlsx_files import open_xlsx

_READERS: Final[dict[str, Reader]] = {CSV: open_csv, XLSX: open_xlsx}


@contextmanager
def open_table(path: Path, kind: AnyImportKind, *, form: str) -> Iterator[tuple[Header, Iterator[Record]]]:
    """The header and the records below it, lazily. Raises FileRefused, also while it is read."""
    with _READERS[form](path, sheet=kind.name, known=known_columns(kind.row)) as records:
        yield read_header(records, kind.row), records


def check_header(path: Path, kind: AnyImportKind, *, form: str) -> None:
    """Look at the file as far as its header. Raises FileRefused."""
    with open_table(path, kind, form=form):
        pass
