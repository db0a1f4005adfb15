"""Cells: types that forgive the habits of spreadsheets and refuse what could mean two things.

A cell comes as text, whatever the file was: the readers write a date cell as ISO and a number that has lost
digits in scientific notation. Empty cells never arrive here, except at `Maybe`.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, TypeVar

from pydantic import BeforeValidator

from abdi.bulk.days import DAY_CELL, read_day
from abdi.bulk.refusing import CellRefused, said
from abdi.i18n import Text
from abdi.text import Line

__all__ = [
    "AnyCase",
    "CellRefused",
    "Day",
    "Digits",
    "Flag",
    "Maybe",
    "MaybeDay",
    "MaybeText",
    "Number",
    "Squeezed",
    "TextCell",
    "WholeNumber",
    "WordList",
]

T = TypeVar("T")

_SCIENTIFIC: Final = re.compile(r"[+-]?\d+(?:[.,]\d*)?[eE]\+?\d+")
_LOST: Final = re.compile(r"\d{16,}[.,]0+")
_SMALL_WITH_ZERO: Final = re.compile(r"(\d{1,15})[.,]0")
_BETWEEN_DIGITS: Final = re.compile(r"[\s.\-'`\u2019\u00a0\u200b-\u200f\u2010-\u2015\ufeff]+")
_WHOLE: Final = re.compile(r"([+-]?\d{1,18})(?:[.,]0{1,2})?", re.ASCII)
_GROUPED: Final = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*", re.ASCII)
_DECIMAL: Final = re.compile(r"([+-]?\d{1,15})(?:[.,](\d{1,12}))?", re.ASCII)
_MOST_DIGITS: Final = 40

_YES: Final = frozenset({"ya", "y", "yes", "true", "benar", "1"})
_NO: Final = frozenset({"tidak", "t", "tdk", "no", "n", "false", "salah", "0"})


class MaybeCell:
    """Marks a column whose cells may be empty, which is then None."""


MAYBE_CELL: Final = MaybeCell()


def _squeeze(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


def _digits(value: object) -> object:
    if not isinstance(value, str):
        return value
    told = value.strip()
    if _SCIENTIFIC.fullmatch(told) or _LOST.fullmatch(told):
        raise CellRefused(
            "number_lost_digits",
            Text(
                "angka ini kehilangan digit karena disimpan sebagai bilangan",
                "this number lost digits because it was stored as a number",
            ),
            Text(
                "format kolom sebagai teks lalu isi kembali", "format the column as text and enter it again"
            ),
        )
    small = _SMALL_WITH_ZERO.fullmatch(told)
    found = _BETWEEN_DIGITS.sub("", small[1] if small else told)
    if not (found.isascii() and found.isdecimal()) or len(found) > _MOST_DIGITS:
        raise CellRefused("malformed_number", Text("hanya boleh memuat angka", "may hold digits only"))
    return found


def _whole(value: object) -> object:
    if not isinstance(value, str):
        return value
    told = value.strip()
    if _GROUPED.fullmatch(told):
        raise _ambiguous_number(re.sub(r"[.,]", "", told))
    found = _WHOLE.fullmatch(told)
    if found is None:
        raise CellRefused("malformed_number", Text("harus bilangan bulat", "should be a whole number"))
    return int(found[1])


def _number(value: object) -> object:
    if not isinstance(value, str):
        return value
    told = value.strip()
    if _GROUPED.fullmatch(told):
        raise _ambiguous_number(re.sub(r"[.,]", "", told))
    found = _DECIMAL.fullmatch(told)
    if found is None:
        raise CellRefused("malformed_number", Text("harus bilangan", "should be a number"))
    return Decimal(f"{found[1]}.{found[2] or '0'}")


def _ambiguous_number(whole: str) -> CellRefused:
    return CellRefused(
        "ambiguous_number",
        Text(
            "titik atau koma di sini dapat berarti ribuan atau pecahan",
            "the point or comma here can separate thousands or decimals",
        ),
        said(whole),
    )


def _flag(value: object) -> object:
    if not isinstance(value, str):
        return value
    told = value.strip().lower()
    if told in _YES:
        return True
    if told in _NO:
        return False
    raise CellRefused("malformed_flag", Text("isi ya atau tidak", "enter ya (yes) or tidak (no)"))


def _any_case(value: object) -> object:
    if not isinstance(value, str):
        return value
    return "_".join(value.strip().lower().replace("-", " ").replace("_", " ").split())


def _words(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(part for piece in re.split(r"[;|\n]", value) if (part := " ".join(piece.split())))


def _none_when_empty(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


Squeezed: Final = BeforeValidator(_squeeze)
"""For a column of text with a limit of its own: `Annotated[Line, Field(max_length=300), Squeezed]`."""

TextCell = Annotated[Line, Squeezed]
"""One line of text; blanks around it and doubled ones inside are forgiven."""

Digits = Annotated[str, BeforeValidator(_digits)]
"""A long number that is a name, not a quantity, kept as text; blanks, dots, dashes and apostrophes go."""

Day = Annotated[date, DAY_CELL, BeforeValidator(read_day)]
"""A day: YYYY-MM-DD, DD/MM/YYYY, D-M-YYYY, a date cell or the number that a spreadsheet keeps for a day."""

WholeNumber = Annotated[int, BeforeValidator(_whole)]
"""A whole number; 12.0 is 12, but 1.000 is refused, since it can be one or a thousand."""

Number = Annotated[Decimal, BeforeValidator(_number)]
"""A number with point or comma before its decimals."""

Flag = Annotated[bool, BeforeValidator(_flag)]
"""ya or tidak, true or false, 1 or 0."""

WordList = Annotated[tuple[str, ...], BeforeValidator(_words)]
"""Several texts in one cell, between them a semicolon, a bar or the end of a line."""

AnyCase: Final = BeforeValidator(_any_case)
"""For a column of codes, whatever capitals, blanks and dashes: `Annotated[Literal["very_good"], AnyCase]`."""

Maybe = Annotated[T | None, MAYBE_CELL, BeforeValidator(_none_when_empty)]
"""`Maybe[WholeNumber]`: an empty cell is None."""

MaybeDay = Maybe[Day]
MaybeText = Maybe[TextCell]
