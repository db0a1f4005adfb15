"""Reading the folder: CSV in UTF-8 with a header row, columns in any order."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from personnel.imports.rows import (
    AgencyRow,
    AppointmentRow,
    EducationRow,
    EmployeeRow,
    PositionRow,
    RankRow,
    RowError,
    SuperiorRow,
    UnitRow,
)

RowT = TypeVar("RowT")
FILES: dict[str, type[Any]] = {
    "agencies": AgencyRow,
    "units": UnitRow,
    "positions": PositionRow,
    "employees": EmployeeRow,
    "ranks": RankRow,
    "educations": EducationRow,
    "appointments": AppointmentRow,
    "superiors": SuperiorRow,
}


@dataclass
class Content:
    """Everything in the folder, and what could not be read."""

    agencies: list[AgencyRow] = field(default_factory=list)
    units: list[UnitRow] = field(default_factory=list)
    positions: list[PositionRow] = field(default_factory=list)
    employees: list[EmployeeRow] = field(default_factory=list)
    ranks: list[RankRow] = field(default_factory=list)
    educations: list[EducationRow] = field(default_factory=list)
    appointments: list[AppointmentRow] = field(default_factory=list)
    superiors: list[SuperiorRow] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by file."""
        return {name: len(getattr(self, name)) for name in FILES}


def read_folder(folder: Path) -> Content:
    """Read every known file of `folder`; absent ones are empty. Raises FileNotFoundError without any."""
    content = Content()
    present = {name: folder / f"{name}.csv" for name in FILES if (folder / f"{name}.csv").is_file()}
    if not present:
        raise FileNotFoundError(f"no import file in {folder}: {', '.join(f'{name}.csv' for name in FILES)}")
    for name, path in present.items():
        content.digests[name] = sha256(path.read_bytes()).hexdigest()
        setattr(content, name, list(_read(path, FILES[name], content.errors)))
    return content


def _read(path: Path, kind: type[RowT], errors: list[RowError]) -> Iterator[RowT]:
    adapter = TypeAdapter(kind)
    wanted = [part.name for part in fields(kind) if part.name != "line"]  # type: ignore[arg-type]  # a dataclass
    with path.open(encoding="utf-8-sig", newline="") as file:
        # Spreadsheets set to Indonesian separate by semicolon.
        header = file.readline()
        file.seek(0)
        reader = csv.DictReader(file, delimiter=";" if header.count(";") > header.count(",") else ",")
        missing = [name for name in wanted if name not in (reader.fieldnames or ())]
        if missing:
            message = f"the header needs {', '.join(wanted)}"
            errors.extend(RowError(path.name, 1, name, "missing_column", message) for name in missing)
            return
        try:
            for values in reader:
                row = {name: values[name] for name in wanted}
                try:
                    yield adapter.validate_python({**row, "line": reader.line_num})
                except ValidationError as invalid:
                    errors.extend(_row_errors(path.name, reader.line_num, invalid))
        except UnicodeDecodeError:
            message = "save the file as CSV UTF-8"
            errors.append(RowError(path.name, reader.line_num + 1, "", "not_utf8", message))


def _row_errors(file: str, line: int, invalid: ValidationError) -> Iterator[RowError]:
    for error in invalid.errors(include_url=False, include_input=False):
        column = str(error["loc"][0]) if error["loc"] else ""
        yield RowError(file, line, column, error["type"], error["msg"])
