"""What cells forgive and what they refuse."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from abdi.bulk.cells import (
    CellRefused,
    Day,
    Digits,
    Flag,
    Maybe,
    MaybeDay,
    Number,
    TextCell,
    WholeNumber,
    WordList,
)
from abdi.bulk.rows import Row


class Cells(Row):
    digits: Digits = ""
    day: Day = date(2000, 1, 1)
    maybe_day: MaybeDay = None
    whole: WholeNumber = 0
    number: Number = Decimal(0)
    flag: Flag = False
    text: TextCell = ""
    words: WordList = ()
    maybe: Maybe[WholeNumber] = None


def refused(column: str, told: str, *, month_first: tuple[str, ...] = ()) -> tuple[str, str | None]:
    """Code and suggestion."""
    with pytest.raises(ValidationError) as caught:
        Cells.model_validate({column: told}, context={"month_first": month_first})
    (error,) = caught.value.errors()
    cause = error["ctx"]["error"]
    assert isinstance(cause, CellRefused)
    return cause.code, cause.suggestion.en if cause.suggestion else None


@pytest.mark.parametrize(
    ("column", "told", "meant"),
    [
        ("digits", "'198501012010012001", "198501012010012001"),
        ("digits", "19850101 201001 2 001", "198501012010012001"),
        ("digits", "01.234.567.8-901.000", "012345678901000"),
        ("digits", "12345.0", "12345"),
        ("day", "2026-04-03", date(2026, 4, 3)),
        ("day", "2026-04-03 00:00:00", date(2026, 4, 3)),
        ("day", "3/4/2026", date(2026, 4, 3)),
        ("day", "03-04-2026", date(2026, 4, 3)),
        ("day", "45000", date(2023, 3, 15)),
        ("maybe_day", " ", None),
        ("whole", "12,0", 12),
        ("whole", "-3", -3),
        ("number", "12,5", Decimal("12.5")),
        ("flag", "YA", True),
        ("flag", "0", False),
        ("text", "  Siti   Aminah ", "Siti Aminah"),
        ("words", "satu; dua|tiga", ("satu", "dua", "tiga")),
        ("maybe", "", None),
        ("maybe", "7", 7),
    ],
)
def test_habits_of_spreadsheets_are_forgiven(column: str, told: str, meant: Any) -> None:
    assert getattr(Cells.model_validate({column: told}), column) == meant


@pytest.mark.parametrize(
    ("column", "told", "verdict"),
    [
        ("digits", "1.98501012010012E+17", "number_lost_digits"),
        ("digits", "1,98501E+17", "number_lost_digits"),
        ("digits", "198501012010012001.0", "number_lost_digits"),
        ("digits", "NIP 12", "malformed_number"),
        ("digits", "١٢٣", "malformed_number"),
        ("day", "03/04/26", "ambiguous_date"),
        ("day", "30/02/2026", "malformed_date"),
        ("day", "1985", "malformed_date"),
        ("day", "2026-04-03 10:00:00", "malformed_date"),
        ("whole", "1.000", "ambiguous_number"),
        ("whole", "12.5", "malformed_number"),
        ("number", "1,000", "ambiguous_number"),
        ("flag", "mungkin", "malformed_flag"),
    ],
)
def test_what_could_mean_two_things_or_nothing_is_refused(column: str, told: str, verdict: str) -> None:
    assert refused(column, told)[0] == verdict


@pytest.mark.parametrize(
    ("told", "mended"),
    [
        ("04/13/2026", "2026-04-13"),
        ("3 April 2026", "2026-04-03"),
        ("17-Agt-2026", "2026-08-17"),
        ("20260403", "2026-04-03"),
    ],
)
def test_refusal_suggests_the_day_that_was_meant(told: str, mended: str) -> None:
    assert refused("day", told) == ("malformed_date", mended)


def test_day_is_in_doubt_where_its_column_has_months_first() -> None:
    in_doubt = ("day",)
    assert refused("day", "03/04/2026", month_first=in_doubt) == (
        "ambiguous_date",
        "2026-04-03 or 2026-03-04",
    )
    for sure in ("2026-04-03", "13/04/2026", "04/04/2026"):
        Cells.model_validate({"day": sure}, context={"month_first": in_doubt})
