"""Files as people save them, and files that somebody made to do harm."""

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from abdi.bulk import xlsx_safety
from abdi.bulk.reading import open_table
from abdi.bulk.records import FileRefused
from abdi.testing.toy_entries import ENTRIES

NAMES = ("number", "agency", "title", "opened_on")


def read(path: Path, form: str = "csv") -> tuple[list[str], list[tuple[int, list[str], str | None]]]:
    """Columns, and number, cells and problem of each row that is not empty."""
    with open_table(path, ENTRIES, form=form) as (header, records):
        rows = [
            (record.number, list(record.cells), record.problem.code if record.problem else None)
            for record in records
            if not record.is_empty
        ]
        return [str(column) for column in header.columns], rows


def saved(folder: Path, content: bytes | str) -> Path:
    path = folder / "file"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def workbook(folder: Path, *rows: tuple[Any, ...], sheet: str = "Sheet1") -> Path:
    path = folder / "file.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        days = book.add_format({"num_format": "dd/mm/yyyy"})
        book.add_worksheet("Lain" if sheet == "entries" else sheet)
        page = book.add_worksheet(sheet) if sheet == "entries" else book.worksheets()[0]
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(place, column, cell, days)
                elif isinstance(cell, str) and cell.startswith("="):
                    page.write_formula(place, column, cell, None, "#N/A" if "NA" in cell else "dihitung")
                else:
                    page.write(place, column, cell)
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_is_read_however_it_was_saved(tmp_path: Path, delimiter: str, bom: str, end: str) -> None:
    lines = [NAMES, ("1", "5671", 'a "b"', "x"), ("", "", "", ""), ("2", "5671", "c", "y", "", "")]
    quoted = [
        delimiter.join('"' + cell.replace('"', '""') + '"' if '"' in cell else cell for cell in line)
        for line in lines
    ]
    columns, rows = read(saved(tmp_path, bom + end.join(quoted) + end))
    assert columns == [*NAMES]
    assert [(number, cells[:4]) for number, cells, _ in rows] == [
        (2, ["1", "5671", 'a "b"', "x"]),
        (4, ["2", "5671", "c", "y"]),
    ]


def test_line_that_names_the_delimiter_is_no_row(tmp_path: Path) -> None:
    columns, rows = read(saved(tmp_path, "sep=;\nnumber;agency;title;opened_on\n1;5671;a,b;x\n"))
    assert (columns, rows) == ([*NAMES], [(2, ["1", "5671", "a,b", "x"], None)])


def test_columns_come_in_any_order_under_any_spelling(tmp_path: Path) -> None:
    columns, _ = read(saved(tmp_path, " Opened-On *,TITLE,agency ,Number,row,suggestion\n"))
    assert columns == ["opened_on", "title", "agency", "number", "None", "None"]


def test_bad_bytes_are_the_fault_of_their_row(tmp_path: Path) -> None:
    content = b"number,agency,title,opened_on\n1,5671,caf\xe9,x\n2,5671,b,y\n"
    _, rows = read(saved(tmp_path, content))
    assert rows == [
        (2, ["1", "5671", "caf\ufffd", "x"], "unreadable_text"),
        (3, ["2", "5671", "b", "y"], None),
    ]


def test_quotation_that_never_ends_loses_its_own_row_only(tmp_path: Path) -> None:
    _, rows = read(saved(tmp_path, 'number,agency,title,opened_on\n1,5671,"a,x\n2,5671,b,y\n3,5671,c,z\n'))
    assert [(number, problem) for number, _, problem in rows] == [
        (2, "unfinished_quotes"),
        (3, None),
        (4, None),
    ]


def test_quoted_cell_may_have_lines(tmp_path: Path) -> None:
    _, rows = read(saved(tmp_path, 'number,agency,title,opened_on\n1,5671,"a\nb",x\n2,5671,c,y\n'))
    assert [(number, cells[2]) for number, cells, _ in rows] == [(2, "a\nb"), (3, "c")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\r\n;;\r\n", "empty_file"),
        (b"number,agency,title\n", "missing_column"),
        (b"number,agency,title,opened_on,nip\n", "unknown_column"),
        (b"number,agency,title,opened_on,Title\n", "repeated_column"),
        ("number,agency".encode("utf-16"), "unsupported_encoding"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "unsupported_encoding"),
        (b"x" * 150_000 + b",number\n", "line_too_long"),
        (b"number,agency,title,opened_on\n1,5671," + b"x" * 150_000 + b",y\n", "line_too_long"),
    ],
)
def test_file_that_is_no_such_table_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(saved(tmp_path, content))
    assert refused.value.code == code


def test_workbook_gives_its_cells_as_one_would_type_them(tmp_path: Path) -> None:
    row = (198501012010012001, "5671", '=A1&"x"', date(2026, 4, 3))
    for sheet in ("Sheet1", "entries"):
        columns, rows = read(
            workbook(tmp_path, (), NAMES, (), row, (12.0, True, 1.5, 45000), sheet=sheet), "xlsx"
        )
        assert columns == [*NAMES]
        assert [(number, cells) for number, cells, _ in rows] == [
            (4, ["1.98501012010012E+17", "5671", "dihitung", "2026-04-03"]),
            (5, ["12", "true", "1.5", "45000"]),
        ]


def test_sheet_of_a_chart_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "charted.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        shown = book.add_chart({"type": "bar"})
        book.add_chartsheet("Grafik").set_chart(shown)
        table = book.add_worksheet("Tabel")
        for column, name in enumerate(NAMES):
            table.write(0, column, name)
        shown.add_series({"values": "=Tabel!$A$1:$A$2"})
    columns, _ = read(path, "xlsx")
    assert columns == [*NAMES]


def test_formula_that_failed_is_no_empty_cell(tmp_path: Path) -> None:
    _, rows = read(workbook(tmp_path, NAMES, ("1", "5671", "=NA()", "x"), ("2", "5671", "b", "y")), "xlsx")
    assert [(number, problem) for number, _, problem in rows] == [(2, "error_value"), (3, None)]


def test_cell_far_away_is_refused_before_it_costs_memory(tmp_path: Path) -> None:
    path = workbook(tmp_path, NAMES)
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    parts[sheet] = parts[sheet].replace(b"</sheetData>", far)
    with zipfile.ZipFile(path, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    assert refused_as(path) == "too_wide_sheet"


def test_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_safety, "MOST_UNPACKED", 3_000_000)
    path = workbook(tmp_path, NAMES)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/media/zeros", b"\0" * 4_000_000)
    assert refused_as(path) == "too_large_workbook"


def test_size_that_an_archive_claims_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_safety, "MOST_UNPACKED", 3_000_000)
    path = workbook(tmp_path, NAMES)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/media/zeros", b"\0" * 4_000_000)
    claimed, true = (1000).to_bytes(4, "little"), (4_000_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(true, claimed))
    assert refused_as(path) == "too_large_workbook"


def test_entities_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, NAMES)
    with zipfile.ZipFile(path, "a") as made:
        made.writestr("xl/extra.xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')
    assert refused_as(path) == "unsafe_workbook"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"number,agency\n", "no_workbook"),
        (b"PK\x03\x04 broken", "no_workbook"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "protected_file"),
        (b"\xd0\xcf\x11\xe0 an old one", "old_workbook"),
    ],
)
def test_what_is_no_workbook_says_what_it_is(tmp_path: Path, content: bytes, code: str) -> None:
    assert refused_as(saved(tmp_path, content)) == code


def refused_as(path: Path) -> str:
    with pytest.raises(FileRefused) as refused:
        read(path, "xlsx")
    return refused.value.code
