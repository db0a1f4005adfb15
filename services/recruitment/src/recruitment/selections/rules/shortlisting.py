"""Who goes on from SKD to SKB."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from abdi.i18n import Text
from recruitment.selections.rules.facts import Applicant, SkdScores
from recruitment.selections.rules.reasons import SelectionReason, source
from recruitment.selections.rules.standard import CpnsSelection
from recruitment.selections.rules.thresholds import check_thresholds


@dataclass(frozen=True, slots=True)
class SkdOutcome:
    """What the SKD list says of one applicant; `place` among those who met the threshold, equals share it."""

    id: str
    code: str
    place: int | None
    reasons: tuple[SelectionReason, ...]


def shortlist(applicants: Sequence[Applicant], openings: int, standard: CpnsSelection) -> list[Applicant]:
    """Those who go on, best first: a multiple of `openings`, and all who are equal to the last of them.

    In: applicants of one formation who met their threshold, each with scores. Equal in every score of the
    order, people stand by id. No fewer than all go on when there are not more than the multiple.
    Source: PermenPANRB 27/2021 art. 40; PermenPANRB 6/2024.
    """
    ordered = sorted(applicants, key=lambda one: (_key(one, standard), one.id))
    places = standard.shortlist.multiple * openings
    if len(ordered) <= places or places == 0:
        return ordered[:places]
    last = _key(ordered[places - 1], standard)
    return [one for one in ordered if _key(one, standard) <= last]


def _key(applicant: Applicant, standard: CpnsSelection) -> tuple[int, ...]:
    skd = _scores(applicant)
    return tuple(-getattr(skd, name) for name in standard.shortlist.order)


def _scores(applicant: Applicant) -> SkdScores:
    if applicant.skd is None:
        raise ValueError(f"{applicant.id} has no SKD score")
    return applicant.skd


def skd_outcomes(applicants: Sequence[Applicant], openings: int, standard: CpnsSelection) -> list[SkdOutcome]:
    """The SKD list of one formation: a code and the reasons for everybody, in the order given.

    Who was absent or disqualified is asked nothing further, who is below a threshold has no place.
    Raises UnknownCategory, and ValueError for somebody who took part and has no score.
    Source: as `shortlist` and `check_thresholds`; codes of the intake's result table.
    """
    judged = {
        one.id: check_thresholds(_scores(one), one.category, standard)
        for one in applicants
        if one.standing == "taking_part"
    }
    met = [one for one in applicants if one.id in judged and all(r.passed for r in judged[one.id])]
    going_on = {one.id for one in shortlist(met, openings, standard)}
    keys = sorted(_key(one, standard) for one in met)
    codes = standard.results.skd
    outcomes = []
    for one in applicants:
        reasons = judged.get(one.id, [])
        if one.standing != "taking_part":
            outcomes.append(SkdOutcome(one.id, getattr(codes, one.standing), None, ()))
        elif not all(reason.passed for reason in reasons):
            outcomes.append(SkdOutcome(one.id, codes.below, None, tuple(reasons)))
        else:
            place = bisect_left(keys, _key(one, standard)) + 1
            goes_on = one.id in going_on
            why = _place_reason(place, openings, standard, goes_on=goes_on)
            code = codes.goes_on if goes_on else codes.meets
            outcomes.append(SkdOutcome(one.id, code, place, (*reasons, why)))
    return outcomes


def _place_reason(place: int, openings: int, standard: CpnsSelection, *, goes_on: bool) -> SelectionReason:
    places = standard.shortlist.multiple * openings
    return SelectionReason(
        **source("shortlist.place", standard),
        passed=goes_on,
        required={"places": places},
        found={"place": place},
        message=Text(
            f"Yang mengikuti SKB: {places} peringkat terbaik, termasuk yang nilainya sama pada batas; "
            f"peringkat {place}.",
            f"The best {places} take part in SKB, with all who are equal at the cut; place {place}.",
        ),
        remedy=None
        if goes_on
        else Text(
            "Hanya bila peserta dengan peringkat lebih tinggi gugur.",
            "Only if somebody with a better place drops out.",
        ),
    )
