"""Columns that an errors file adds, also where the kind has a column of that name itself."""

from typing import Annotated

import pytest
from pydantic import Field

from abdi.bulk.cells import Day, Digits, Maybe, MaybeDay, TextCell
from abdi.bulk.formulas import guarded, unguarded
from abdi.bulk.headers import Header, error_columns, read_header
from abdi.bulk.records import FileRefused, Record
from abdi.bulk.rows import Row


class CodedRow(Row):
    code: Annotated[TextCell, Field(examples=["A1"])]
    since: Day
    until: MaybeDay = None
    number: Maybe[Digits]


def test_column_of_the_kind_keeps_its_name_and_the_error_column_gives_way() -> None:
    assert error_columns(CodedRow)["code"] == "error_code"
    sent_again = Record(
        1, ["code", "since", "number", "row", "column", "error_code", "message", "suggestion"]
    )
    header = read_header(iter([sent_again]), CodedRow)
    assert header.columns == ("code", "since", "number", None, None, None, None, None)


def test_column_is_missing_unless_it_has_a_default() -> None:
    with pytest.raises(FileRefused) as refused:
        read_header(iter([Record(1, ["code", "since"])]), CodedRow)
    assert (refused.value.code, refused.value.column) == ("missing_column", "number")


def test_unknown_column_names_the_one_that_is_probably_meant() -> None:
    with pytest.raises(FileRefused) as refused:
        read_header(iter([Record(1, ["code", "since", "numbr"])]), CodedRow)
    assert "Perhaps number is meant." in refused.value.message.en


def test_empty_cells_take_defaults_and_days_are_found_through_maybe() -> None:
    header = Header(1, ("code", "since", "until", "number"), ("code", "since", "until", "number"))
    assert header.told(CodedRow, ["A1", "", " ", ""]) == {"code": "A1", "number": None}
    assert header.days(CodedRow) == ["since", "until"]


@pytest.mark.parametrize("cell", ["=1+1", "+62 812", "-", "@x", "\tx", "plain", "'quoted", "-5", "+1,5"])
def test_guard_against_formulas_goes_off_again(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(("=", "@", "\t"))
