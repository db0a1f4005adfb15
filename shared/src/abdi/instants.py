"""Days and moments that somebody sent, in ISO 8601 and in no other way.

Pydantic alone takes `0` and `"0"` for the beginning of 1970, and moments that do not survive the way to UTC.
"""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field
from pydantic_core import PydanticCustomError

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}.*")


def _written_day(given: object) -> object:
    if isinstance(given, date) or (isinstance(given, str) and _DAY.fullmatch(given)):
        return given
    raise PydanticCustomError("date_parsing", "Input should be a valid date in the format YYYY-MM-DD")


def _written_moment(given: object) -> object:
    if isinstance(given, datetime) or (isinstance(given, str) and _MOMENT.fullmatch(given)):
        return given
    raise PydanticCustomError("datetime_parsing", "Input should be a date and time with an offset (ISO 8601)")


def _within(given: datetime) -> datetime:
    # Before it is turned into UTC, which the ends of the calendar do not survive.
    if not FIRST_YEAR <= given.year <= LAST_YEAR:
        limits = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise PydanticCustomError(
            "instant_out_of_range", "The year should lie between {first} and {last}", limits
        )
    return given.astimezone(UTC)


Day = Annotated[date, Field(strict=False), BeforeValidator(_written_day)]
"""A calendar day, YYYY-MM-DD."""

Instant = Annotated[
    AwareDatetime, Field(strict=False), BeforeValidator(_written_moment), AfterValidator(_within)
]
"""A moment with its offset, of the years 1900 to 2199; given in UTC. For `changed_since`, `known_at`."""
