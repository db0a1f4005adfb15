"""The days of the stages, counted from the announcement."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import IntEnum
from typing import Final

ZONE: Final = "Asia/Pontianak"


class Day(IntEnum):
    """Days on which something is done."""

    ANNOUNCED = 0
    CHECKED = 15
    RESULT = 20
    OBJECTED = 21
    ANSWERED = 24
    REANNOUNCED = 26
    TESTED = 30
    ATTENDED = 41
    RANKED = 42
    FIELD_TESTED = 45
    FINAL = 50
    DISPUTED = 51
    CORRECTED = 58
    FILED = 60
    PROPOSED = 71


_STAGES: Final[Mapping[str, tuple[int, int]]] = {
    "notice": (0, 14),
    "registration": (0, 14),
    "administrative": (15, 19),
    "administrative_result": (20, 20),
    "administrative_objection": (21, 23),
    "administrative_answers": (21, 25),
    "administrative_reannouncement": (26, 27),
    "skd": (30, 41),
    "skd_result": (42, 43),
    "skb": (44, 48),
    "final_result": (50, 50),
    "final_objection": (51, 53),
    "final_answers": (51, 57),
    "final_reannouncement": (58, 59),
    "filing": (60, 70),
    "nip_proposal": (71, 90),
}


def stages_from(first: date) -> list[dict[str, str]]:
    """The schedule of a selection announced on `first`."""
    return [
        {
            "code": code,
            "starts_on": (first + timedelta(days=starts)).isoformat(),
            "ends_on": (first + timedelta(days=ends)).isoformat(),
        }
        for code, (starts, ends) in _STAGES.items()
    ]
