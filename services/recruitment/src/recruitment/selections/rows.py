"""The columns of a file of scores."""

import re
from decimal import Decimal
from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from abdi.bulk.cells import CellRefused, Maybe, MaybeDay, MaybeText, TextCell, WholeNumber
from abdi.bulk.rows import Row
from abdi.i18n import Text

_MARK: Final = re.compile(r"(\d{1,3})(?:[.,](\d{1,6}))?", re.ASCII)


def _mark(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = _MARK.fullmatch(value.strip())
    if found is None:
        raise CellRefused("malformed_number", Text("harus bilangan", "should be a number"))
    return Decimal(f"{found[1]}.{found[2]}" if found[2] else found[1])


Mark = Annotated[Decimal, Field(le=100), BeforeValidator(_mark)]
"""A number up to 100 with point or comma before its decimals; 67.713 can be no thousands here."""


class ScoreRow(Row):
    """Somebody who has sat SKD and SKB for one position."""

    row: MaybeText = None
    position_code: TextCell
    test_location: MaybeText = None
    gpa: Maybe[Mark]
    twk: WholeNumber
    tiu: WholeNumber
    tkp: WholeNumber
    skd_total: WholeNumber
    skb: Mark
    birth_date: MaybeDay = None
    final_score: Maybe[Mark] = None
