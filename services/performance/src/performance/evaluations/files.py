"""Reading a file of evaluations: CSV in UTF-8 with a header, one row per employee and year."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from abdi.instants import Day
from abdi.text import has_controls
from performance.evaluations.rules import Rating
from performance.evaluations.schemas import Year

COLUMNS = ("agency_code", "nip", "year", "work_result", "behaviour", "completed_on")
_SCIENTIFIC: Final = re.compile(r"\d[.,]?\d*[eE]\+?\d+")
_SEPARATORS: Final = str.maketrans("", "", " .-")
_NIP_LENGTH: Final = 18
_EXTRA: Final = "(extra)"


class FileNotReadable(ValueError):  # noqa: N818 - errors are named by the fact
    """The file is not a table of evaluations."""


@dataclass(frozen=True)
class RowError:
    """Why a row was not taken; `code` is stable, `line` counts from 1 with the header."""

    line: int
    code: str
    detail: str = ""


def _nip_kept_as_text(value: str) -> str:
    """A NIP as text. A spreadsheet number keeps fifteen digits and fills up with zeros."""
    digits = value.removeprefix("'").translate(_SEPARATORS)
    is_cut = len(digits) == _NIP_LENGTH and digits.endswith("000")
    if is_cut or _SCIENTIFIC.fullmatch(value):
        raise PydanticCustomError(
            "number_lost_digits",
            "a spreadsheet stored the NIP as a number and lost its last digits; format the column as text",
        )
    if not re.fullmatch(r"[0-9]{18}", digits):
        raise PydanticCustomError("nip_malformed", "a NIP has 18 digits")
    return digits


class EvaluationRow(BaseModel):
    """One row."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    line: int
    agency_code: Annotated[str, Field(pattern=r"^[A-Za-z0-9]{2,10}$")]
    nip: Annotated[str, BeforeValidator(_nip_kept_as_text)]
    year: Year
    work_result: Rating
    behaviour: Rating
    completed_on: Day

    @property
    def says(self) -> tuple[object, ...]:
        """Everything but the place."""
        return self.agency_code, self.work_result, self.behaviour, self.completed_on


def read_rows(path: Path) -> Iterator[EvaluationRow | RowError]:
    """Every row in turn, or what is wrong with it. Raises FileNotReadable when columns are missing."""
    # Bytes that are no UTF-8 become lone surrogates, so that only their own row is lost.
    with path.open(encoding="utf-8-sig", newline="", errors="surrogateescape") as file:
        # Spreadsheets set to Indonesian separate by semicolon.
        header = file.readline()
        file.seek(0)
        delimiter = ";" if header.count(";") > header.count(",") else ","
        reader = csv.DictReader(file, delimiter=delimiter, restkey=_EXTRA)
        missing = set(COLUMNS) - set(_names(reader, path))
        if missing:
            raise FileNotReadable(f"{path.name} lacks the columns {', '.join(sorted(missing))}")
        while True:
            try:
                values = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield RowError(reader.reader.line_num, "unreadable", str(error))
            else:
                yield _row(values, reader.line_num)


def _names(reader: "csv.DictReader[str]", path: Path) -> list[str]:
    try:
        return list(reader.fieldnames or ())
    except csv.Error as error:
        raise FileNotReadable(f"{path.name} has an unreadable header: {error}") from error


def _row(values: Mapping[str, Any], line: int) -> EvaluationRow | RowError:
    if _EXTRA in values:
        return RowError(line, "too_many_cells", f"{len(values[_EXTRA])} more than the header")
    wanted = {name: values[name] and values[name].strip() for name in COLUMNS}
    short = [name for name, value in wanted.items() if value is None]
    if short:
        return RowError(line, "too_few_cells", f"no {', '.join(short)}")
    text = "".join(wanted.values())
    if any("\udc80" <= letter <= "\udcff" for letter in text):
        return RowError(line, "not_utf8", "save the file as CSV UTF-8")
    if has_controls(text):
        return RowError(line, "malformed", "control characters")
    try:
        return EvaluationRow.model_validate(wanted | {"line": line})
    except ValidationError as invalid:
        return _malformed(invalid, line)


def _malformed(invalid: ValidationError, line: int) -> RowError:
    errors = invalid.errors(include_url=False, include_input=False)
    lost = next((error for error in errors if error["type"] == "number_lost_digits"), None)
    if lost is not None:
        return RowError(line, "number_lost_digits", lost["msg"])
    wrong = sorted(f"{error['loc'][0]}: {error['msg']}" for error in errors)
    return RowError(line, "malformed", "; ".join(wrong))
