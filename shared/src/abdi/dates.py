"""Days in sentences: "1 Juni 2028", "1 June 2028"."""

from datetime import date
from typing import Final

from abdi.i18n import Text

_MONTHS_ID: Final = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
_MONTHS_EN: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def in_words(day: date) -> Text:
    """The day as one writes it in a letter."""
    month = day.month - 1
    return Text(
        id=f"{day.day} {_MONTHS_ID[month]} {day.year}",
        en=f"{day.day} {_MONTHS_EN[month]} {day.year}",
    )
