"""Commitments: bound to field and value, silent without the salt."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abdi.transparency.commitments import (
    SALT_BYTES,
    NotCommittable,
    Value,
    canonical_value,
    commit,
    is_opened,
    new_salt,
)

SALT = bytes(range(32))
BORN = date(1990, 5, 17)
# Printed by openssl, without a program of ours:
#   printf 'abdi-commitment/v1\nbirth_date\ndate:1990-05-17' |
#     openssl dgst -sha256 -mac HMAC -macopt hexkey:000102...1e1f
BY_OPENSSL = "62bc35aadbe62ea6bfd342eea2c1512f023ae6c3794711c5b1fad79ed1eead4f"

VALUES = st.one_of(
    st.dates(),
    st.integers(-(10**30), 10**30),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**6), max_value=10**6),
    st.text(),
)


def test_commitment_can_be_made_again_with_openssl() -> None:
    assert commit(SALT, "birth_date", BORN).hex() == BY_OPENSSL


@settings(deadline=None, max_examples=50)
@given(VALUES)
def test_commitment_opens_to_its_value(value: Value) -> None:
    salt = new_salt()
    assert is_opened(commit(salt, "field", value), salt=salt, field="field", value=value)


@settings(deadline=None, max_examples=50)
@given(VALUES, VALUES)
def test_other_value_does_not_open_it(value: Value, other: Value) -> None:
    same = canonical_value(value) == canonical_value(other)
    assert is_opened(commit(SALT, "field", value), salt=SALT, field="field", value=other) is same


def test_other_field_salt_or_commitment_does_not_open_it() -> None:
    made = commit(SALT, "birth_date", BORN)
    assert not is_opened(made, salt=SALT, field="birth_dat", value=BORN)
    assert not is_opened(made, salt=new_salt(), field="birth_date", value=BORN)
    for wrong in (b"", made[:-1], made + b"\0", bytes(32)):
        assert not is_opened(wrong, salt=SALT, field="birth_date", value=BORN)


def test_same_value_is_committed_to_differently_each_time() -> None:
    made = {commit(new_salt(), "birth_date", BORN) for _ in range(100)}
    assert len(made) == 100


def test_value_of_few_choices_is_not_found_by_trying_without_the_salt() -> None:
    made = commit(new_salt(), "birth_date", BORN)
    days = [date(1990, 1, 1) + timedelta(days=day) for day in range(365)]
    assert BORN in days
    for guess in (bytes(SALT_BYTES), SALT):
        assert not any(commit(guess, "birth_date", day) == made for day in days)


def test_parts_cannot_be_shifted_from_field_to_value() -> None:
    assert commit(SALT, "a", "b\ntext:c") != commit(SALT, "a", "b")
    with pytest.raises(NotCommittable, match="field is named"):
        commit(SALT, "a\ntext:b", "c")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (BORN, "date:1990-05-17"),
        (date(987, 1, 2), "date:0987-01-02"),
        (0, "integer:0"),
        (-7, "integer:-7"),
        (10**30, "integer:" + "1" + "0" * 30),
        (Decimal("3.50"), "decimal:3.5"),
        (Decimal("3.5"), "decimal:3.5"),
        (Decimal(350), "decimal:350"),
        (Decimal("3.5E+2"), "decimal:350"),
        (Decimal("1E-3"), "decimal:0.001"),
        (Decimal("-0.00"), "decimal:0"),
        (Decimal(100), "decimal:100"),
        (
            Decimal("12345678901234567890123456789012345.67890"),
            "decimal:12345678901234567890123456789012345.6789",
        ),
        ("Siti Ämalia", "text:Siti Ämalia"),
        ("Siti A\u0308malia", "text:Siti Ämalia"),
        ("", "text:"),
        (" two  spaces\n", "text: two  spaces\n"),
    ],
)
def test_value_is_written_in_one_way(value: Value, written: str) -> None:
    assert canonical_value(value) == written


def test_kinds_are_kept_apart() -> None:
    values: list[Value] = [1, Decimal(1), "1", "integer:1", date(1, 1, 1)]
    assert len({commit(SALT, "field", value) for value in values}) == len(values)


@pytest.mark.parametrize(
    "value",
    [
        True,
        datetime(1990, 5, 17, tzinfo=UTC),
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("1E+1000000"),
        Decimal("1E-1000000"),
        10**100,
        "\ud800",
        1.5,
        None,
        b"bytes",
    ],
)
def test_what_has_no_one_form_is_refused(value: Value) -> None:
    with pytest.raises(NotCommittable):
        commit(SALT, "field", value)


@pytest.mark.parametrize("salt", [b"", b"x" * 16, b"x" * 31, b"x" * 33])
def test_short_or_long_salt_is_refused(salt: bytes) -> None:
    with pytest.raises(NotCommittable, match="32 bytes"):
        commit(salt, "birth_date", BORN)


@pytest.mark.parametrize("field", ["", "Birth", "1st", "a b", "a\n", "é", "x" * 65])
def test_field_with_another_name_is_refused(field: str) -> None:
    with pytest.raises(NotCommittable, match="field is named"):
        commit(SALT, field, BORN)
