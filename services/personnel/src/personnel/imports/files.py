"""Reading the operator's folder: the same kinds of files, read and judged by the same parts of the kit."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path

from abdi.bulk.days import is_month_first
from abdi.bulk.headers import Header
from abdi.bulk.judging import Judge
from abdi.bulk.kinds import AnyImportKind
from abdi.bulk.reading import open_table
from abdi.bulk.records import CSV, FileRefused, Record
from abdi.bulk.rows import RowError
from personnel.identifiers.vault import NikVault
from personnel.imports.content import Content
from personnel.imports.findings import FileError
from personnel.imports.kinds import kind_of
from personnel.imports.rows import FILES, PlacedRow


@dataclass
class Folder:
    """What a folder holds, and what of it could not be read."""

    content: Content = field(default_factory=Content)
    digests: dict[str, str] = field(default_factory=dict)
    errors: list[FileError] = field(default_factory=list)


def read_folder(folder: Path, vault: NikVault) -> Folder:
    """Read every known file of `folder`; absent ones are empty. Raises FileNotFoundError without any."""
    present = {name: folder / f"{name}.csv" for name in FILES if (folder / f"{name}.csv").is_file()}
    if not present:
        raise FileNotFoundError(f"no import file in {folder}: {', '.join(f'{name}.csv' for name in FILES)}")
    read = Folder()
    for name, path in present.items():
        with path.open("rb") as opened:
            read.digests[name] = file_digest(opened, "sha256").hexdigest()
        rows = read.content.rows(name)
        for found in _read(path, kind_of(name, vault)):
            if isinstance(found, RowError):
                read.errors.append(FileError(name, found))
            else:
                rows.append(found)
    return read


def _read(path: Path, kind: AnyImportKind) -> Iterator[PlacedRow | RowError]:
    try:
        in_doubt = _columns_in_doubt(path, kind)
        with open_table(path, kind, form=CSV) as (header, records):
            judge = Judge(kind, header, None, in_doubt)
            for record in records:
                if not record.is_empty:
                    yield from _told(judge, record)
    except FileRefused as refused:
        yield RowError(1, refused.column, refused.code, refused.message)


def _told(judge: Judge, record: Record) -> Iterator[PlacedRow | RowError]:
    row, errors = judge.read(record)
    yield from errors
    if isinstance(row, PlacedRow) and not errors:
        yield row.at(record.number)


def _columns_in_doubt(path: Path, kind: AnyImportKind) -> frozenset[str]:
    with open_table(path, kind, form=CSV) as (header, records):
        days = _days(header, kind)
        return frozenset(
            name
            for record in records
            for place, name in days
            if place < len(record.cells) and is_month_first(record.cells[place])
        )


def _days(header: Header, kind: AnyImportKind) -> list[tuple[int, str]]:
    days = header.days(kind.row)
    return [(place, name) for place, name in enumerate(header.columns) if name is not None and name in days]
