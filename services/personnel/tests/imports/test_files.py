"""Files as they come out of spreadsheets and worse: every fault is an error of a row, never a traceback."""

from collections.abc import Callable
from typing import Any

import pytest

Load = Callable[..., Any]
HEADER = b"code,name,kind,time_zone\n"
RANKS = b"nip,rank,effective_from,decree_number,decree_on,promotion_type\n"


@pytest.mark.parametrize(
    ("stored", "error"),
    [
        (HEADER + b"5671,Kota\n", (2, "kind", "missing")),
        (HEADER + b"5671,Kota,kota,Asia/Jakarta,x\n", (2, "", "unnamed_cell")),
        (HEADER + b"5671,Kota,kota,Asia/Jakarta\n5672,K\xff,kota,Asia/Jakarta\n", (3, "", "unreadable_text")),
        (HEADER + b"5671,K\x07ta,kota,Asia/Jakarta\n", (2, "name", "string_pattern_mismatch")),
        (HEADER + b'5671,"Kota,kota,Asia/Jakarta\n', (2, "", "unfinished_quotes")),
        (HEADER + b"5671," + b"k" * 200_000 + b",kota,Asia/Jakarta\n", (1, "", "line_too_long")),
        (HEADER + b"5671," + b"k" * 400 + b",kota,Asia/Jakarta\n", (2, "name", "string_too_long")),
        (b"code,name\n", (1, "kind", "missing_column")),
        (HEADER.replace(b"kind", b"kindd"), (1, "kindd", "unknown_column")),
        (b"", (1, "", "empty_file")),
    ],
)
async def test_fault_of_a_file_is_an_error_of_its_row(
    load: Load, files: Any, *, stored: bytes, error: tuple[int, str, str]
) -> None:
    files.put("agencies", stored)
    report = await load()
    assert error in [(one.error.row, one.error.column, one.error.code) for one in report.errors]
    assert sum(report.new.values()) == 0


async def test_short_row_without_a_nip_is_no_traceback(load: Load, files: Any) -> None:
    files.put("ranks", RANKS.replace(b"nip,rank", b"rank,nip") + b"III/a\n")
    report = await load()
    assert ("nip", "missing") in [(one.error.column, one.error.code) for one in report.errors]


async def test_folder_without_import_files_is_refused(load: Load) -> None:
    with pytest.raises(FileNotFoundError):
        await load()
