"""How an appointment goes, and who moves up when somebody steps back; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from abdi.i18n import Text
from abdi.reasons import Reason

ARTICLE: Final = "PermenPANRB 6/2024; KepmenPANRB 320/2024"


class AppointmentState(StrEnum):
    """Where an appointment stands; `registered` is the registry's answer, on the candidate's record."""

    INVITED = "invited"
    FILED = "filed"
    PROPOSED = "proposed"
    APPOINTED = "appointed"
    RESIGNED = "resigned"
    LAPSED = "lapsed"


STEPS: Final[dict[AppointmentState, frozenset[str]]] = {
    AppointmentState.INVITED: frozenset({"filing", "resignation", "lapse"}),
    AppointmentState.FILED: frozenset({"filing", "resignation", "nip_proposal"}),
    AppointmentState.PROPOSED: frozenset({"resignation", "nip"}),
    AppointmentState.APPOINTED: frozenset(),
    AppointmentState.RESIGNED: frozenset(),
    AppointmentState.LAPSED: frozenset(),
}
"""What can be done in each state."""


@dataclass(frozen=True, slots=True)
class Contender:
    """Somebody without a seat in the ranking of an opening; `place` counts from 1, equals share it."""

    application_id: UUID
    place: int


@dataclass(frozen=True, slots=True)
class Succession:
    """Who moves up, or nobody, and why."""

    successor: Contender | None
    reason: Reason


def next_in_rank(contenders: Sequence[Contender]) -> Succession:
    """Who takes a seat that became free: the best place among those who are still there.

    Equals in everything are not told apart by the law: then nobody moves up and the committee decides.
    Source: PermenPANRB 6/2024; KepmenPANRB 320/2024.
    """
    if not contenders:
        return Succession(None, _nobody())
    best = min(one.place for one in contenders)
    equals = [one for one in contenders if one.place == best]
    if len(equals) > 1:
        return Succession(None, _undecided(best, len(equals)))
    return Succession(equals[0], _moves_up(best))


def _moves_up(place: int) -> Reason:
    return Reason(
        rule="appointment.next_in_rank",
        article=ARTICLE,
        passed=True,
        required={"place": "best_of_those_left"},
        found={"place": place},
        message=Text(
            f"Peringkat terbaik berikutnya ({place}) menggantikan peserta yang mundur.",
            f"The next in rank (place {place}) takes the seat of the one who stepped back.",
        ),
    )


def _nobody() -> Reason:
    return Reason(
        rule="appointment.next_in_rank",
        article=ARTICLE,
        passed=False,
        required={"contenders": 1},
        found={"contenders": 0},
        message=Text(
            "Tidak ada peserta lain pada kebutuhan ini; kebutuhan tetap kosong.",
            "Nobody else is left for this opening; it stays empty.",
        ),
    )


def _undecided(place: int, count: int) -> Reason:
    return Reason(
        rule="appointment.next_in_rank",
        article=ARTICLE,
        passed=False,
        required={"at_place": 1},
        found={"at_place": count, "place": place},
        message=Text(
            "Beberapa peserta sama dalam segala hal; hukum tidak mengatur urutannya.",
            "Several people are equal in everything; the law does not order them.",
        ),
        remedy=Text("Putusan panitia seleksi.", "A decision of the selection committee."),
    )
