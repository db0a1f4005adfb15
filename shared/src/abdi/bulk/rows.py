"""What a file is made of: rows with numbers, and what is wrong with them."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from abdi.i18n import Text


class Row(BaseModel):
    """One row of one kind of file; a subclass has one field per column, in the order of the template.

    Cells are of `abdi.bulk.cells`. A column with a default may be left out of the file; an empty cell takes
    the default. The template explains a column by a `Text` in its annotation (both languages) or by
    `Field(description=...)`, and shows the first of `Field(examples=[...])`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")


R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Numbered(Generic[R]):
    """A row with its number as a spreadsheet shows it: the header is row 1."""

    number: int
    row: R


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing wrong with one row, for the one who mends the file."""

    row: int
    column: str
    """Empty: it is about the whole row."""
    code: str
    """Stable, snake_case."""
    message: Text
    suggestion: Text | None = None
    """The mended value, where it can be known, or what to do."""
