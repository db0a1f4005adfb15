"""Salted commitments to private fields: published now, opened later, or never.

commitment = HMAC-SHA256(key = salt, message), the message being UTF-8 of three parts with newlines between:

    abdi-commitment/v1
    birth_date
    date:1990-05-17

The salt is random, 32 bytes, one for each field of each person, and secret until the field is opened: a
birth date has some 20,000 values, which anybody could try without it. Who erases the salt erases what the
commitment says.
"""

import hmac
import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from secrets import token_bytes
from typing import Final

SALT_BYTES: Final = 32
_DOMAIN: Final = "abdi-commitment/v1"
_FIELD: Final = re.compile(r"[a-z][a-z0-9_.]{0,63}")
_DIGITS: Final = 100
"""How long a number may be written; no field of ours comes near."""

Value = date | Decimal | int | str


class NotCommittable(ValueError):  # noqa: N818 - errors are named by the fact
    """There is no commitment for such a salt, field or value."""


def new_salt() -> bytes:
    """A salt for one field of one person."""
    return token_bytes(SALT_BYTES)


def commit(salt: bytes, field: str, value: Value) -> bytes:
    """The commitment to `value`, 32 bytes. Raises NotCommittable."""
    if len(salt) != SALT_BYTES:
        raise NotCommittable(f"a salt has {SALT_BYTES} bytes")
    if not _FIELD.fullmatch(field):
        raise NotCommittable("a field is named by lower-case letters, digits, dots and underscores")
    message = f"{_DOMAIN}\n{field}\n{canonical_value(value)}"
    try:
        return hmac.digest(salt, message.encode(), "sha256")
    except UnicodeEncodeError as error:
        raise NotCommittable("the text is not Unicode") from error


def is_opened(commitment: bytes, *, salt: bytes, field: str, value: Value) -> bool:
    """Whether `commitment` was made to this value of this field with this salt. Raises NotCommittable."""
    return hmac.compare_digest(commitment, commit(salt, field, value))


def canonical_value(value: Value) -> str:
    """The one way in which `value` is written, its kind before it. Raises NotCommittable.

    date:1990-05-17; integer:-7; decimal:3.5, without exponent or needless zeros (3.50 and 3.5 are one value);
    text: in Unicode's form NFC and otherwise as it is. Moments, truth values and floats have no such form.
    """
    match value:
        case bool() | datetime():
            raise NotCommittable(f"no commitment to a {type(value).__name__}")
        case date():
            return f"date:{value.isoformat()}"
        case int():
            return f"integer:{_short(Decimal(value)):f}"
        case Decimal():
            return f"decimal:{_plain(_short(value))}"
        case str():
            return f"text:{unicodedata.normalize('NFC', value)}"
        case _:
            raise NotCommittable(f"no commitment to a {type(value).__name__}")


def _short(number: Decimal) -> Decimal:
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int) or len(digits) > _DIGITS or abs(exponent) > _DIGITS:
        raise NotCommittable(f"a number is finite and has at most {_DIGITS} digits")
    return number


def _plain(number: Decimal) -> str:
    written = f"{number:f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if number.is_zero() else written
