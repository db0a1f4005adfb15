"""The language of an answer."""

import pytest
from pydantic import TypeAdapter

from abdi.i18n import Text, preferred_locale


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        (None, "id"),
        ("", "id"),
        ("de", "id"),
        ("en", "en"),
        ("en-US,en;q=0.9", "en"),
        ("id,en", "id"),
        ("en,id", "id"),
        ("en, id;q=0.9", "en"),
        ("id;q=0.2, EN-gb;q=0.7", "en"),
        ("en;q=0, de", "id"),
        ("en;q=much", "id"),
        ("in-ID, en;q=0.9", "id"),
        ("en;q=0.9, in;q=0.8", "en"),
        ("en;Q=0.1, id;Q=0.9", "id"),
        ("id;level=1;q=0.1, en;q=0.5", "en"),
    ],
)
def test_better_of_two_languages_and_indonesian_in_doubt(header: str | None, locale: str) -> None:
    assert preferred_locale(header) == locale


def test_text_goes_out_in_both_languages() -> None:
    assert TypeAdapter(Text).dump_python(Text("ya", "yes"), mode="json") == {"id": "ya", "en": "yes"}
    assert (Text("ya", "yes").pick("id"), Text("ya", "yes").pick("en")) == ("ya", "yes")
