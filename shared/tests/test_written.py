"""Bodies are taken literally."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from abdi.instants import Day
from abdi.written import Written


class Colour(StrEnum):
    RED = "red"


class Part(Written):
    number: int


class Thing(Written):
    number: int = 0
    share: float = 0
    is_new: bool = False
    on: date | None = None
    day: Day | None = None
    id: UUID | None = None
    colour: Colour = Colour.RED
    price: Decimal | None = None
    part: Part | None = None
    parts: list[Part] = Field(default_factory=list)


THING: TypeAdapter[Thing] = TypeAdapter(Thing)
ID = "018f3a5e-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"number": 5, "share": 1}, {"number": 5, "share": 1.0}),
        ({"on": "2026-01-01", "day": "2026-01-02"}, {"on": date(2026, 1, 1), "day": date(2026, 1, 2)}),
        ({"id": ID, "colour": "red"}, {"id": UUID(ID), "colour": Colour.RED}),
        ({"price": "1.50"}, {"price": Decimal("1.50")}),
        (
            {"part": {"number": 1}, "parts": [{"number": 2}]},
            {"part": {"number": 1}, "parts": [{"number": 2}]},
        ),
    ],
)
def test_json_of_the_right_kind_is_read(given: dict[str, Any], expected: dict[str, Any]) -> None:
    assert THING.validate_python(given).model_dump(exclude_unset=True) == expected


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"number": "5"}, ("number",)),
        ({"number": 5.0}, ("number",)),
        ({"number": True}, ("number",)),
        ({"is_new": 1}, ("is_new",)),
        ({"on": 0}, ("on",)),
        ({"day": "0"}, ("day",)),
        ({"colour": "blue"}, ("colour",)),
        ({"weight": 1}, ("weight",)),
        ({"part": {"number": "1"}}, ("part", "number")),
        ({"parts": [{"number": 1}, {"number": 1, "x": 2}]}, ("parts", 1, "x")),
        ([], ()),
        ("{}", ()),
        (5, ()),
    ],
)
def test_json_of_another_kind_is_refused_where_it_stands(given: object, place: tuple[Any, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        THING.validate_python(given)
    assert [error["loc"] for error in caught.value.errors()] == [place]


def test_our_own_code_makes_it_as_any_other() -> None:
    made = Thing(on=date(2026, 1, 1), part=Part(number=1), price=Decimal("1.5"), id=UUID(ID))
    assert THING.validate_python(made.model_dump(mode="json")) == made


def test_document_shows_the_plain_kinds() -> None:
    shown = THING.json_schema()
    assert shown["properties"]["number"]["type"] == "integer"
    assert shown["additionalProperties"] is False
