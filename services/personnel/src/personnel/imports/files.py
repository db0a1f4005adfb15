"""Reading the folder: CSV in UTF-8 with a header row, columns in any order."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from abdi.text import has_controls
from personnel.imports.rows import (
    AgencyRow,
    AppointmentRow,
    DelegationRow,
    EducationRow,
    EmployeeRow,
    PositionRow,
    RankRow,
    RoleRow,
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
    "roles": RoleRow,
    "delegations": DelegationRow,
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
    roles: list[RoleRow] = field(default_factory=list)
    delegations: list[DelegationRow] = field(default_factory=list)
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
        stored = path.read_bytes()
        content.digests[name] = sha256(stored).hexdigest()
        try:
            text = stored.decode("utf-8-sig")
        except UnicodeDecodeError as invalid:
            line = stored.count(b"\n", 0, invalid.start) + 1
            content.errors.append(RowError(path.name, line, "", "not_utf8", "save the file as CSV UTF-8"))
        else:
            setattr(content, name, list(_read(path.name, text, kind=FILES[name], errors=content.errors)))
    return content


def _read(file: str, text: str, *, kind: type[RowT], errors: list[RowError]) -> Iterator[RowT]:
    adapter = TypeAdapter(kind)
    wanted = [part.name for part in fields(kind) if part.name != "line"]  # type: ignore[arg-type]  # a dataclass
    # Spreadsheets set to Indonesian separate by semicolon.
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.DictReader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        missing = [name for name in wanted if name not in (reader.fieldnames or ())]
        if missing:
            message = f"the header needs {', '.join(wanted)}"
            errors.extend(RowError(file, 1, name, "missing_column", message) for name in missing)
            return
        for values in reader:
            line = reader.line_num
            unreadable = list(_shape_errors(file, line, values))
            errors.extend(unreadable)
            if unreadable:
                continue
            row = {name: values[name] for name in wanted}
            try:
                yield adapter.validate_python({**row, "line": line})
            except ValidationError as invalid:
                errors.extend(_row_errors(file, line, invalid))
    except csv.Error as broken:
        # Nothing after this place can be told apart.
        errors.append(RowError(file, reader.line_num + 1, "", "not_csv", str(broken)))


def _shape_errors(file: str, line: int, values: Mapping[Any, Any]) -> Iterator[RowError]:
    """What is wrong with the cells of a row before their meaning is looked at."""
    if None in values:
        yield RowError(file, line, "", "too_many_cells", "more cells than the header has columns")
        return
    if None not in values.values() and not has_controls("".join(values.values())):
        return  # most rows; looking at every cell would take most of the reading
    for column, value in values.items():
        if value is None:
            yield RowError(file, line, column, "too_few_cells", "the row ends before this column")
        elif has_controls(value):
            message = "remove line breaks, tabs and other control characters"
            yield RowError(file, line, column, "control_character", message)


def _row_errors(file: str, line: int, invalid: ValidationError) -> Iterator[RowError]:
    for error in invalid.errors(include_url=False, include_input=False):
        column = str(error["loc"][0]) if error["loc"] else ""
        yield RowError(file, line, column, error["type"], error["msg"])
