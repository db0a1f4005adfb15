"""Reading files of programmes and courses: CSV in UTF-8 with a header."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from abdi.text import has_controls
from training.imports.rows import Row

R = TypeVar("R", bound=Row)
_EXTRA: Final = "(extra)"


class FileNotReadable(ValueError):  # noqa: N818 - errors are named by the fact
    """The file is no table of what it should hold."""


@dataclass(frozen=True)
class RowError:
    """Why a row was not taken; `code` is stable, `line` counts from 1 with the header."""

    file: str
    line: int
    code: str
    detail: str = ""


def read_rows(path: Path, kind: type[R]) -> Iterator[R | RowError]:
    """Every row in turn, or what is wrong with it. Raises FileNotReadable when columns are missing."""
    # Bytes that are no UTF-8 become lone surrogates, so that only their own row is lost.
    with path.open(encoding="utf-8-sig", newline="", errors="surrogateescape") as file:
        # Spreadsheets set to Indonesian separate by semicolon.
        header = file.readline()
        file.seek(0)
        delimiter = ";" if header.count(";") > header.count(",") else ","
        reader = csv.DictReader(file, delimiter=delimiter, restkey=_EXTRA)
        missing = set(kind.columns()) - set(_names(reader, path))
        if missing:
            raise FileNotReadable(f"{path.name} lacks the columns {', '.join(sorted(missing))}")
        while True:
            try:
                values = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield RowError(path.name, reader.reader.line_num, "unreadable", str(error))
            else:
                yield _row(values, kind, path.name, line=reader.reader.line_num)


def _names(reader: "csv.DictReader[str]", path: Path) -> list[str]:
    try:
        return list(reader.fieldnames or ())
    except csv.Error as error:
        raise FileNotReadable(f"{path.name} has an unreadable header: {error}") from error


def _row(values: Mapping[str, Any], kind: type[R], file: str, *, line: int) -> R | RowError:
    if _EXTRA in values:
        return RowError(file, line, "too_many_cells", f"{len(values[_EXTRA])} more than the header")
    wanted = {name: values[name] and values[name].strip() for name in kind.columns()}
    short = [name for name, value in wanted.items() if value is None]
    if short:
        return RowError(file, line, "too_few_cells", f"no {', '.join(short)}")
    text = "".join(wanted.values())
    if any("\udc80" <= letter <= "\udcff" for letter in text):
        return RowError(file, line, "not_utf8", "save the file as CSV UTF-8")
    if has_controls(text):
        return RowError(file, line, "malformed", "control characters")
    try:
        return kind.model_validate(wanted | {"line": line})
    except ValidationError as invalid:
        return _malformed(invalid, file, line)


def _malformed(invalid: ValidationError, file: str, line: int) -> RowError:
    errors = invalid.errors(include_url=False, include_input=False)
    lost = next((error for error in errors if error["type"] == "number_lost_digits"), None)
    if lost is not None:
        return RowError(file, line, "number_lost_digits", lost["msg"])
    wrong = sorted(f"{error['loc'][0]}: {error['msg']}" for error in errors)
    return RowError(file, line, "malformed", "; ".join(wrong))
