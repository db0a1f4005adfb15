"""Files as spreadsheets write them, good and bad."""

from pathlib import Path

import pytest

from performance.evaluations.files import EvaluationRow, FileNotReadable, RowError, read_rows

HEADER = "agency_code,nip,year,work_result,behaviour,completed_on"
SITI = "199001012015031001"
GOOD = f"5671,{SITI},2025,above,above,2026-01-20"


def read(path: Path, *rows: str | bytes, header: str = HEADER) -> list[EvaluationRow | RowError]:
    lines = [row.encode() if isinstance(row, str) else row for row in (header, *rows)]
    file = path / "evaluations.csv"
    file.write_bytes(b"\n".join(lines) + b"\n")
    return list(read_rows(file))


@pytest.mark.parametrize(
    "row",
    [
        GOOD,
        f"5671,'{SITI},2025,above,above,2026-01-20",
        " 5671 ,19900101 201503 1 001, 2025 , above,above,2026-01-20",
        GOOD.replace(",", ";"),
    ],
)
def test_rows_as_spreadsheets_write_them_are_read(row: str, tmp_path: Path) -> None:
    header = HEADER.replace(",", ";") if ";" in row else HEADER
    (found,) = read(tmp_path, row, header="\ufeff" + header)
    assert isinstance(found, EvaluationRow), found
    assert (found.agency_code, found.nip, found.year, found.line) == ("5671", SITI, 2025, 2)


@pytest.mark.parametrize(
    ("row", "code", "detail"),
    [
        ("5671,1.99E+17,2025,above,above,2026-01-20", "number_lost_digits", "format the column as text"),
        ("5671,199001012015031000,2025,above,above,2026-01-20", "number_lost_digits", "lost its last digits"),
        ("5671,12,2025,above,above,2026-01-20", "malformed", "nip: a NIP has 18 digits"),
        (f"5671,{SITI},2025,above,above,0", "malformed", "completed_on: "),
        (f"5671,{SITI},2025,brilliant,above,2026-01-20", "malformed", "work_result: "),
        (f"5671,{SITI},2025,above", "too_few_cells", "no behaviour, completed_on"),
        (GOOD + ",x,y", "too_many_cells", "2 more than the header"),
        (GOOD.encode().replace(b"5671", b"56\xff"), "not_utf8", "UTF-8"),
        (GOOD.replace("5671", "56\x00"), "malformed", "control characters"),
        (GOOD.replace("5671", "5" * 140_000), "unreadable", "field larger"),
    ],
)
def test_what_is_wrong_with_a_row_is_named_and_the_next_row_is_read(
    row: str | bytes, code: str, detail: str, tmp_path: Path
) -> None:
    bad, good = read(tmp_path, row, GOOD)
    assert isinstance(bad, RowError)
    assert (bad.line, bad.code) == (2, code)
    assert detail in bad.detail
    assert isinstance(good, EvaluationRow)


@pytest.mark.parametrize("header", ["a;b", "x" * 140_000])
def test_a_file_without_a_header_of_ours_is_refused(header: str, tmp_path: Path) -> None:
    with pytest.raises(FileNotReadable):
        read(tmp_path, GOOD, header=header)
