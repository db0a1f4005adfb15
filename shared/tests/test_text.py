"""What people may write in a name and in a text of several lines."""

from typing import Annotated

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from abdi.text import Line, Words, has_controls

LINE: TypeAdapter[str] = TypeAdapter(Annotated[Line, Field(max_length=10)])
WORDS: TypeAdapter[str] = TypeAdapter(Annotated[Words, Field(min_length=3)])


@pytest.mark.parametrize("given", ["Siti", "  Siti ", "\tSiti\n", "Dr. Éva", "日本", "a\u200db"])
def test_line_is_trimmed(given: str) -> None:
    assert LINE.validate_python(given) == given.strip()


@pytest.mark.parametrize(
    "given", ["", "   ", "a\x00b", "a\x07b\x1b[31m", "a\x85b", "\u200b\u200b", "\u2800", "\ufeff", "a\u202eb"]
)
@pytest.mark.parametrize("kind", [LINE, WORDS])
def test_control_characters_and_invisible_text_are_refused(kind: TypeAdapter[str], given: str) -> None:
    with pytest.raises(ValidationError):
        kind.validate_python(given)


@pytest.mark.parametrize("given", ["two\nlines", "a\ttab", "two\u2028lines"])
def test_only_words_have_several_lines(given: str) -> None:
    assert WORDS.validate_python(given) == given
    with pytest.raises(ValidationError):
        LINE.validate_python(given)


@pytest.mark.parametrize(("given", "code"), [("a" * 11, "string_too_long"), ("", "string_too_short")])
def test_length_is_the_schema_s_own(given: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        LINE.validate_python(given)
    assert caught.value.errors()[0]["type"] == code
    assert LINE.json_schema()["maxLength"] == 10


def test_ends_of_lines_are_controls_unless_allowed() -> None:
    assert has_controls("a\nb")
    assert not has_controls("a\nb", may_break=True)
    assert has_controls("a\x00b", may_break=True)
