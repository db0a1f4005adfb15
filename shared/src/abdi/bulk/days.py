"""Days in cells: what is written as DD/MM/YYYY here is MM/DD/YYYY elsewhere, and a spreadsheet keeps numbers.

Within one column the file itself tells: where one value can only be MM/DD/YYYY, no other is taken on trust.
"""

import re
from datetime import date, timedelta
from typing import Any, Final

from pydantic import ValidationInfo

from abdi.bulk.refusing import CellRefused, said
from abdi.i18n import Text

_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_WRITTEN: Final = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4})", re.ASCII)
_SHORT_YEAR: Final = re.compile(r"\d{1,2}([/.\-])\d{1,2}\1\d{2}", re.ASCII)
_NAMED: Final = re.compile(r"(\d{1,2})[\s\-]+([^\W\d_]{3,9})\.?,?[\s\-]+(\d{4})")
_RUN: Final = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_SERIAL: Final = re.compile(r"\d{5}(?:\.0)?", re.ASCII)
_SERIAL_ZERO: Final = date(1899, 12, 30)
_LAST_SERIAL: Final = 73_050  # the end of 2099; a number of four digits is a year, not a day
_NAMES: Final = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")
_OTHER_NAMES: Final = {"may": 5, "agt": 8, "ags": 8, "aug": 8, "oct": 10, "dec": 12, "nop": 11, "peb": 2}
_MONTHS: Final = {name: number for number, name in enumerate(_NAMES, 1)} | _OTHER_NAMES
_MOST_MONTHS: Final = 12


class DayCell:
    """Marks a column of days, so that the machine looks at the whole column first."""


DAY_CELL: Final = DayCell()


def is_month_first(told: str) -> bool:
    """Whether a text can only be MM/DD/YYYY, which says how the rest of its column may be meant."""
    found = _WRITTEN.fullmatch(told.strip())
    return found is not None and int(found[1]) <= _MOST_MONTHS < int(found[3])


def read_day(value: Any, info: ValidationInfo) -> Any:
    """The day that a cell tells. Raises CellRefused.

    The validation context may hold `month_first`: columns in which some value can only be MM/DD/YYYY.
    """
    if not isinstance(value, str):
        return value
    told = value.strip()
    if found := _ISO.fullmatch(told):
        return _made(int(found[1]), int(found[2]), int(found[3]))
    if found := _WRITTEN.fullmatch(told):
        return _written(int(found[1]), int(found[3]), int(found[4]), is_in_doubt=_in_doubt(info))
    if _SERIAL.fullmatch(told) and (number := int(told[:5])) <= _LAST_SERIAL:
        return _SERIAL_ZERO + timedelta(days=number)
    raise _refused(told)


def _in_doubt(info: ValidationInfo) -> bool:
    return info.context is not None and info.field_name in info.context.get("month_first", ())


def _written(first: int, second: int, year: int, *, is_in_doubt: bool) -> date:
    if first <= _MOST_MONTHS < second:
        raise CellRefused("malformed_date", _FORM, _mended(year, first, second))
    if is_in_doubt and first != second and first <= _MOST_MONTHS:
        one, other = _mended(year, second, first), _mended(year, first, second)
        raise CellRefused(
            "ambiguous_date",
            Text(
                "kolom ini juga memuat MM/DD/YYYY, jadi hari dan bulannya dapat tertukar",
                "this column also holds MM/DD/YYYY, so day and month may be the other way round",
            ),
            Text(f"{one.id} atau {other.id}", f"{one.en} or {other.en}") if one and other else None,
        )
    return _made(year, second, first)


def _made(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise CellRefused("malformed_date", Text("tanggal ini tidak ada", "there is no such day")) from None


def _mended(year: int, month: int, day: int) -> Text | None:
    try:
        return said(date(year, month, day).isoformat())
    except ValueError:
        return None


def _refused(told: str) -> CellRefused:
    if _SHORT_YEAR.fullmatch(told):
        return CellRefused(
            "ambiguous_date", Text("tulis tahun dengan empat angka", "write the year in four digits")
        )
    if (found := _NAMED.fullmatch(told)) and (month := _MONTHS.get(found[2][:3].lower())):
        return CellRefused("malformed_date", _FORM, _mended(int(found[3]), month, int(found[1])))
    if found := _RUN.fullmatch(told):
        return CellRefused("malformed_date", _FORM, _mended(int(found[1]), int(found[2]), int(found[3])))
    return CellRefused("malformed_date", _FORM)


_FORM: Final = Text("tulis sebagai DD/MM/YYYY atau YYYY-MM-DD", "write it as DD/MM/YYYY or YYYY-MM-DD")
