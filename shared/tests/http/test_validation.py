"""What is wrong with a field, said in the caller's language."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import httpx
import pytest
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

from abdi.http.validation import malformed_by
from abdi.i18n import Text
from abdi.problems import FieldError
from abdi.text import Line

OWN = Text(id="harus genap", en="should be even")


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[Line, Field(min_length=2, max_length=5)] = "abc"
    number: Annotated[int, Field(ge=1, lt=9)] = 1
    kind: Literal["a", "b", "c"] = "a"
    on: date | None = None
    id: UUID | None = None
    even: int = 2
    other: int = 0

    @field_validator("even")
    @classmethod
    def _is_even(cls, value: int) -> int:
        if value % 2:
            raise ValueError(OWN)
        return value

    @field_validator("other")
    @classmethod
    def _is_zero(cls, value: int) -> int:
        if value:
            raise ValueError("should be zero")
        return value


def found(given: Any) -> FieldError:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Form).validate_python(given)
    (error,) = caught.value.errors()
    told = malformed_by(RequestValidationError([{**error, "loc": ("body", *error["loc"])}])).extra
    assert told.keys() == {"errors"}
    (answered,) = told["errors"]
    assert isinstance(answered, FieldError)
    return answered


@pytest.mark.parametrize(
    ("given", "code", "message"),
    [
        ({"name": "a"}, "string_too_short", "paling pendek 2 karakter"),
        ({"name": "abcdef"}, "string_too_long", "paling panjang 5 karakter"),
        ({"name": 5}, "string_type", "harus teks"),
        ({"number": "x"}, "int_parsing", "harus bilangan bulat"),
        ({"number": 0}, "greater_than_equal", "harus 1 atau lebih"),
        ({"number": 9}, "less_than", "harus lebih kecil dari 9"),
        ({"kind": "d"}, "literal_error", "harus salah satu dari 'a', 'b' atau 'c'"),
        ({"on": "2026-02-30"}, "date_from_datetime_parsing", "harus tanggal yang benar, YYYY-MM-DD"),
        ({"id": "x"}, "uuid_parsing", "harus UUID"),
        ({"colour": 1}, "extra_forbidden", "tidak dikenal di sini"),
        ({"other": 1}, "value_error", "tidak sesuai"),
        ([], "model_type", "harus objek JSON"),
    ],
)
def test_common_mistakes_are_told_in_indonesian(given: Any, code: str, message: str) -> None:
    error = found(given)
    assert isinstance(error.message, Text)
    assert (error.code, error.message.id) == (code, message)
    assert error.message.en


def test_our_own_validators_may_speak_both_languages() -> None:
    assert found({"even": 3}).message == OWN


def test_text_that_shows_nothing_is_told_without_its_pattern() -> None:
    error = found({"name": "\u200b\u200b"})
    assert error.code == "unreadable_text"
    assert isinstance(error.message, Text)
    assert "200b" not in error.message.en


@pytest.mark.parametrize(("locale", "message"), [("id", "wajib diisi"), ("en", "Field required")])
async def test_message_follows_accept_language(client: httpx.AsyncClient, locale: str, message: str) -> None:
    answer = await client.post("/v1/notes", json={}, headers={"Accept-Language": locale})

    assert answer.json()["errors"] == [
        {"in": "body", "pointer": "/title", "code": "missing", "message": message}
    ]
    assert (answer.headers["content-language"], answer.headers["vary"]) == (locale, "Accept-Language")


async def test_many_mistakes_are_told_in_part_and_counted(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/notes", json={"title": "one", **{f"x{n}": 0 for n in range(160)}})

    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 50
    assert answer.json()["errors_left_out"] == 110


async def test_overlong_name_is_told_cut(client: httpx.AsyncClient) -> None:
    (error,) = (await client.post("/v1/notes", json={"title": "one", "k" * 90_000: 0})).json()["errors"]
    assert error["pointer"] == "/" + "k" * 100
