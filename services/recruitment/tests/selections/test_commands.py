"""`abdi rank`: a file ranked, and rows that cannot be named."""

import csv
import io
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from abdi.bulk.sheets import XlsxFile
from abdi.cli import build

HEADER = "position_code,gpa,twk,tiu,tkp,skd_total,skb,birth_date"


def ranked(path: Path, *options: str, rules: str = "2024") -> Result:
    return CliRunner().invoke(build(["rank"]), ["rank", "--rules", rules, str(path), *options])


def written(tmp_path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "scores.csv"
    path.write_text("\n".join(lines), encoding=encoding)
    return path


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_published_table_is_taken_and_ranked(published: Path, tmp_path: Path) -> None:
    output = tmp_path / "ranked.csv"
    result = ranked(published, "--output", str(output))
    assert result.exit_code == 0, result.stderr
    assert "2014 ranked in 5 positions" in result.stderr
    rows = table(output.read_text(encoding="utf-8-sig"))
    given = {row["row"]: row for row in table(published.read_text(encoding="utf-8"))}
    assert len(rows) == len(given) == 2014
    assert all(Decimal(row["final_score"]) == Decimal(given[row["row"]]["final_score"]) for row in rows)
    for before, row in pairwise(rows):
        if before["position_code"] == row["position_code"]:
            assert int(before["rank"]) <= int(row["rank"])
            assert Decimal(before["final_score"]) >= Decimal(row["final_score"])
    assert {row["position_code"] for row in rows if row["decided_by"] == ""} == {
        "ap",
        "at",
        "dh",
        "pk",
        "pksti",
    }


def test_the_ranking_goes_to_the_terminal_with_what_decided(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        HEADER,
        "b,3.60,80,100,176,356,43.976,1999-03-02",
        "b,3.60,80,100,176,356,43.976,1999-03-01",
        "a,3.72,100,105,189,394,66.996,",
        "a,3.69,85,120,189,394,66.996,",
        "a,3.69,85,120,189,394,66.996,",
    )
    result = ranked(path)
    assert result.exit_code == 0, result.stderr
    told = [(r["position_code"], r["birth_date"], r["rank"], r["decided_by"]) for r in table(result.stdout)]
    assert told == [
        ("a", "", "1", "equal"),
        ("a", "", "1", "equal"),
        ("a", "", "3", "tiu"),
        ("b", "1999-03-01", "1", ""),
        ("b", "1999-03-02", "2", "age"),
    ]
    assert "2 equal" in result.stderr


def test_a_spreadsheet_with_semicolons_bom_and_decimal_commas_is_read(tmp_path: Path) -> None:
    lines = (
        "Position Code;GPA;TWK;TIU;TKP;SKD Total;SKB;Birth Date",
        "ap;3,98;85;155;190;430;79,92;17/08/1999",
    )
    result = ranked(written(tmp_path, *lines, encoding="utf-8-sig"))
    (row,) = table(result.stdout)
    assert (row["gpa"], row["skb"], row["final_score"]) == ("3.98", "79.92", "79.225")
    assert row["birth_date"] == "1999-08-17"


def test_a_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "scores.xlsx"
    with XlsxFile(path) as book:
        sheet = book.sheet("scores", HEADER.split(","))
        sheet.write_row(["ap", "3.98", "85", "155", "190", "430", "79.92", ""])
    (row,) = table(ranked(path).stdout)
    assert row["final_score"] == "79.225"


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ("ap,3.98,152,155,190,497,79.92,", "line 3, twk: impossible_score"),
        ("ap,3.98,85,81,190,356,79.92,", "line 3, tiu: impossible_score"),
        ("ap,3.98,85,155,226,466,79.92,", "line 3, tkp: impossible_score"),
        ("ap,3.98,85,155,190,431,79.92,", "line 3, skd_total: total_differs"),
        ("ap,3.98,85,155,190,430,79.9234,", "line 3, skb: impossible_score"),
        ("ap,3.98,85,155,190,430,480,", "line 3, skb: less_than_equal"),
        ("ap,3.98,85,155,190,430,high,", "line 3, skb: malformed_number"),
        ("ap,3.98,85,155,1.000,430,79.92,", "line 3, tkp: ambiguous_number"),
        (",3.98,85,155,190,430,79.92,", "line 3, position_code: missing"),
        ("ap,3.98,85,155,190,430,79.92,1999-02-30", "line 3, birth_date: malformed_date"),
        ("ap,3.98,85,155,190,430,79.92,,more", "line 3: unnamed_cell"),
    ],
)
def test_a_row_that_cannot_be_is_named_and_the_others_are_ranked(
    cells: str, told: str, tmp_path: Path
) -> None:
    path = written(tmp_path, HEADER, "ap,3.16,80,130,193,403,78.1,", cells)
    result = ranked(path)
    assert result.exit_code == 1
    assert told in result.stderr
    assert "1 refused" in result.stderr
    assert [row["final_score"] for row in table(result.stdout)] == ["76.169"]


def test_days_that_may_be_turned_round_are_refused_with_the_whole_column(tmp_path: Path) -> None:
    cells = "ap,3.16,80,130,193,403,78.1"
    result = ranked(written(tmp_path, HEADER, f"{cells},04/17/1999", f"{cells},03/04/1999"))
    assert result.exit_code == 1
    assert "line 2, birth_date: malformed_date" in result.stderr
    assert "line 3, birth_date: ambiguous_date" in result.stderr


def test_a_final_score_that_the_parts_do_not_make_is_refused_with_the_right_one(tmp_path: Path) -> None:
    path = written(tmp_path, f"{HEADER},final_score", "ap,3.9,100,145,186,431,77.5,,77.845")
    result = ranked(path)
    assert result.exit_code == 1
    assert "line 2, final_score: final_score_differs" in result.stderr
    assert "(77.846)" in result.stderr


@pytest.mark.parametrize(
    ("lines", "rules", "told"),
    [
        ((HEADER, ""), "1998", "no rules of intake 1998; there are 2021, 2023, 2024"),
        (("position_code,gpa,twk,tiu,tkp,skd_total",), "2024", "missing_column"),
        ((f"{HEADER},skbb",), "2024", "unknown_column"),
        (("",), "2024", "empty_file"),
    ],
)
def test_what_cannot_be_used_at_all_ends_with_two(
    lines: tuple[str, ...], rules: str, told: str, tmp_path: Path
) -> None:
    result = ranked(written(tmp_path, *lines), rules=rules)
    assert result.exit_code == 2
    assert told in result.stderr


def test_the_order_of_the_rows_changes_nothing(published: Path, tmp_path: Path) -> None:
    header, *rows = published.read_text(encoding="utf-8").splitlines()[:400]
    first, second = ranked(written(tmp_path, header, *rows)), ranked(written(tmp_path, header, *rows[::-1]))
    assert first.stdout == second.stdout


def test_the_command_explains_itself() -> None:
    told = CliRunner().invoke(build(["rank"]), ["rank", "--help"], env={"COLUMNS": "80"}).output
    assert "decided_by" in told
    assert "skd_total" in told
