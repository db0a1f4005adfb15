"""Who is kept how long; pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from abdi.dates import in_words
from abdi.i18n import Text
from abdi.reasons import Reason

ARTICLE: Final = "UU 27/2022 art. 43, 44"


class RetentionClass(StrEnum):
    """What becomes of the data of an application."""

    APPOINTED = "appointed"
    """Goes on in the file of the employee."""
    UNSUCCESSFUL = "unsuccessful"
    """Erased when the days of retention are over."""
    ERASED = "erased"
    """Only what counts and commitments need is left."""


@dataclass(frozen=True, slots=True)
class Due:
    """The first day on which data may be erased, and whether it is there."""

    on: date
    reason: Reason


def erasure_due(ended_on: date, today: date, *, days: int) -> Due:
    """From which day the data of a selection that ended on `ended_on` is erased: `days` after it.

    Source: UU 27/2022 art. 43, 44 (erasing and destroying what is not needed any more); the number of days is
    the agency's own, from its schedule of retention.
    """
    due = ended_on + timedelta(days=days)
    day = in_words(due)
    return Due(
        due,
        Reason(
            rule="retention.is_over",
            article=ARTICLE,
            passed=today >= due,
            required={"from": due.isoformat(), "days": days},
            found=today.isoformat(),
            message=Text(
                f"Data pelamar disimpan sampai {day.id}.", f"Data of applicants is kept until {day.en}."
            ),
            turns_on=None if today >= due else due,
        ),
    )
