"""Reading a file of evaluations: CSV in UTF-8 with a header, one row per employee and year."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from performance.evaluations.rules import Rating
from performance.evaluations.schemas import Year

COLUMNS = ("agency_code", "nip", "year", "work_result", "behaviour", "completed_on")


class FileNotReadable(ValueError):  # noqa: N818 - errors are named by the fact
    """The file is not a table of evaluations."""


@dataclass(frozen=True)
class RowError:
    """Why a row was not taken; `code` is stable, `line` counts from 1 with the header."""

    line: int
    code: str
    detail: str = ""


class EvaluationRow(BaseModel):
    """One row."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    line: int
    agency_code: str
    nip: Annotated[str, Field(pattern=r"^\d{18}$")]
    year: Year
    work_result: Rating
    behaviour: Rating
    completed_on: date


def read_rows(path: Path) -> Iterator[EvaluationRow | RowError]:
    """Every row in turn, or what is wrong with it. Raises FileNotReadable when columns are missing."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = set(COLUMNS) - set(reader.fieldnames or ())
        if missing:
            raise FileNotReadable(f"{path.name} lacks the columns {', '.join(sorted(missing))}")
        for values in reader:
            try:
                yield EvaluationRow.model_validate(values | {"line": reader.line_num})
            except ValidationError as error:
                places = {str(item["loc"][0]) for item in error.errors(include_input=False)}
                yield RowError(reader.line_num, "malformed", ", ".join(sorted(places)))
