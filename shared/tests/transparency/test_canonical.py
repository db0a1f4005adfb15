"""JSON in one form."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abdi.transparency.canonical import DEPTH, NotCanonical, canonical_json, read_canonical

SAFE = 2**53 - 1
VALUES = st.recursive(
    st.text() | st.integers(-SAFE, SAFE) | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_keys_are_ordered_as_the_standard_shows() -> None:
    # RFC 8785, 3.2.3: by UTF-16 code units, in which the emoji comes before U+FB33.
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    ordered = json.loads(canonical_json(dict.fromkeys(keys, 0)))
    assert list(ordered) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_texts_are_written_as_the_standard_shows() -> None:
    # RFC 8785, 3.2.2 and 3.2.4.
    assert canonical_json({"string": '\u20ac$\u000f\nA\'B"\\\\"/'}) == (
        '{"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'.encode()
    )
    assert canonical_json({"literals": [True, False], "a": [], "b": {}}) == (
        b'{"a":[],"b":{},"literals":[true,false]}'
    )


@settings(deadline=None, max_examples=50)
@given(VALUES)
def test_value_comes_back_from_its_bytes(value: Any) -> None:
    data = canonical_json(value)
    assert read_canonical(data) == value
    assert json.loads(data) == value


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (1.5, "the value is a float"),
        ({"a": [1, 2.0]}, r"the value\['a'\]\[1\] is a float"),
        ({"a": None}, "NoneType"),
        (b"x", "bytes"),
        ({1: "x"}, "keys must be strings"),
        (SAFE + 1, "exceeds"),
        (-SAFE - 1, "exceeds"),
        ("\ud800", "UTF-8"),
        ({"\ud800": 1}, "surrogates"),
    ],
)
def test_value_without_such_a_form_is_refused(value: Any, place: str) -> None:
    with pytest.raises(NotCanonical, match=place):
        canonical_json(value)


def test_nesting_has_an_end() -> None:
    value: Any = 1
    for _ in range(DEPTH):
        value = [value]
    assert read_canonical(canonical_json(value)) == value
    with pytest.raises(NotCanonical, match="too deep"):
        canonical_json([value])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"a": 1}',
        b'{"a":1}\n',
        b'\xef\xbb\xbf{"a":1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1e2}',
        b'{"a":-0}',
        b'{"a":null}',
        b'{"a":NaN}',
        b'{"a":"\\u0041"}',
        b'{"a":"\\/"}',
        b'{"a":"\\ud800"}',
        b'{"a":"\xff"}',
        b"9007199254740992",
        b"1" * 5000,
        b"[" * 100_000,
        b"[" * 17 + b"]" * 17,
    ],
)
def test_other_bytes_are_not_taken(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        read_canonical(data)
