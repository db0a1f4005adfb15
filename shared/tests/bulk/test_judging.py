"""What a row is told that is wrong by itself."""

from dataclasses import replace
from typing import Annotated, Literal, cast

import pytest
from pydantic import Field

from abdi.bulk.headers import Header
from abdi.bulk.judging import Judge
from abdi.bulk.kinds import AnyImportKind
from abdi.bulk.records import Record
from abdi.bulk.rows import Row
from abdi.testing.toy_entries import ENTRIES


class ServantRow(Row):
    kind: Annotated[Literal["PNS", "CPNS", "PPPK"], Field(examples=["PNS"])]
    sex: Annotated[Literal["male", "female"], Field(examples=["male"])]


@pytest.mark.parametrize(
    ("cells", "suggested"),
    [
        (("pns", "male"), "PNS"),
        ((" Cpns ", "male"), "CPNS"),
        (("PNS", "Femal"), "female"),
        (("PNS", "x"), None),
    ],
)
def test_choice_that_was_probably_meant_is_suggested(cells: tuple[str, str], suggested: str | None) -> None:
    names = ("kind", "sex")
    kind = replace(cast("AnyImportKind", ENTRIES), row=ServantRow)
    judge = Judge(kind, Header(1, names, names), agencies=None)
    _, (error,) = judge.read(Record(2, cells))
    assert error.code == "literal_error"
    assert (error.suggestion and error.suggestion.en) == suggested
