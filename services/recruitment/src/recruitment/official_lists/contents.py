"""What an official list is: a table with title, number and day, for readers on paper and in spreadsheets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from abdi.dates import in_words
from abdi.i18n import LocaleCode, Text
from abdi.problems import Conflict

Cell = str | int | Decimal | date | Text | None

NUMBER: Final = Text("Nomor", "Number")
DAY: Final = Text("Tanggal", "Date")
ROWS: Final = Text("Jumlah baris", "Rows")


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `width` is its share of the page among the others."""

    title: Text
    width: float = 1.0
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class OfficialList:
    """A list as an agency signs for it: who issues it, under which number, on which day.

    `address` is where the public finds it; the PDF shows it as a QR code. Rows have one cell a column.
    """

    title: Text
    issuer: str
    number: str
    day: date
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    address: str | None = None
    notes: Sequence[Text] = ()


class ListTooLong(Conflict):
    """The list is too long for this kind of file."""

    code = "list-too-long"
    title = Text(
        "Daftar terlalu panjang untuk jenis berkas ini", "The list is too long for this kind of file"
    )


def heading(what: OfficialList, locale: LocaleCode) -> list[str]:
    """The lines above the table: title, issuer, number and day."""
    return [
        what.title.pick(locale),
        what.issuer,
        f"{NUMBER.pick(locale)}: {what.number}",
        f"{DAY.pick(locale)}: {in_words(what.day).pick(locale)}",
    ]


def as_text(cell: Cell, locale: LocaleCode) -> str:
    """A cell as people read it; decimals have a comma in Indonesian."""
    if cell is None:
        return ""
    if isinstance(cell, Text):
        return cell.pick(locale)
    if isinstance(cell, date):
        return in_words(cell).pick(locale)
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", ",") if locale == "id" else f"{cell:f}"
    return str(cell)
