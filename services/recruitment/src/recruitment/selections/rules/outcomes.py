"""The reasons of the final list."""

from abdi.i18n import Text
from recruitment.selections.rules.facts import Finalist, Formation
from recruitment.selections.rules.ranking import Placed
from recruitment.selections.rules.reasons import SelectionReason, source
from recruitment.selections.rules.standard import GENERAL, CpnsSelection, FillingStep
from recruitment.selections.rules.thresholds import check_thresholds


def seated(
    placed: Placed,
    formation: Formation,
    standard: CpnsSelection,
    *,
    step: FillingStep | None,
    seat: Formation,
) -> tuple[SelectionReason, ...]:
    """Why somebody has a seat: by the own ranking, or by a filling step after it."""
    if step is None:
        return (_place(placed, formation, standard, passed=True),)
    filled = SelectionReason(
        **source("filling.step", standard, detail=step.code),
        passed=True,
        required={"step": step.code, "vacancy": step.vacancy, "place": step.place},
        found={"formation": seat.id, "need": formation.need, "location": formation.location},
        message=Text(
            f"Mengisi kebutuhan yang belum terpenuhi menurut langkah {step.code}.",
            f"Fills an opening that stayed empty, by step {step.code}.",
        ),
    )
    above = check_thresholds(placed.finalist.skd, seat.general_category, standard)
    return (_place(placed, formation, standard, passed=False), filled, *above)


def not_placed(placed: Placed, formation: Formation, standard: CpnsSelection) -> tuple[SelectionReason, ...]:
    """Why somebody has no seat: the own rank, and the general thresholds that filling asks for."""
    general = check_thresholds(placed.finalist.skd, formation.general_category, standard)
    below = [reason for reason in general if not reason.passed] if formation.need != GENERAL else []
    return (_place(placed, formation, standard, passed=False), *below)


def undecided(placed: Placed, formation: Formation, standard: CpnsSelection) -> tuple[SelectionReason, ...]:
    """Why nobody can say yet: equal in everything at the last seat."""
    equal = SelectionReason(
        **source("filling.contested", standard),
        passed=False,
        required={"decision_of": "committee"},
        found={"rank": placed.rank},
        message=Text(
            "Sama dalam segala hal pada kebutuhan terakhir; hukum tidak mengatur urutannya.",
            "Equal in everything at the last opening; the law does not order them.",
        ),
        remedy=Text("Putusan panitia seleksi.", "A decision of the selection committee."),
    )
    own = (placed.warning,) if placed.warning else ()
    return (_place(placed, formation, standard, passed=False), equal, *own)


def outside(finalist: Finalist, code: str, standard: CpnsSelection) -> SelectionReason:
    """Why somebody is not ranked at all."""
    meaning = standard.results.meanings[code]
    return SelectionReason(
        **source("ranking.takes_part", standard),
        passed=False,
        required="taking_part",
        found=finalist.standing,
        message=Text(f"Tidak diperingkat: {meaning.id}.", f"Not ranked: {meaning.en}."),
    )


def _place(placed: Placed, formation: Formation, standard: CpnsSelection, *, passed: bool) -> SelectionReason:
    return SelectionReason(
        **source("ranking.place", standard),
        passed=passed,
        required={"openings": formation.openings},
        found={"rank": placed.rank, "final_score": str(placed.final_score), "decided_by": placed.decided_by},
        message=Text(
            f"Peringkat {placed.rank} dengan nilai akhir {placed.final_score}; "
            f"{formation.openings} kebutuhan.",
            f"Rank {placed.rank} with a final score of {placed.final_score}; {formation.openings} openings.",
        ),
        remedy=None
        if passed
        else Text(
            "Hanya bila peserta dengan peringkat lebih tinggi gugur atau ada kebutuhan yang belum terpenuhi.",
            "Only if somebody with a better rank drops out, or an opening elsewhere stays empty.",
        ),
    )
