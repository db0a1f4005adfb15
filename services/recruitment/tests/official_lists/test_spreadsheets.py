"""Official lists as XLSX."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

from python_calamine import CalamineWorkbook

from abdi.i18n import LocaleCode, Text
from recruitment.official_lists.contents import Column, OfficialList
from recruitment.official_lists.spreadsheets import as_xlsx

LIST = OfficialList(
    title=Text("Daftar", "List"),
    issuer="Pemerintah Kota Palembang",
    number="800/1/2026",
    day=date(2026, 3, 2),
    columns=[Column(Text("Nama", "Name")), Column(Text("Nilai", "Score"), is_number=True)],
    rows=[("=1+1", Decimal("70.125")), ("000123456789012345", 3), (None, None)],
    notes=[Text("Catatan", "Note")],
)


def sheet(locale: LocaleCode) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(LIST, locale)))
    return book.get_sheet_by_index(0).to_python()


def test_texts_stay_texts_and_numbers_numbers() -> None:
    rows = sheet("en")
    assert ["=1+1", 70.125] in rows
    assert ["000123456789012345", 3.0] in rows


def test_heading_and_notes_are_in_the_language_asked() -> None:
    for locale, number, day, head, note in (
        ("id", "Nomor: 800/1/2026", "Tanggal: 2 Maret 2026", "Nama", "Catatan"),
        ("en", "Number: 800/1/2026", "Date: 2 March 2026", "Name", "Note"),
    ):
        first = [row[0] for row in sheet("id" if locale == "id" else "en")]
        assert {number, day, head, note} <= set(first)


def test_the_same_list_is_the_same_file() -> None:
    assert as_xlsx(LIST, "id") == as_xlsx(LIST, "id")
