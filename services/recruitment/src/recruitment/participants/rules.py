"""Participant numbers: what one looks like, and how we make them."""

import re
from typing import Final

NUMBER_LENGTH: Final = 17
_NUMBER: Final = re.compile(rf"\d{{{NUMBER_LENGTH}}}", re.ASCII)
_RUNNING: Final = 13
_MODULUS: Final = 97


def is_number(text: str) -> bool:
    """Whether `text` has the form of a participant number: 17 digits. Source: published result lists."""
    return _NUMBER.fullmatch(text) is not None


def may_have_lost_digits(number: str) -> bool:
    """Whether a spreadsheet may have rounded this number: it keeps 15 digits and fills up with zeros.

    None of ours ends so: see `number_of`.
    """
    return number.endswith("00")


def number_of(intake: int, running: int) -> str:
    """The number of the `running`-th participant (1 to 10^13 - 1) of all our selections in an intake.

    Two digits of the intake's year, thirteen running ones, two check digits (ISO 7064 MOD 97-10, 02 to 98):
    no two digits can be mistyped or exchanged unseen, and none ends in 00. Readers take it as a whole; other
    issuers number otherwise. Raises ValueError outside the range.
    """
    if not 0 < running < 10**_RUNNING:
        raise ValueError("the running part has thirteen digits")
    body = intake % 100 * 10**_RUNNING + running
    return f"{body:015d}{98 - body * 100 % _MODULUS:02d}"
