"""Official lists as PDF."""

import re
import zlib
from base64 import a85decode
from datetime import date
from decimal import Decimal

import pytest

from abdi.i18n import Text
from recruitment.official_lists.contents import Column, OfficialList
from recruitment.official_lists.documents import as_pdf

COLUMNS = [
    Column(Text("No.", "No."), 0.4, is_number=True),
    Column(Text("Jabatan", "Post"), 3),
    Column(Text("Nilai", "Score"), is_number=True),
]


def a_list(count: int, **facts: object) -> OfficialList:
    given = {
        "title": Text("Daftar formasi", "Formations"),
        "issuer": "Pemerintah Kota Palembang",
        "number": "800/1/2026",
        "day": date(2026, 3, 2),
        "columns": COLUMNS,
        "rows": [(number, f"Guru {number}", Decimal("70.125")) for number in range(1, count + 1)],
        "notes": [Text("Keputusan panitia final.", "The committee's decision is final.")],
    }
    return OfficialList(**(given | facts))  # type: ignore[arg-type]  # facts are whatever a test says


def pages_of(pdf: bytes) -> list[str]:
    """What is written on each page, in the order of drawing."""
    streams = re.findall(rb"/Length \d+\s*>>\s*stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    texts = []
    for stream in streams:
        drawn = zlib.decompress(a85decode(stream.strip().removesuffix(b"~>"))).decode("latin-1")
        if said := re.findall(r"\((.*?)(?<!\\)\) Tj", drawn):
            texts.append("\n".join(said))
    return texts


def test_number_day_and_issuer_stand_above_the_table_in_the_language_asked() -> None:
    (page,) = pages_of(as_pdf(a_list(2), "id"))
    assert "Nomor: 800/1/2026\nTanggal: 2 Maret 2026" in page
    assert "70,125" in page
    assert "Halaman 1 dari 1" in page
    (page,) = pages_of(as_pdf(a_list(2), "en"))
    assert "Number: 800/1/2026\nDate: 2 March 2026" in page
    assert "70.125" in page
    assert "Page 1 of 1" in page


@pytest.mark.parametrize("rows", [0, 1, 24, 25, 26, 27, 28, 60, 100])
def test_every_row_is_there_once_on_numbered_pages_with_the_head_on_each(rows: int) -> None:
    pages = pages_of(as_pdf(a_list(rows), "en"))
    whole = "\n".join(pages).split("\n")
    assert [line for line in whole if line.startswith("Guru ")] == [f"Guru {n}" for n in range(1, rows + 1)]
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert ("Guru " not in page) or ("Post" in page.split("\n"))
    assert whole.count("The committee's decision is final.") == 1


def test_the_same_list_is_the_same_file() -> None:
    assert as_pdf(a_list(30), "id") == as_pdf(a_list(30), "id")


def test_a_code_to_scan_leads_to_the_public_address() -> None:
    address = "https://abdi.example/v1/public/selections/1/formations.pdf"
    with_code = as_pdf(a_list(1, address=address), "id")
    assert address in pages_of(with_code)[0]
    assert len(with_code) > len(as_pdf(a_list(1), "id")) + 500


def test_long_words_and_foreign_letters_do_not_break_the_page() -> None:
    rows = [(1, "x" * 500, None), (2, "Łódź ميناء <b>&amp;", Decimal(1)), (3, "baris\nbaru", None)]
    (page,) = pages_of(as_pdf(a_list(0, rows=rows), "id"))
    assert sum(line.count("x") for line in page.split("\n") if set(line) == {"x"}) == 500
    assert "baris\nbaru" in page
