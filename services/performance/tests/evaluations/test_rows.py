"""Cells of a file of evaluations as spreadsheets write them, good and bad."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from abdi.bulk.judging import GOOD, Judge, Judged
from abdi.bulk.reading import open_table
from performance.evaluations.imports import EVALUATIONS
from performance.evaluations.rows import EvaluationRow

HEADER = "agency_code,nip,year,work_result,behaviour,completed_on"
SITI = "199001012015031001"
GOOD_ROW = f"5671,{SITI},2025,above,above,2026-01-20"


def judge(folder: Path, row: str, header: str = HEADER) -> tuple[Judge, Judged]:
    file = folder / "evaluations.csv"
    file.write_text(f"{header}\n{row}\n", encoding="utf-8")
    with open_table(file, EVALUATIONS, form="csv") as (read, records):
        judging = Judge(EVALUATIONS, read, None)
        return judging, judging.judge(next(records))


@pytest.mark.parametrize(
    "row",
    [
        GOOD_ROW,
        f"5671,'{SITI},2025,Di atas ekspektasi,ABOVE,20/01/2026",
        " 5671 ,19900101 201503 1 001, 2025 , above,above,20-1-2026",
        f"5671,{SITI},2025.0,above,di  atas ekspektasi,46042",
        GOOD_ROW.replace(",", ";"),
    ],
)
def test_rows_as_spreadsheets_write_them_say_the_same(row: str, tmp_path: Path) -> None:
    header = HEADER.replace(",", ";") if ";" in row else HEADER
    judging, judged = judge(tmp_path, row, "\ufeff" + header)
    assert (judged.state, judged.errors) == (GOOD, [])
    read: Any = judging.row_of(judged.cells)
    expected = EvaluationRow.model_validate(
        {
            "agency_code": "5671",
            "nip": SITI,
            "year": 2025,
            "work_result": "above",
            "behaviour": "above",
            "completed_on": date(2026, 1, 20),
        }
    )
    assert read == expected


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("5671,1.99E+17,2025,above,above,2026-01-20", "nip", "number_lost_digits"),
        ("5671,199001012015031000,2025,above,above,2026-01-20", "nip", "number_lost_digits"),
        ("5671,12,2025,above,above,2026-01-20", "nip", "malformed_nip"),
        (f"5671,{SITI},1999,above,above,2026-01-20", "year", "greater_than_equal"),
        (f"5671,{SITI},2025,above,above,0", "completed_on", "malformed_date"),
        (f"5671,{SITI},2025,above,above,20/01/26", "completed_on", "ambiguous_date"),
        (f"5671,{SITI},2025,brilliant,above,2026-01-20", "work_result", "enum"),
        (f"5671,{SITI},2025,above", "behaviour", "missing"),
        (f"Kota,{SITI},2025,above,above,2026-01-20".replace("Kota", "5 6"), "agency_code", None),
    ],
)
def test_what_is_wrong_with_a_cell_is_named_in_both_languages(
    row: str, column: str, code: str | None, tmp_path: Path
) -> None:
    error = judge(tmp_path, row)[1].errors[0]
    assert error["column"] == column
    assert code in (None, error["code"])
    assert error["message"]["id"] != error["message"]["en"]


def test_a_lost_number_and_a_mistyped_rating_come_with_a_way_to_mend_them(tmp_path: Path) -> None:
    _, judged = judge(tmp_path, "5671,199001012015031000,2025,abov,above,2026-01-20")
    lost, mistyped = judged.errors
    assert "text" in lost["suggestion"]["en"]
    assert mistyped["suggestion"] == {"id": "above", "en": "above"}
